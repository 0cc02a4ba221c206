package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The C library: newlib, over the system layer in this jar that reaches the runtime by the IRT.
 * Built from newlib's source code when first needed, and kept in a folder whose name is the hash of
 * all that it depends on.
 */
final class CLibrary {
  private static final List<String> HEADERS =
      List.of(
          "include/_newlib_version.h",
          "include/machine/_types.h",
          "include/math.h",
          "include/newlib.h",
          "include/pthread.h",
          "include/semaphore.h",
          "include/sys/_pthreadtypes.h",
          "include/sys/dirent.h",
          "include/sys/errno.h",
          "include/sys/ioctl.h",
          "include/sys/mman.h",
          "include/sys/stat.h",
          "include/utime.h",
          "system/system.h");

  private static final List<String> SOURCES =
      List.of(
          "system/begin.c",
          "system/clocks.c",
          "system/files.c",
          "system/folders.c",
          "system/jumps.s",
          "system/locks.c",
          "system/long_double.c",
          "system/long_double_functions.c",
          "system/memory.c",
          "system/mutexes.c",
          "system/paths.c",
          "system/process.c",
          "system/roots.c",
          "system/threads.c",
          "system/tls.c",
          "system/waiting.c");

  private static final List<String> OPTIONS =
      List.of("-O2", "-std=gnu11", "-D_GNU_SOURCE", "-ffunction-sections", "-Wall");

  /** Named by makefiles; what would be in them is in libc. */
  private static final List<String> EMPTY = List.of("libpthread.a", "librt.a");

  private final Path folder;

  private CLibrary(Path folder) {
    this.folder = folder;
  }

  /** The SDK's own first: they complete newlib's. */
  List<Path> headers() {
    return headers(folder);
  }

  private static List<Path> headers(Path folder) {
    return List.of(folder.resolve("include"), folder.resolve("newlib"));
  }

  Path folder() {
    return folder;
  }

  /** The folder with {@code libc.a} and its companions. */
  Path libraries() {
    return folder.resolve("lib");
  }

  /**
   * The library, which is built if it was not yet; one line on standard error says so.
   *
   * @return null where newlib's source code is not installed
   */
  static CLibrary open(String compilerVersion, LibraryFolder.Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    NewlibSource source = NewlibSource.find();
    if (source == null) {
      return null;
    }
    Map<String, byte[]> files = LibraryFolder.resources(HEADERS);
    files.putAll(LibraryFolder.resources(SOURCES));
    ContentKey key = new ContentKey();
    key.add("compiler", compilerVersion);
    key.add("newlib", source.identity());
    key.add("runtime", shop.runtime().key());
    key.addOwnCode();
    files.forEach(key::add);
    Path folder = shop.cache().resolve("libc-" + key.text());
    if (!Files.isDirectory(folder)) {
      LibraryFolder.fill(
          folder,
          "the C library from " + source.archive() + " (about a minute)",
          shop,
          (work, scratch) -> build(work, scratch, source, files, shop));
    }
    return new CLibrary(folder);
  }

  private static void build(
      Path work,
      Path scratch,
      NewlibSource source,
      Map<String, byte[]> files,
      LibraryFolder.Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    Path newlib = source.unpack(scratch, shop.process());
    NewlibPlan.repair(newlib);
    copy(newlib.resolve("libc/include"), work.resolve("newlib"));
    copy(newlib.resolve("libc/machine/x86_64/sys"), work.resolve("newlib/sys"));
    LibraryFolder.write(work, files);
    List<Path> headers = new ArrayList<>(headers(work));
    headers.add(shop.runtime().headers());
    LibraryCompiler compiler = new LibraryCompiler(shop.tools(), scratch, headers);
    Path lib = Files.createDirectory(work.resolve("lib"));
    List<NewlibPlan.Unit> libc = new ArrayList<>(NewlibPlan.libc(newlib));
    libc.addAll(NewlibPlan.Unit.each(work, SOURCES, OPTIONS));
    compiler.archive(lib.resolve("libc.a"), libc);
    compiler.archive(lib.resolve("libm.a"), NewlibPlan.libm(newlib));
    for (String name : EMPTY) {
      compiler.archive(lib.resolve(name), List.of());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> inside = Files.walk(from)) {
      for (Path path : inside.sorted().toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
