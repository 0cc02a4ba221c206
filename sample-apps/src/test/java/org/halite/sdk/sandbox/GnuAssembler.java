package org.halite.sdk.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The stock assembler; tests that need it are skipped where it is absent. */
final class GnuAssembler implements Assembler {
  private final Path folder;

  GnuAssembler(Path folder) {
    assumeTrue(isInstalled("as"), "GNU as is not installed");
    this.folder = folder;
  }

  static boolean isInstalled(String tool) {
    return Stream.of("/usr/bin", "/bin", "/usr/local/bin")
        .anyMatch(bin -> Files.isExecutable(Path.of(bin, tool)));
  }

  @Override
  public Result assemble(String text) throws IOException, InterruptedException {
    Path source = folder.resolve("text.s");
    Path object = folder.resolve("text.o");
    Files.writeString(source, text);
    Process process =
        new ProcessBuilder(List.of("as", "--x32", "-o", object.toString(), source.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor() == 0 ? Files.readAllBytes(object) : null, said);
  }
}
