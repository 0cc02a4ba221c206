package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.halite.sdk.driver.NewlibPlan.Unit;

/**
 * Which of gcc's files make the C++ library, and how each is compiled: as the makefiles of
 * libstdc++ say, with the generic locales ("C" and no others), newlib's tables of characters and
 * both kinds of strings.
 *
 * @param source the folder with {@code libstdc++-v3} and {@code libgcc}
 */
record CxxPlan(Path source) {
  private static final List<String> COMMON =
      List.of("-O2", "-w", "-ffunction-sections", "-fdata-sections");

  private static final String GENERIC = "config/locale/generic";

  /** Folders of libstdc++ and the standard that each is written in. */
  private static final Map<String, String> STANDARDS =
      Map.of(
          "libsupc++", "gnu++17",
          "src/c++98", "gnu++98",
          "src/c++11", "gnu++11",
          "src/c++17", "gnu++17",
          "src/c++20", "gnu++20");

  /** Parts of other files, and what is for other systems. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "atexit_arm.cc",
          "atexit_thread.cc", // the C library has it
          "eh_arm.cc",
          "hash-long-double-tr1-aux.cc",
          "vtv_stubs.cc");

  /** Files whose standard is not their folder's. */
  private static final Set<String> LATER = Set.of("locale_init.cc", "localename.cc");

  private static final Set<String> WITH_TEMPLATES =
      Set.of("c_locale.cc", "concept-inst.cc", "hashtable_c++0x.cc");

  private static final Set<String> WITH_CHAR8 = Set.of("codecvt.cc", "limits.cc");

  /** Of the generic locales; some of them once for each kind of strings. */
  private static final List<String> LOCALE =
      List.of("c_locale.cc", "codecvt_members.cc", "time_members.cc");

  private static final List<String> LOCALE_TWICE =
      List.of(
          "collate_members.cc", "messages_members.cc", "monetary_members.cc", "numeric_members.cc");

  /** Headers that are another system's in g++'s own folder, and where these here come from. */
  static final Map<String, String> HEADERS =
      Map.of(
          "ctype_base.h", "config/os/newlib/ctype_base.h",
          "ctype_inline.h", "config/os/newlib/ctype_inline.h",
          "c++locale.h", GENERIC + "/c_locale.h",
          "messages_members.h", GENERIC + "/messages_members.h",
          "time_members.h", GENERIC + "/time_members.h");

  /** The library's folder in the source. */
  Path library() {
    return source.resolve("libstdc++-v3");
  }

  /** {@code libstdc++.a}. */
  List<Unit> units() throws IOException {
    List<Unit> units = new ArrayList<>();
    for (Map.Entry<String, String> folder : STANDARDS.entrySet()) {
      for (Path file : sources(library().resolve(folder.getKey()))) {
        units.add(unit(file, folder.getValue(), List.of()));
      }
    }
    for (String name : LOCALE) {
      units.add(unit(library().resolve(GENERIC).resolve(name), "gnu++98", List.of()));
    }
    for (String name : LOCALE_TWICE) {
      Path file = library().resolve(GENERIC).resolve(name);
      units.add(unit(file, "gnu++98", List.of()));
      Unit old =
          unit(file, "gnu++98", List.of("-D_GLIBCXX_USE_CXX11_ABI=0", "-fimplicit-templates"));
      units.add(new Unit(file, "cow-" + old.object(), old.options()));
    }
    for (String name :
        List.of(
            "config/os/newlib/ctype_configure_char.cc", "config/locale/newlib/ctype_members.cc")) {
      units.add(unit(library().resolve(name), "gnu++11", List.of()));
    }
    units.add(unit(library().resolve("config/io/basic_file_stdio.cc"), "gnu++98", List.of()));
    List<String> demangler = new ArrayList<>(COMMON);
    demangler.addAll(List.of("-DIN_GLIBCPP_V3", "-I", source.resolve("include").toString()));
    demangler.addAll(List.of("-DHAVE_STRING_H", "-DHAVE_STDLIB_H", "-DHAVE_LIMITS_H"));
    units.add(
        new Unit(
            source.resolve("libiberty/cp-demangle.c"), "cp-demangle.o", List.copyOf(demangler)));
    return units;
  }

  /**
   * {@code libgcc_eh.a}, the unwinder.
   *
   * @param own the folder of the SDK's files that configure it
   */
  List<Unit> unwinder(Path own) {
    List<String> options = new ArrayList<>(COMMON);
    options.addAll(List.of("-std=gnu11", "-fexceptions", "-fbuilding-libgcc"));
    options.addAll(List.of("-I", own.toString(), "-I", source.resolve("libgcc").toString()));
    options.addAll(List.of("-I", source.resolve("include").toString()));
    Path libgcc = source.resolve("libgcc");
    return List.of(
        new Unit(libgcc.resolve("unwind-dw2.c"), "unwind-dw2.o", options),
        new Unit(libgcc.resolve("unwind-c.c"), "unwind-c.o", options),
        new Unit(own.resolve("program.c"), "program.o", options),
        new Unit(own.resolve("tables.c"), "tables.o", options));
  }

  private Unit unit(Path file, String standard, List<String> more) {
    String name = file.getFileName().toString();
    List<String> options = new ArrayList<>(COMMON);
    options.add("-std=" + (LATER.contains(name) ? "gnu++11" : standard));
    boolean templates = WITH_TEMPLATES.contains(name) || file.getParent().endsWith("c++17");
    options.add(templates ? "-fimplicit-templates" : "-fno-implicit-templates");
    if (WITH_CHAR8.contains(name) || LATER.contains(name)) {
      options.add("-fchar8_t");
    }
    if (name.equals("concept-inst.cc")) {
      options.add("-D_GLIBCXX_CONCEPT_CHECKS");
    }
    options.addAll(List.of("-I", library().resolve("libsupc++").toString()));
    options.addAll(List.of("-I", source.resolve("libgcc").toString()));
    options.addAll(more);
    String folder = file.getParent().getFileName().toString();
    String stem = name.substring(0, name.length() - ".cc".length());
    return new Unit(file, folder + "-" + stem + ".o", List.copyOf(options));
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".cc"))
          .filter(file -> !file.getFileName().toString().startsWith("compatibility-"))
          .filter(file -> !LEFT_OUT.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }
}
