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
  /** The start of a shared library. */
  private static final String LIBRARY_START = "library.c";

  private static final String RESOURCES = "/org/halite/sdk/runtime/";
  private static final List<String> SOURCES =
      List.of(
          "crt1.c",
          "note.S",
          "irt.c",
          "calls.c",
          "memory.c",
          "integers.c",
          "complex.c",
          "no-page.c",
          "thread.S");

  /** What a shared library has of its own; it finds the rest in the program. */
  private static final List<String> PURE = List.of("memory.c", "integers.c", "complex.c");

  /** The dynamic linker, {@code -ldl}. */
  private static final List<String> LINKER =
      List.of(
          "linker/dlfcn.c",
          "linker/folders.c",
          "linker/image.c",
          "linker/load.c",
          "linker/memory.c",
          "linker/open.c",
          "linker/relocate.c",
          "linker/start.c",
          "linker/symbols.c",
          "linker/system.c",
          "linker/tls.c",
          "linker/versions.c");

  private static final List<String> HEADERS =
      List.of(
          "dlfcn.h",
          "elf32.h",
          "halite/irt.h",
          "halite/tls.h",
          "limits.h",
          "stdint.h",
          "stdlib.h",
          "string.h",
          "unistd.h");

  /** glibc's name for the module that loads {@code main.nexe} and its libraries. */
  static final String LOADER_MODULE = "runnable-ld.so";

  /** What a program that it loads is linked with in its place. */
  private static final String LOADER = "loader.so";

  /** Not compiled by themselves for a program. */
  private static final List<String> PRIVATE =
      List.of("linker/linker.h", LIBRARY_START, "loader.c", "loader-names.c");

  private static final List<String> SCRIPTS = List.of("module.ld", "dynamic.ld", "library.ld");

  /** Linked by name and not through the library. */
  private static final List<String> START = List.of("crt1", "note");

  private final Path folder;

  private RuntimeLibrary(Path folder) {
    this.folder = folder;
  }

  /** Builds one source of the library; what {@link CompilerDriver} does for {@code -c}. */
  interface Compiler {
    void compile(Path source, Path object, List<String> words, List<Path> headers)
        throws DriverFailure, IOException, InterruptedException;
  }

  /**
   * @param cache where libraries are kept
   * @param compilerVersion another compiler makes other code
   */
  static RuntimeLibrary open(Path cache, String compilerVersion, Toolchain tools, Compiler compiler)
      throws DriverFailure, IOException, InterruptedException {
    Map<String, byte[]> files = new TreeMap<>();
    for (List<String> names : List.of(SOURCES, LINKER, PRIVATE, SCRIPTS)) {
      for (String name : names) {
        files.put(name, resource(name));
      }
    }
    for (String name : HEADERS) {
      files.put("include/" + name, resource("include/" + name));
    }
    ContentKey key = new ContentKey();
    key.add("compiler", compilerVersion);
    key.addOwnCode();
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
    List<Path> all = new ArrayList<>();
    for (String source : SOURCES) {
      Path object = object(work, source, ".o", List.of(), compiler);
      if (!START.contains(stem(source))) {
        all.add(object);
      }
    }
    List<Path> pure = new ArrayList<>();
    for (String source : PURE) {
      pure.add(object(work, source, ".pic.o", List.of("-fPIC"), compiler));
    }
    var unused = object(work, LIBRARY_START, ".o", List.of("-fPIC"), compiler);
    List<Path> linker = new ArrayList<>();
    for (String source : LINKER) {
      linker.add(object(work, source, ".o", List.of(), compiler));
    }
    archive(work.resolve("libhalite.a"), all, tools);
    archive(work.resolve("libpure.a"), pure, tools);
    archive(work.resolve("libdl.a"), List.of(joined(linker, work.resolve("dl.o"), tools)), tools);
    makeLoader(new RuntimeLibrary(work), tools, compiler);
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

  private static Path object(
      Path work, String source, String suffix, List<String> words, Compiler compiler)
      throws DriverFailure, IOException, InterruptedException {
    Path object = work.resolve(stem(source) + suffix);
    compiler.compile(work.resolve(source), object, words, List.of(work.resolve("include")));
    return object;
  }

  private static String stem(String source) {
    return source.substring(0, source.indexOf('.'));
  }

  /** The module that loads programs, and a library with its names for those to be linked with. */
  private static void makeLoader(RuntimeLibrary library, Toolchain tools, Compiler compiler)
      throws DriverFailure, IOException, InterruptedException {
    Path work = library.folder;
    Path main = object(work, "loader.c", ".o", List.of(), compiler);
    Path module = work.resolve(LOADER_MODULE);
    List<String> command =
        Toolchain.link(LinkKind.DYNAMIC, library.script(LinkKind.DYNAMIC), module);
    library.startFiles(LinkKind.DYNAMIC).forEach(file -> command.add(file.toString()));
    command.add(main.toString());
    command.addAll(library.libraries(LinkKind.DYNAMIC, List.of()));
    tools.run(command);
    LinkCheck.check(module, LOADER_MODULE, LinkKind.DYNAMIC);
    Path names = object(work, "loader-names.c", ".o", List.of("-fPIC"), compiler);
    List<String> stub =
        Toolchain.link(LinkKind.LIBRARY, library.script(LinkKind.LIBRARY), work.resolve(LOADER));
    stub.addAll(List.of("-soname", LOADER_MODULE, names.toString()));
    tools.run(stub);
  }

  /** One object, whose inner names do not meet those of a program. */
  private static Path joined(List<Path> objects, Path into, Toolchain tools)
      throws DriverFailure, IOException, InterruptedException {
    List<String> command = Toolchain.link(LinkKind.OBJECT, null, into);
    command.add("-r");
    objects.forEach(object -> command.add(object.toString()));
    tools.run(command);
    tools.run(List.of("objcopy", "--localize-hidden", into.toString()));
    return into;
  }

  private static void archive(Path archive, List<Path> objects, Toolchain tools)
      throws DriverFailure, IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ar", "rcsD", archive.toString()));
    objects.forEach(object -> command.add(object.toString()));
    tools.run(command);
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

  /** Where {@code -ldl} is found. */
  Path folder() {
    return folder;
  }

  /** The layout of what is linked. */
  Path script(LinkKind kind) {
    return folder.resolve(
        switch (kind) {
          case DYNAMIC -> "dynamic.ld";
          case LIBRARY, PROGRAM -> "library.ld";
          case STATIC, OBJECT -> "module.ld";
        });
  }

  List<Path> startFiles(LinkKind kind) {
    List<String> names = kind == LinkKind.LIBRARY ? List.of(stem(LIBRARY_START), "note") : START;
    return names.stream().map(name -> folder.resolve(name + ".o")).toList();
  }

  /**
   * Words for the linker, behind all inputs. A module with a dynamic linker has the whole of the
   * SDK's own library, since what it will load looks there for functions; of a C library it has
   * what it and the libraries that it is linked with use. A shared library hides what it has of it.
   *
   * @param c words for the standard libraries of C and C++; none where they are not wanted
   */
  List<String> libraries(LinkKind kind, List<String> c) {
    String archive = folder.resolve("libhalite.a").toString();
    List<String> words = new ArrayList<>();
    switch (kind) {
      case LIBRARY ->
          words.addAll(
              List.of("--exclude-libs", "libpure.a", folder.resolve("libpure.a").toString()));
      case DYNAMIC -> {
        words.addAll(
            List.of(
                "-u",
                "__halite_link_begin",
                "-u",
                "__nacl_read_tp",
                folder.resolve("libdl.a").toString()));
        if (!c.isEmpty()) {
          words.add("--start-group");
          words.addAll(c);
          words.addAll(List.of(archive, "--end-group"));
        } else {
          words.addAll(List.of("--whole-archive", archive, "--no-whole-archive"));
        }
      }
      case STATIC, PROGRAM, OBJECT -> {
        if (kind == LinkKind.PROGRAM) {
          // All else refers to it weakly, which is no need in the eyes of --as-needed.
          words.addAll(List.of("--no-as-needed", folder.resolve(LOADER).toString()));
          words.addAll(List.of("-u", "__halite_page_begin", "-u", "__halite_page_main"));
        }
        words.add("--start-group");
        words.addAll(c);
        words.addAll(List.of(archive, "--end-group"));
      }
    }
    return words;
  }
}
