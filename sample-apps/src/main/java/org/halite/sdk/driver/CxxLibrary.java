package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The C++ library: the headers of the person's own g++, and behind them libstdc++ and libgcc's
 * unwinder, built from gcc's source code. Where that is not installed, what the headers leave to a
 * library comes from sources in this jar, without exceptions, run-time types and streams.
 */
final class CxxLibrary {
  private static final List<String> HEADERS =
      List.of("include-cxx/bits/c++config.h", "include-cxx/bits/os_defines.h");

  /** What there is without gcc's source code. */
  private static final List<String> SOURCES =
      List.of("cxx/containers.cc", "cxx/strings.cc", "cxx/support.cc", "cxx/threads.cc");

  private static final List<String> UNWINDER =
      List.of(
          "unwind/auto-target.h",
          "unwind/bits/largefile-config.h",
          "unwind/coretypes.h",
          "unwind/eh-end.s",
          "unwind/gthr-default.h",
          "unwind/libgcc_tm.h",
          "unwind/library.c",
          "unwind/md-unwind-support.h",
          "unwind/program.c",
          "unwind/tables.c",
          "unwind/tconfig.h",
          "unwind/tm.h",
          "unwind/tsystem.h");

  /** How C++ is compiled without gcc's source code, and without a library. */
  static final List<String> REDUCED = List.of("-fno-exceptions", "-fno-rtti");

  private static final List<String> OPTIONS =
      List.of("-O2", "-std=gnu++17", "-ffunction-sections", "-w", "-fno-exceptions", "-fno-rtti");

  private final List<Path> headers;
  private final Path libraries;
  private final boolean whole;

  private CxxLibrary(List<Path> headers, Path libraries, boolean whole) {
    this.headers = headers;
    this.libraries = libraries;
    this.whole = whole;
  }

  /** Before all others. */
  List<Path> headers() {
    return headers;
  }

  /** The folder with {@code libstdc++.a}. */
  Path libraries() {
    return libraries;
  }

  /** Whether it has exceptions, run-time types and streams. */
  boolean isWhole() {
    return whole;
  }

  /** Words for the linker, among the standard libraries. */
  List<String> words() {
    return whole ? List.of("-lstdc++", "-lgcc_eh") : List.of("-lstdc++");
  }

  /** Objects for the linker behind all others. */
  List<String> ends(LinkKind kind) {
    if (!whole) {
      return List.of();
    }
    String end = libraries.resolve("eh-end.o").toString();
    return kind == LinkKind.LIBRARY
        ? List.of(libraries.resolve("eh-library.o").toString(), end)
        : List.of(end);
  }

  static CxxLibrary open(String compilerVersion, CLibrary libc, LibraryFolder.Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    GccSource source = GccSource.find(compilerVersion.strip());
    Map<String, byte[]> files = LibraryFolder.resources(HEADERS);
    files.putAll(LibraryFolder.resources(source == null ? SOURCES : UNWINDER));
    ContentKey key = new ContentKey();
    key.add("compiler", compilerVersion);
    key.add("libc", libc.folder().getFileName().toString());
    key.add("gcc", source == null ? "none" : source.identity());
    key.addOwnCode();
    files.forEach(key::add);
    Path folder = shop.cache().resolve("libstdc++-" + key.text());
    List<Path> own = shop.tools().libraryHeaders();
    if (!Files.isDirectory(folder)) {
      LibraryFolder.fill(
          folder,
          source == null
              ? "the C++ library (a few seconds)"
              : "the C++ library from " + source.archive() + " (some minutes)",
          shop,
          (work, scratch) -> {
            LibraryFolder.write(work, files);
            List<Path> all = headers(work, own);
            all.addAll(libc.headers());
            all.add(shop.runtime().headers());
            Path lib = Files.createDirectory(work.resolve("lib"));
            LibraryCompiler compiler = new LibraryCompiler(shop.tools(), scratch, all);
            if (source == null) {
              compiler.archive(
                  lib.resolve("libstdc++.a"), NewlibPlan.Unit.each(work, SOURCES, OPTIONS));
            } else {
              source.unpack(scratch, shop.process());
              build(new CxxPlan(scratch), work, lib, compiler);
            }
          });
    }
    return new CxxLibrary(headers(folder, own), folder.resolve("lib"), source != null);
  }

  private static void build(CxxPlan plan, Path work, Path lib, LibraryCompiler compiler)
      throws DriverFailure, IOException, InterruptedException {
    for (Map.Entry<String, String> header : CxxPlan.HEADERS.entrySet()) {
      Files.copy(
          plan.library().resolve(header.getValue()),
          work.resolve("include-cxx/bits").resolve(header.getKey()));
    }
    Path unwind = work.resolve("unwind");
    List<NewlibPlan.Unit> units = new ArrayList<>();
    for (NewlibPlan.Unit unit : plan.units()) {
      List<String> options = new ArrayList<>(unit.options());
      options.addAll(List.of("-idirafter", unwind.toString()));
      units.add(new NewlibPlan.Unit(unit.source(), unit.object(), options));
    }
    compiler.archive(lib.resolve("libstdc++.a"), units);
    compiler.archive(lib.resolve("libgcc_eh.a"), plan.unwinder(unwind));
    compiler.compile(
        unwind.resolve("library.c"), lib.resolve("eh-library.o"), List.of("-O2", "-fPIC"));
    compiler.compile(unwind.resolve("eh-end.s"), lib.resolve("eh-end.o"), List.of());
    compiler.archive(lib.resolve("libsupc++.a"), List.of());
  }

  private static List<Path> headers(Path folder, List<Path> own) {
    List<Path> all = new ArrayList<>(List.of(folder.resolve("include-cxx")));
    all.addAll(own);
    return all;
  }
}
