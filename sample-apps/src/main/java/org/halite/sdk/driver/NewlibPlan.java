package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which of newlib's files make the C library, and how each is compiled. */
final class NewlibPlan {
  /** One object of an archive. */
  record Unit(Path source, String object, List<String> options) {
    /** Each of these files, with the same options. */
    static List<Unit> each(Path folder, List<String> sources, List<String> options) {
      List<Unit> units = new ArrayList<>();
      for (String name : sources) {
        String stem = name.substring(0, name.lastIndexOf('.')).replace('/', '-');
        units.add(new Unit(folder.resolve(name), stem + ".o", options));
      }
      return units;
    }
  }

  private static final List<String> LIBC =
      List.of(
          "argz", "ctype", "errno", "locale", "misc", "posix", "reent", "search", "signal", "stdio",
          "stdlib", "string", "time", "unix");

  private static final List<String> LIBM =
      List.of("common", "math", "complex", "machine/x86_64", "fenv");

  /**
   * Not compiled by themselves: parts of other files, what needs processes or users, iconv's,
   * smaller variants, and what the system layer has (functions of one process on the IRT, memory
   * functions, locks).
   */
  private static final Map<String, Set<String>> LEFT_OUT =
      Map.ofEntries(
          Map.entry(
              "fenv",
              Set.of(
                  "feclearexcept.c",
                  "fegetenv.c",
                  "fegetexceptflag.c",
                  "fegetround.c",
                  "feholdexcept.c",
                  "fenv_stub.c",
                  "feraiseexcept.c",
                  "fesetenv.c",
                  "fesetexceptflag.c",
                  "fesetround.c",
                  "fetestexcept.c",
                  "feupdateenv.c")),
          Map.entry("math", Set.of("e_sqrt.c", "ef_sqrt.c")),
          Map.entry("misc", Set.of("lock.c", "init.c", "fini.c")),
          Map.entry(
              "posix",
              Set.of(
                  "closedir.c",
                  "dirfd.c",
                  "engine.c",
                  "execl.c",
                  "execle.c",
                  "execlp.c",
                  "execv.c",
                  "execve.c",
                  "execvp.c",
                  "opendir.c",
                  "popen.c",
                  "posix_spawn.c",
                  "readdir.c",
                  "readdir_r.c",
                  "rewinddir.c",
                  "scandir.c",
                  "seekdir.c",
                  "telldir.c",
                  "sleep.c",
                  "usleep.c",
                  "wordexp.c",
                  "wordfree.c")),
          Map.entry("reent", Set.of("getreent.c", "execr.c", "stat64r.c")),
          Map.entry(
              "search",
              Set.of(
                  "hash.c", "hash_bigkey.c", "hash_buf.c", "hash_log2.c", "hash_page.c", "ndbm.c")),
          Map.entry("stdio", Set.of("remove.c", "rename.c")),
          Map.entry("stdlib", Set.of("aligned_alloc.c", "mallocr.c", "system.c")),
          Map.entry("string", Set.of("memcpy.c", "memmove.c", "memset.c", "memcmp.c", "strlen.c")),
          Map.entry("time", Set.of("clock.c")),
          Map.entry(
              "unix",
              Set.of(
                  "getcwd.c",
                  "getlogin.c",
                  "getpass.c",
                  "getpwent.c",
                  "getut.c",
                  "ttyname.c",
                  "ttyname_r.c")));

  /** One source that is compiled more than once: objects and the macros that make them. */
  private static final Map<String, List<String>> VARIANTS =
      Map.of(
          "stdlib/mallocr.c",
          List.of(
              "mallocr -DDEFINE_MALLOC",
              "freer -DDEFINE_FREE",
              "reallocr -DDEFINE_REALLOC",
              "callocr -DDEFINE_CALLOC",
              "cfreer -DDEFINE_CFREE",
              "malignr -DDEFINE_MEMALIGN",
              "vallocr -DDEFINE_VALLOC",
              "pvallocr -DDEFINE_PVALLOC",
              "mallinfor -DDEFINE_MALLINFO",
              "mallstatsr -DDEFINE_MALLOC_STATS",
              "msizer -DDEFINE_MALLOC_USABLE_SIZE",
              "malloptr -DDEFINE_MALLOPT"),
          "stdio/vfprintf.c",
          List.of(
              "vfprintf",
              "vfiprintf -DINTEGER_ONLY",
              "svfprintf -DSTRING_ONLY",
              "svfiprintf -DINTEGER_ONLY -DSTRING_ONLY"),
          "stdio/vfwprintf.c",
          List.of(
              "vfwprintf",
              "vfiwprintf -DINTEGER_ONLY",
              "svfwprintf -DSTRING_ONLY",
              "svfiwprintf -DINTEGER_ONLY -DSTRING_ONLY"),
          "stdio/vfscanf.c",
          List.of(
              "vfscanf",
              "vfiscanf -DINTEGER_ONLY",
              "svfscanf -DSTRING_ONLY",
              "svfiscanf -DINTEGER_ONLY -DSTRING_ONLY"),
          "stdio/vfwscanf.c",
          List.of(
              "vfwscanf",
              "vfiwscanf -DINTEGER_ONLY",
              "svfwscanf -DSTRING_ONLY",
              "svfiwscanf -DINTEGER_ONLY -DSTRING_ONLY"));

  private static final List<String> COMMON =
      List.of(
          "-O2",
          "-w",
          "-ffunction-sections",
          "-D_COMPILING_NEWLIB",
          "-DMISSING_SYSCALL_NAMES",
          "-fno-builtin");

  /** As newlib's own makefiles say for this folder of libm. */
  private static final List<String> WITH_BUILTINS = List.of("-fbuiltin", "-fno-math-errno");

  private static final Map<String, String> VA_LIST =
      Map.of(", &ap, &numargs", ", (va_list *)ap, &numargs");

  private static final Map<String, String> UNDERFLOW =
      Map.of(
          "if (dword0(rv) == 0 && dword1(rv) == 0)",
          "if ((dword0(rv) & Exp_mask) == 0)",
          "switch((i = gethex(ptr, &s, &fpi1, &exp, &bb, sign, loc)) & STRTOG_Retmask) {",
          "i = gethex(ptr, &s, &fpi1, &exp, &bb, sign, loc);"
              + " if ((i & STRTOG_Inexact) && (i & STRTOG_Retmask) != STRTOG_Normal)"
              + " ptr->_errno = ERANGE; switch(i & STRTOG_Retmask) {",
          "if (isinf (retval) && !isinf (val))",
          "if (isinf (retval) ? !isinf (val) : __builtin_fabsf (retval) < __FLT_MIN__ && retval != val)");

  private NewlibPlan() {}

  /**
   * @param newlib the folder with {@code libc} and {@code libm}
   */
  static List<Unit> libc(Path newlib) throws IOException {
    List<Unit> units = new ArrayList<>();
    for (String folder : LIBC) {
      Path in = newlib.resolve("libc").resolve(folder);
      List<String> options = new ArrayList<>(COMMON);
      options.addAll(List.of("-I", in.toString()));
      if (folder.equals("posix")) {
        options.add("-D_GNU_SOURCE"); // what fnmatch.c uses
      }
      for (Path source : sources(in)) {
        String name = source.getFileName().toString();
        List<String> variants = VARIANTS.get(folder + "/" + name);
        if (variants != null) {
          variants.forEach(variant -> units.add(variant(source, folder, variant, options)));
        } else if (!isLeftOut(folder, source)) {
          units.add(unit(source, folder, options));
        }
      }
    }
    return units;
  }

  static List<Unit> libm(Path newlib) throws IOException {
    List<String> options = new ArrayList<>(COMMON);
    // Programs choose how numbers are rounded; without it, gcc has its own rint() for one way.
    options.add("-frounding-math");
    options.addAll(List.of("-I", newlib.resolve("libm").resolve("common").toString()));
    List<Unit> units = new ArrayList<>();
    for (String folder : LIBM) {
      for (Path source : sources(newlib.resolve("libm").resolve(folder))) {
        if (!isLeftOut(folder, source)) {
          List<String> all = new ArrayList<>(options);
          if (folder.equals("common")) {
            all.addAll(WITH_BUILTINS);
          }
          units.add(unit(source, folder.replace('/', '-'), all));
        }
      }
    }
    return units;
  }

  private static boolean isLeftOut(String folder, Path source) {
    return LEFT_OUT.getOrDefault(folder, Set.of()).contains(source.getFileName().toString());
  }

  /**
   * What is repaired: the address of a parameter of type va_list, which is an array in this ABI, is
   * not that of a va_list, but the parameter itself is; and numbers too small for their type set
   * ERANGE, also where something is left of them.
   */
  static void repair(Path newlib) throws IOException {
    for (String name : List.of("vfprintf.c", "vfwprintf.c", "vfscanf.c", "vfwscanf.c")) {
      repair(newlib.resolve("libc/stdio").resolve(name), VA_LIST);
    }
    repair(newlib.resolve("libc/stdlib/strtod.c"), UNDERFLOW);
  }

  /** Replaces what must be there. */
  private static void repair(Path source, Map<String, String> changes) throws IOException {
    String text = Files.readString(source, StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String repaired = text.replace(change.getKey(), change.getValue());
      if (repaired.equals(text)) {
        throw new IOException(source + " is not the file that the SDK can repair");
      }
      text = repaired;
    }
    Files.writeString(source, text, StandardCharsets.ISO_8859_1);
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".c"))
          .filter(file -> !file.getFileName().toString().startsWith("nano-"))
          .filter(file -> !Files.isSymbolicLink(file)) // stand for an empty file
          .sorted()
          .toList();
    }
  }

  private static Unit unit(Path source, String folder, List<String> options) {
    String name = source.getFileName().toString();
    return new Unit(
        source, folder + "-" + name.substring(0, name.length() - 2) + ".o", List.copyOf(options));
  }

  private static Unit variant(Path source, String folder, String variant, List<String> options) {
    String[] words = variant.split(" ");
    List<String> all = new ArrayList<>(options);
    all.add("-DINTERNAL_NEWLIB");
    all.addAll(List.of(words).subList(1, words.length));
    return new Unit(source, folder + "-" + words[0] + ".o", all);
  }
}
