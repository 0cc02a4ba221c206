package org.halite.app.sharing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.halite.sdk.driver.CompilerDriver;
import org.halite.sdk.driver.Language;
import org.halite.sdk.driver.Streams;

/**
 * The image viewer's files, compiled: what the sites of the demonstration serve.
 *
 * @param files by name
 */
record ViewerFiles(Map<String, byte[]> files) {
  /** What was made last, and with what: another source of zlib's function is another library. */
  private static final String MADE_WITH = "made-with.txt";

  /**
   * Compiles what is out of date.
   *
   * @param sample the viewer's sources
   * @param work where the compiled files are kept
   * @throws IOException with a sentence when there is no compiler, or it complains
   */
  static ViewerFiles compiled(Path sample, Path work, Path cache)
      throws IOException, InterruptedException {
    List<Path> sources;
    try (Stream<Path> all = Files.list(sample)) {
      sources = all.filter(ViewerFiles::isSource).sorted().toList();
    }
    Files.createDirectories(work);
    boolean stale = false;
    for (Path source : sources) {
      Path copy = work.resolve(source.getFileName());
      stale |= !Files.exists(copy) || time(copy).compareTo(time(source)) != 0;
      Files.copy(
          source, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Path last = work.resolve(MADE_WITH);
    List<List<String>> commands = CompileCommands.of(sample);
    stale |= !Files.exists(last) || !Files.readString(last).equals(commands.toString());
    for (List<String> words : commands) {
      Path made = work.resolve(words.get(words.indexOf("-o") + 1));
      if (stale || !Files.exists(made)) {
        compile(work, cache, words);
      }
    }
    Files.writeString(last, commands.toString());
    Map<String, byte[]> files = new TreeMap<>();
    List<Path> all;
    try (Stream<Path> list = Files.list(work)) {
      all = list.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      files.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    return new ViewerFiles(files);
  }

  /** What is committed as compiled is compiled here, perhaps with more of its sources at hand. */
  private static boolean isSource(Path file) {
    String name = file.toString();
    return Files.isRegularFile(file) && !name.endsWith(".so") && !name.endsWith(".nexe");
  }

  private static FileTime time(Path file) throws IOException {
    return Files.getLastModifiedTime(file);
  }

  private static void compile(Path work, Path cache, List<String> words)
      throws IOException, InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    int status =
        new CompilerDriver(Language.C, work, cache, new Streams(stream, stream, false)).run(words);
    if (status != 0) {
      throw new IOException(
          "The image viewer could not be compiled: " + said.toString(StandardCharsets.UTF_8));
    }
  }

  /** The names of the shared libraries. */
  List<String> libraries() {
    List<String> names = new ArrayList<>(files.keySet());
    names.removeIf(name -> !name.endsWith(".so"));
    return names;
  }

  /** In hexadecimal digits. */
  String sha256(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(files.get(name)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Null when there is none. */
  byte[] get(String name) {
    return files.get(name);
  }
}
