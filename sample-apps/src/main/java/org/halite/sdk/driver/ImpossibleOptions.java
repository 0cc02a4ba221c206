package org.halite.sdk.driver;

/** Options that gcc knows and that make no sense for a module. */
final class ImpossibleOptions {
  private ImpossibleOptions() {}

  /** Why the option cannot be followed and what to do, or null if it can. */
  static String reason(String word) {
    return switch (word) {
      case "-static-pie" -> "a program without a linker lies at a fixed place; leave it out";
      case "-m32", "-m16", "-m64" ->
          "modules have 64-bit instructions and 32-bit pointers; leave it out";
      case "-pg", "--coverage", "-coverage", "-fprofile-arcs", "-ftest-coverage" ->
          "profiling needs a library that modules do not have; leave it out";
      case "-fopenmp", "-fopenacc" -> "modules have no OpenMP library; leave it out";
      case "-fsplit-stack" -> "stacks are not split in modules; leave it out";
      case "-flto", "-fwhole-program" -> "the rewriter works on one file at a time; leave it out";
      case "-masm=intel" -> "the rewriter reads AT&T notation; leave it out";
      default ->
          word.startsWith("-fsanitize")
              ? "sanitizers need a library that modules do not have; leave it out"
              : word.startsWith("-flto=")
                  ? "the rewriter works on one file at a time; leave it out"
                  : word.startsWith("-mcmodel=")
                      ? "a module's 4 GiB need no code model; leave it out"
                      : null;
    };
  }
}
