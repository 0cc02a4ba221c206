package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The C++ library: the headers of the person's own g++, and what they leave to a library, from
 * sources in this jar. Without exceptions, run-time types and streams.
 */
final class CxxLibrary {
  private static final List<String> HEADERS =
      List.of("include-cxx/bits/c++config.h", "include-cxx/bits/os_defines.h");

  private static final List<String> SOURCES =
      List.of("cxx/containers.cc", "cxx/strings.cc", "cxx/support.cc", "cxx/threads.cc");

  private static final List<String> OPTIONS =
      List.of("-O2", "-std=gnu++17", "-ffunction-sections", "-w");

  private final List<Path> headers;
  private final Path libraries;

  private CxxLibrary(List<Path> headers, Path libraries) {
    this.headers = headers;
    this.libraries = libraries;
  }

  /** Before all others. */
  List<Path> headers() {
    return headers;
  }

  /** The folder with {@code libstdc++.a}. */
  Path libraries() {
    return libraries;
  }

  static CxxLibrary open(String compilerVersion, CLibrary libc, LibraryFolder.Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    Map<String, byte[]> files = LibraryFolder.resources(HEADERS);
    files.putAll(LibraryFolder.resources(SOURCES));
    ContentKey key = new ContentKey();
    key.add("compiler", compilerVersion);
    key.add("libc", libc.folder().getFileName().toString());
    files.forEach(key::add);
    Path folder = shop.cache().resolve("libstdc++-" + key.text());
    List<Path> own = shop.tools().libraryHeaders();
    if (!Files.isDirectory(folder)) {
      LibraryFolder.fill(
          folder,
          "the C++ library (a few seconds)",
          shop,
          (work, scratch) -> {
            LibraryFolder.write(work, files);
            List<Path> all = headers(work, own);
            all.addAll(libc.headers());
            all.add(shop.runtime().headers());
            Path lib = Files.createDirectory(work.resolve("lib"));
            new LibraryCompiler(shop.tools(), scratch, all)
                .archive(lib.resolve("libstdc++.a"), NewlibPlan.Unit.each(work, SOURCES, OPTIONS));
          });
    }
    return new CxxLibrary(headers(folder, own), folder.resolve("lib"));
  }

  private static List<Path> headers(Path folder, List<Path> own) {
    List<Path> all = new ArrayList<>(List.of(folder.resolve("include-cxx")));
    all.addAll(own);
    return all;
  }
}
