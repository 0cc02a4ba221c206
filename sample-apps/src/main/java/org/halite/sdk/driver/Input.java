package org.halite.sdk.driver;

import java.util.Locale;

/**
 * A file of the command line.
 *
 * @param name as given; {@code -} is standard input; for LINKER_WORD the word for ld
 * @param language what {@code -x} said, or null
 */
record Input(Kind kind, String name, String language) {
  enum Kind {
    /** C or C++: compiled to assembly, then rewritten. */
    COMPILED,
    /** {@code .S}: preprocessed, then rewritten. */
    PREPROCESSED_ASSEMBLY,
    /** {@code .s}: rewritten. */
    ASSEMBLY,
    /** For the linker as it is, in this place among the objects. */
    LINKER_WORD
  }

  static Input file(String name, String language) throws DriverFailure {
    return new Input(language == null ? kind(name) : kindOfLanguage(language), name, language);
  }

  static Input forLinker(String word) {
    return new Input(Kind.LINKER_WORD, word, null);
  }

  private static Kind kind(String name) throws DriverFailure {
    if (isShared(name)) {
      return Kind.LINKER_WORD;
    }
    String suffix = name.substring(name.lastIndexOf('.') + 1);
    return switch (suffix) {
      case "S", "sx" -> Kind.PREPROCESSED_ASSEMBLY;
      case "s" -> Kind.ASSEMBLY;
      case "c", "i", "cc", "cp", "cpp", "cxx", "c++", "C", "CPP", "ii", "h", "hh", "hpp" ->
          Kind.COMPILED;
      case "o", "a", "obj", "lo" -> Kind.LINKER_WORD;
      default ->
          throw new DriverFailure(
              name
                  + " has no suffix that tells what it is; use .c, .cc, .cpp, .s, .S, .o or .a, or"
                  + " -x LANGUAGE before it");
    };
  }

  private static Kind kindOfLanguage(String language) throws DriverFailure {
    return switch (language.toLowerCase(Locale.ROOT)) {
      case "c", "c++", "cpp-output", "c++-cpp-output", "c-header", "c++-header" -> Kind.COMPILED;
      case "assembler" -> Kind.ASSEMBLY;
      case "assembler-with-cpp" -> Kind.PREPROCESSED_ASSEMBLY;
      default ->
          throw new DriverFailure("-x " + language + " is not supported; C, C++ and assembler are");
    };
  }

  /** Whether this names a shared library: {@code libx.so} or {@code libx.so.1.2}. */
  static boolean isShared(String name) {
    return name.matches("(?s).*\\.so(\\.[0-9]+)*");
  }

  /** {@code folder/name.c} is {@code name}. */
  String stem() {
    String last = name.substring(name.lastIndexOf('/') + 1);
    int dot = last.lastIndexOf('.');
    return dot > 0 ? last.substring(0, dot) : last;
  }
}
