package org.halite.sdk.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every module is linked with: start-up code, the functions that gcc expects to find, and the
 * linker script. Built from the sources in this jar when first needed and kept in a folder whose
 * name is the hash of all that it depends on.
 */
final class RuntimeLibrary {
  private static final String RESOURCES = "/org/halite/sdk/runtime/";
  private static final List<String> SOURCES =
      List.of("crt1.c", "note.S", "irt.c", "calls.c", "memory.c", "integers.c", "complex.c");
  private static final List<String> HEADERS =
      List.of("halite/irt.h", "limits.h", "stdint.h", "stdlib.h", "string.h", "unistd.h");
  private static final String SCRIPT = "module.ld";

  /** Linked by name and not through the library. */
  private static final List<String> START = List.of("crt1", "note");

  private final Path folder;

  private RuntimeLibrary(Path folder) {
    this.folder = folder;
  }

  /** Builds one source of the library; what {@link CompilerDriver} does for {@code -c}. */
  interface Compiler {
    void compile(Path source, Path object, List<Path> headers)
        throws DriverFailure, IOException, InterruptedException;
  }

  /**
   * @param cache where libraries are kept
   * @param compilerVersion another compiler makes other code
   */
  static RuntimeLibrary open(Path cache, String compilerVersion, Toolchain tools, Compiler compiler)
      throws DriverFailure, IOException, InterruptedException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : SOURCES) {
      files.put(name, resource(name));
    }
    for (String name : HEADERS) {
      files.put("include/" + name, resource("include/" + name));
    }
    files.put(SCRIPT, resource(SCRIPT));
    ContentKey key = new ContentKey();
    key.add("compiler", compilerVersion);
    files.forEach(key::add);
    Path folder = cache.resolve(key.text());
    if (!Files.isDirectory(folder)) {
      build(folder, files, tools, compiler);
    }
    return new RuntimeLibrary(folder);
  }

  /** Built beside its place and renamed into it, so that nobody sees half of it. */
  private static void build(
      Path folder, Map<String, byte[]> files, Toolchain tools, Compiler compiler)
      throws DriverFailure, IOException, InterruptedException {
    Files.createDirectories(folder.getParent());
    Path work = Files.createTempDirectory(folder.getParent(), "building-");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = work.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    List<String> archive =
        new ArrayList<>(List.of("ar", "rcsD", work.resolve("libhalite.a").toString()));
    for (String source : SOURCES) {
      String stem = source.substring(0, source.indexOf('.'));
      Path object = work.resolve(stem + ".o");
      compiler.compile(work.resolve(source), object, List.of(work.resolve("include")));
      if (!START.contains(stem)) {
        archive.add(object.toString());
      }
    }
    tools.run(archive);
    try {
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Under make -j another process may have been faster; which exception tells it depends on
      // the file system.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      Scratch.remove(work);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = RuntimeLibrary.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IOException("the SDK's own file " + name + " is missing in its jar");
      }
      return in.readAllBytes();
    }
  }

  /** Tells one build from another. */
  String key() {
    return folder.getFileName().toString();
  }

  Path headers() {
    return folder.resolve("include");
  }

  Path script() {
    return folder.resolve(SCRIPT);
  }

  List<Path> startFiles() {
    return START.stream().map(name -> folder.resolve(name + ".o")).toList();
  }

  Path library() {
    return folder.resolve("libhalite.a");
  }
}
