package org.halite.app.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The modules of sample-apps: committed as built, and buildable from what is committed. */
class PrebuiltModulesTest {
  private static final Path SAMPLES = Checkout.top().resolve("sample-apps");

  @Test
  void thePrebuiltModulesAreTheBytesOfTheirSources(@TempDir Path out)
      throws IOException, InterruptedException {
    assumeTrue(isInstalled("as") && isInstalled("ld"), "GNU as and ld are not installed");
    build(out, System.getenv("PATH"));
    List<Path> sources = sources();
    assertTrue(sources.size() > 10, "sources found: " + sources);
    for (Path source : sources) {
      Path prebuilt = module(SAMPLES, source);
      assertArrayEquals(
          Files.readAllBytes(module(out, source)),
          Files.readAllBytes(prebuilt),
          () -> prebuilt + " is not what its source says; renew it: sample-apps/build.sh --update");
    }
  }

  @Test
  void withoutAnAssemblerThePrebuiltModulesAreTaken(@TempDir Path out)
      throws IOException, InterruptedException {
    Path tools = Files.createDirectory(out.resolve("tools"));
    for (String tool : List.of("sh", "mkdir", "basename", "dirname", "cp")) {
      Path script = tools.resolve(tool);
      Files.writeString(script, "#!/bin/sh\nexec " + which(tool) + " \"$@\"\n");
      assertTrue(script.toFile().setExecutable(true));
    }
    build(out, tools.toString());
    for (Path source : sources()) {
      assertArrayEquals(
          Files.readAllBytes(module(SAMPLES, source)), Files.readAllBytes(module(out, source)));
    }
  }

  private static void build(Path out, String path) throws IOException, InterruptedException {
    Path said = out.resolve("said");
    ProcessBuilder command =
        new ProcessBuilder(
            which("sh").toString(), SAMPLES.resolve("build.sh").toString(), out.toString());
    command.environment().put("PATH", path);
    int status = command.redirectErrorStream(true).redirectOutput(said.toFile()).start().waitFor();
    assertEquals("", Files.readString(said, StandardCharsets.UTF_8));
    assertEquals(0, status);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLES, 2)) {
      return files.filter(file -> file.toString().endsWith(".S")).map(SAMPLES::relativize).toList();
    }
  }

  private static Path module(Path folder, Path source) {
    return folder.resolve(source.toString().replaceFirst("[.]S$", ".nexe"));
  }

  private static boolean isInstalled(String tool) {
    return Stream.of("/usr/bin", "/bin", "/usr/local/bin")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private static Path which(String tool) {
    return Stream.of("/usr/bin", "/bin")
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
