package org.halite.app.pages;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.halite.app.Corpus;
import org.halite.app.sharing.CompileCommands;

/**
 * One page test as it lies on disk: a page, its manifests, test.properties, expected.jsonl.
 *
 * <p>Properties: {@code page}, the page's address in the folder, if it is not index.html; {@code
 * samples}: folders of sample-apps to lay beside it; {@code pixels} X,Y=RRGGBB: what a picture of
 * the page must show. {@code wait-for} and {@code eval} as of {@code halite open}; {@code timeout}
 * in seconds; {@code sample}: a sample to compile as its compile.txt says; {@code modules}: files
 * of sample-apps to lay beside the page; {@code corpus}: files of the corpus, where it is present;
 * {@code truncated} NAME:MODULE:BYTES; {@code patched} NAME:MODULE:OFFSET:HEX; {@code padded}
 * NAME:BYTES (a file of the folder, filled with blanks to that size); {@code compiled}: command
 * lines of {@code halite cc}, with bars between them; {@code built} NAME:SOURCE:WORD..., a sample
 * compiled by {@code halite cc}, where a compiler is installed; {@code recorded} NAME: which {@link
 * RecordedCalls} a conformance module includes; {@code heard} NUMBER:HERTZ:SECONDS: which sine the
 * modules' playbacks must have been, by their order.
 */
record PageFolder(Path source, Properties properties) {
  private static final Path SAMPLES = Path.of("..", "sample-apps");

  static PageFolder read(Path source) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(source.resolve("test.properties"))) {
      properties.load(in);
    }
    return new PageFolder(source, properties);
  }

  String name() {
    return source.getFileName().toString();
  }

  String property(String key, String otherwise) {
    return properties.getProperty(key, otherwise);
  }

  List<String> expected() throws IOException {
    return Files.readAllLines(source.resolve("expected.jsonl"));
  }

  /** Lays the page and its modules into {@code folder}, ready to be served. */
  void layOut(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    for (String sample : words("samples")) {
      Samples.layOut(sample, folder);
    }
    for (String module : words("modules")) {
      Path file = SAMPLES.resolve(module);
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    for (String sample : words("sample")) {
      layOutSample(SAMPLES.resolve(sample), Files.createDirectory(folder.resolve(sample)));
    }
    for (String module : words("corpus")) {
      Path file = Corpus.file(module);
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    for (String command : property("compiled", "").split("\\|", -1)) {
      if (!command.isBlank()) {
        Compiled.run(folder, List.of(command.strip().split("\\s+", -1)));
      }
    }
    for (String proof : words("recorded")) {
      Files.writeString(folder.resolve("recorded_calls.h"), RecordedCalls.header(proof));
    }
    for (String rule : words("built")) {
      List<String> parts = List.of(rule.split(":", -1));
      Compiled.module(
          SAMPLES.resolve(parts.get(1)),
          folder.resolve(parts.getFirst()),
          parts.subList(2, parts.size()));
    }
    for (String rule : words("truncated")) {
      String[] parts = rule.split(":", -1);
      byte[] module = Files.readAllBytes(SAMPLES.resolve(parts[1]));
      Files.write(folder.resolve(parts[0]), Arrays.copyOf(module, Integer.parseInt(parts[2])));
    }
    for (String rule : words("patched")) {
      String[] parts = rule.split(":", -1);
      byte[] module = Files.readAllBytes(SAMPLES.resolve(parts[1]));
      module[Integer.parseInt(parts[2])] = (byte) Integer.parseInt(parts[3], 16);
      Files.write(folder.resolve(parts[0]), module);
    }
    for (String rule : words("padded")) {
      String[] parts = rule.split(":", -1);
      Path file = folder.resolve(parts[0]);
      int missing = Integer.parseInt(parts[1]) - (int) Files.size(file);
      try (OutputStream out =
          Files.newOutputStream(file, java.nio.file.StandardOpenOption.APPEND)) {
        out.write(" ".repeat(missing).getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** A sample as it is, compiled as its compile.txt says. */
  private static void layOutSample(Path sample, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(sample)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    for (List<String> command : CompileCommands.of(sample)) {
      Compiled.run(folder, command);
    }
  }

  /** The words of a property. */
  String[] words(String key) {
    String value = properties.getProperty(key, "").strip();
    return value.isEmpty() ? new String[0] : value.split("\\s+", -1);
  }
}
