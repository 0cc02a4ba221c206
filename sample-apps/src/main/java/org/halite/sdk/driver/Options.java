package org.halite.sdk.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A compiler's command line, read as gcc reads it. */
final class Options {
  /** How far to go. */
  enum Stage {
    /** {@code -E}, {@code -M}, {@code -MM}. */
    PREPROCESS,
    /** {@code -S}: sandboxed assembly. */
    ASSEMBLY,
    /** {@code -c}. */
    OBJECT,
    LINK
  }

  /** Options of the compiler with a word of their own behind them. */
  private static final Set<String> WITH_WORD =
      Set.of(
          "-I",
          "-D",
          "-U",
          "-include",
          "-imacros",
          "-isystem",
          "-iquote",
          "-idirafter",
          "-iprefix",
          "-iwithprefix",
          "-isysroot",
          "--param",
          "-MF",
          "-MT",
          "-MQ",
          "-A",
          "-Xpreprocessor",
          "-aux-info");

  /** Options of the linker with a word of their own behind them. */
  private static final Set<String> LINKER_WITH_WORD =
      Set.of("-u", "-z", "-e", "-T", "-L", "-l", "-h", "-soname");

  /** Beginnings of options that go to the compiler as they are. */
  private static final List<String> FOR_COMPILER =
      List.of(
          "-D",
          "-U",
          "-I",
          "-O",
          "-W",
          "-f",
          "-g",
          "-m",
          "-M",
          "-i",
          "-d",
          "-std=",
          "--std=",
          "-ansi",
          "-pedantic",
          "--param=",
          "-nostdinc",
          "-trigraphs",
          "-no-integrated-cpp",
          "-undef",
          "-remap",
          "-A");

  private static final Set<String> FOR_COMPILER_WHOLE =
      Set.of("-w", "-C", "-CC", "-P", "-H", "-Q", "-v", "-###", "--verbose", "-save-temps");

  /** Change nothing here: what they choose is chosen already. */
  private static final Set<String> IGNORED =
      Set.of(
          "-pipe",
          "-pthread",
          "-mx32",
          "-no-pie",
          "-nopie",
          "-static-libgcc",
          "-static-libstdc++",
          "-Wa,--noexecstack");

  private final List<String> forCompiler = new ArrayList<>();
  private final List<String> forLinker = new ArrayList<>();
  private final List<Input> inputs = new ArrayList<>();
  private Stage stage = Stage.LINK;
  private String output;
  private String question;
  private boolean ownStart = true;
  private boolean ownLibraries = true;
  private boolean dependencies;
  private boolean targetNamed;
  private boolean fileNamed;
  private boolean isShared;
  private boolean isStatic;
  private boolean isDynamic;
  private boolean isProgram;

  private Options() {}

  /**
   * @throws DriverFailure with a sentence about the first word that cannot be followed
   */
  static Options read(List<String> words) throws DriverFailure {
    Options options = new Options();
    String language = null;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("-") || word.equals("-")) {
        options.inputs.add(Input.file(word, language(word, language)));
        continue;
      }
      if (word.equals("-o")
          || word.equals("-x")
          || word.equals("-Xlinker")
          || word.equals("-Xassembler")
          || WITH_WORD.contains(word)
          || LINKER_WITH_WORD.contains(word)) {
        if (++i == words.size()) {
          throw new DriverFailure("behind " + word + " a word is missing");
        }
        String value = words.get(i);
        if (word.equals("-x")) {
          language = value.equals("none") ? null : value;
        } else {
          options.pair(word, value);
        }
        continue;
      }
      options.single(word);
    }
    return options;
  }

  private static String language(String word, String chosen) throws DriverFailure {
    if (word.equals("-") && chosen == null) {
      throw new DriverFailure("- is standard input; say with -x c or -x c++ what it is");
    }
    return chosen;
  }

  private void pair(String word, String value) throws DriverFailure {
    switch (word) {
      case "-o" -> output = value;
      case "-Xlinker" -> linkerWord(value);
      case "-Xassembler" ->
          throw new DriverFailure("-Xassembler " + value + " is not supported; leave it out");
      case "-l" -> inputs.add(Input.forLinker("-l" + value));
      default -> {
        if (LINKER_WITH_WORD.contains(word)) {
          forLinker.add(word);
          forLinker.add(value);
        } else {
          dependency(word);
          forCompiler.add(word);
          forCompiler.add(value);
        }
      }
    }
  }

  private void single(String word) throws DriverFailure {
    if (IGNORED.contains(word)) {
      return;
    }
    String why = ImpossibleOptions.reason(word);
    if (why != null) {
      throw new DriverFailure(word + ": " + why);
    }
    switch (word) {
      case "-E", "-M", "-MM" -> {
        stage = Stage.PREPROCESS;
        forCompiler.add(word);
      }
      case "-S" -> stage = Stage.ASSEMBLY;
      case "-c" -> stage = Stage.OBJECT;
      case "-nostdlib" -> {
        ownStart = false;
        ownLibraries = false;
      }
      case "-nostartfiles" -> ownStart = false;
      case "-nodefaultlibs", "-nolibc" -> ownLibraries = false;
      case "-s", "-r" -> forLinker.add(word);
      case "-shared" -> isShared = true;
      case "-static" -> isStatic = true;
      case "-rdynamic" -> isDynamic = true;
      case "-pie" -> isProgram = true;
      case "--version",
          "--help",
          "-dumpversion",
          "-dumpfullversion",
          "-dumpmachine",
          "-dumpspecs" ->
          question = word;
      default -> family(word);
    }
  }

  private void family(String word) throws DriverFailure {
    if (word.startsWith("-Wl,")) {
      for (String part : word.substring("-Wl,".length()).split(",", -1)) {
        linkerWord(part);
      }
    } else if (word.startsWith("-Wa,")) {
      throw new DriverFailure(
          word + " is not supported: the assembler gets rewritten text; leave it out");
    } else if (word.startsWith("-l")) {
      inputs.add(Input.forLinker(word));
    } else if (word.startsWith("-o")) {
      output = word.substring(2);
    } else if (word.startsWith("-L")
        || word.startsWith("-T")
        || word.startsWith("-u")
        || word.startsWith("-z")) {
      forLinker.add(word);
    } else if (word.startsWith("-print-")) {
      question = word;
    } else if (word.startsWith("-B") || word.startsWith("--sysroot")) {
      throw new DriverFailure(word + " is not supported: the SDK brings its own headers");
    } else if (FOR_COMPILER_WHOLE.contains(word)
        || FOR_COMPILER.stream().anyMatch(word::startsWith)) {
      dependency(word);
      forCompiler.add(word);
    } else {
      throw new DriverFailure(
          "the option " + word + " is not known; halite cc takes gcc's common options");
    }
  }

  private void dependency(String word) {
    dependencies |= word.equals("-MD") || word.equals("-MMD");
    targetNamed |= word.equals("-MT") || word.equals("-MQ");
    fileNamed |= word.equals("-MF");
  }

  private void linkerWord(String word) {
    inputs.add(Input.forLinker(word));
  }

  Stage stage() {
    return stage;
  }

  /** What {@code -o} says, or null. */
  String output() {
    return output;
  }

  /** An option that asks something and compiles nothing, or null. */
  String question() {
    return question;
  }

  List<String> forCompiler() {
    return forCompiler;
  }

  List<String> forLinker() {
    return forLinker;
  }

  /** Files, libraries and words for the linker, in order. */
  List<Input> inputs() {
    return inputs;
  }

  /** Whether a rule for make is wanted and no option says what its target is called. */
  boolean needsDependencyTarget() {
    return dependencies && !targetNamed;
  }

  /** Whether a rule for make is wanted and no option says into which file. */
  boolean needsDependencyFile() {
    return dependencies && !fileNamed;
  }

  boolean ownStart() {
    return ownStart;
  }

  boolean ownLibraries() {
    return ownLibraries;
  }

  /** A library for other modules is wanted. */
  boolean isShared() {
    return isShared;
  }

  /** A program for a linker of its own module is wanted, {@code runnable-ld.so}. */
  boolean isProgram() {
    return isProgram;
  }

  /** No library may be a shared one. */
  boolean isStatic() {
    return isStatic;
  }

  /** The module opens libraries, even if it is linked with none. */
  boolean isDynamic() {
    return isDynamic;
  }

  /** Whether the C library's headers and code are to be used. */
  boolean wantsLibrary() {
    return ownLibraries && !forCompiler.contains("-nostdinc") && !isRelocatable();
  }

  boolean isRelocatable() {
    return forLinker.contains("-r");
  }
}
