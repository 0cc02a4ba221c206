package org.halite.sdk.driver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a link makes. */
enum LinkKind {
  /** Objects in one object, {@code -r}. */
  OBJECT("-static"),
  /** A module with all that it needs. */
  STATIC("-static"),
  /** A module with a dynamic linker in it, which loads the libraries that it needs. */
  DYNAMIC(
      "--no-dynamic-linker --export-dynamic --hash-style=both -z now -z norelro -z nodynamic-undefined-weak"),
  /** A program that another module, {@code runnable-ld.so}, loads as its first library. */
  PROGRAM(
      "-pie -e _start --no-dynamic-linker --export-dynamic --hash-style=both -z now -z norelro -z notext -z nodynamic-undefined-weak"),
  /** A shared library, {@code -shared}. */
  LIBRARY("-shared --hash-style=both -z now -z norelro");

  /** For ld, with blanks between them. */
  private final String words;

  LinkKind(String words) {
    this.words = words;
  }

  static LinkKind of(Options options, Path folder) throws DriverFailure {
    if (options.isRelocatable()) {
      return OBJECT;
    }
    if (options.isShared()) {
      if (options.isStatic()) {
        throw new DriverFailure("-shared and -static exclude each other; leave one of them out");
      }
      return LIBRARY;
    }
    if (options.isProgram()) {
      return PROGRAM;
    }
    if (options.isStatic()) {
      return STATIC;
    }
    return options.isDynamic() || needsLibrary(options, folder) ? DYNAMIC : STATIC;
  }

  /** Whether ld will find a shared library under one of the names. */
  private static boolean needsLibrary(Options options, Path folder) {
    List<Path> folders = folders(options, folder);
    String before = "";
    for (Input input : options.inputs()) {
      String word = input.name();
      boolean named = before.equals("-soname") || before.equals("-h");
      before = word;
      if (named || input.kind() != Input.Kind.LINKER_WORD) {
        continue;
      }
      if (!word.startsWith("-") && Input.isShared(word)) {
        return true;
      }
      if (word.equals("-ldl") || (word.startsWith("-l") && isShared(word.substring(2), folders))) {
        return true;
      }
    }
    return false;
  }

  /** As ld looks: folder by folder, the shared library before the archive. */
  private static boolean isShared(String name, List<Path> folders) {
    boolean whole = name.startsWith(":");
    for (Path folder : folders) {
      if (whole && Files.exists(folder.resolve(name.substring(1)))) {
        return Input.isShared(name);
      }
      if (!whole && Files.exists(folder.resolve("lib" + name + ".so"))) {
        return true;
      }
      if (!whole && Files.exists(folder.resolve("lib" + name + ".a"))) {
        return false;
      }
    }
    return false;
  }

  /**
   * Where ld looks for what the libraries on its command line need themselves: gcc leaves that to
   * {@code -rpath-link}, but here nothing is installed in folders that ld knows.
   */
  static List<String> furtherFolders(Options options, Path folder) {
    List<String> words = new ArrayList<>();
    for (Path path : folders(options, folder)) {
      words.addAll(List.of("-rpath-link", path.toString()));
    }
    return words;
  }

  private static List<Path> folders(Options options, Path folder) {
    List<Path> folders = new ArrayList<>();
    List<String> words = options.forLinker();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-L") && i + 1 < words.size()) {
        folders.add(folder.resolve(words.get(++i)));
      } else if (word.startsWith("-L")) {
        folders.add(folder.resolve(word.substring(2)));
      }
    }
    return folders;
  }

  /** What ld must be told. */
  List<String> words() {
    return List.of(words.split(" ", -1));
  }

  /** Whether what is made goes into a module, and is judged. */
  boolean isCode() {
    return this != OBJECT;
  }

  /** Whether the dynamic linker finds the place for what is made. */
  boolean isPlaced() {
    return this == LIBRARY || this == PROGRAM;
  }

  /** Whether what is made has references to be met when it is loaded. */
  boolean isDynamic() {
    return this == DYNAMIC || isPlaced();
  }
}
