package org.halite.sdk.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The C library: newlib, over the system layer in this jar that reaches the runtime by the IRT.
 * Built from newlib's source code when first needed, and kept in a folder whose name is the hash of
 * all that it depends on.
 */
final class CLibrary {
  private static final String RESOURCES = "/org/halite/sdk/libc/";

  private static final List<String> HEADERS =
      List.of(
          "_newlib_version.h",
          "machine/_types.h",
          "newlib.h",
          "pthread.h",
          "semaphore.h",
          "sys/_pthreadtypes.h",
          "sys/dirent.h",
          "sys/errno.h",
          "sys/mman.h");

  /** The first is a header, the others are compiled. */
  private static final List<String> SYSTEM =
      List.of(
          "system.h",
          "begin.c",
          "clocks.c",
          "files.c",
          "jumps.s",
          "locks.c",
          "memory.c",
          "mutexes.c",
          "paths.c",
          "process.c",
          "roots.c",
          "threads.c",
          "tls.c",
          "waiting.c");

  /** Named by makefiles; what would be in them is in libc. */
  private static final List<String> EMPTY = List.of("libpthread.a", "librt.a");

  private final Path folder;

  private CLibrary(Path folder) {
    this.folder = folder;
  }

  Path headers() {
    return folder.resolve("include");
  }

  /** The folder with {@code libc.a} and its companions. */
  Path libraries() {
    return folder.resolve("lib");
  }

  /** What a build needs. */
  record Workshop(
      Path cache, RuntimeLibrary runtime, Toolchain tools, ToolProcess process, Streams streams) {}

  /**
   * The library, which is built if it was not yet; one line on standard error says so.
   *
   * @return null where newlib's source code is not installed
   */
  static CLibrary open(String compilerVersion, Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    NewlibSource source = NewlibSource.find();
    if (source == null) {
      return null;
    }
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : HEADERS) {
      files.put("include/" + name, resource("include/" + name));
    }
    for (String name : SYSTEM) {
      files.put("system/" + name, resource("system/" + name));
    }
    ContentKey key = new ContentKey();
    key.add("compiler", compilerVersion);
    key.add("newlib", source.identity());
    key.add("runtime", shop.runtime().key());
    key.addOwnCode();
    files.forEach(key::add);
    Path folder = shop.cache().resolve("libc-" + key.text());
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(shop.cache());
      buildAlone(folder, source, files, shop);
    }
    return new CLibrary(folder);
  }

  /** Many compilers may be started at once; the first builds, and the others wait for it. */
  private static synchronized void buildAlone(
      Path folder, NewlibSource source, Map<String, byte[]> files, Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    try (RandomAccessFile file =
            new RandomAccessFile(shop.cache().resolve("libc.lock").toFile(), "rw");
        FileLock _ = file.getChannel().lock()) {
      if (!Files.isDirectory(folder)) {
        build(folder, source, files, shop);
      }
    }
  }

  private static void build(
      Path folder, NewlibSource source, Map<String, byte[]> files, Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    tell(shop, "building the C library from " + source.archive() + ", once; about a minute");
    long began = System.nanoTime();
    Path work = Files.createTempDirectory(shop.cache(), "building-");
    try (Scratch scratch = Scratch.make()) {
      Path newlib = source.unpack(scratch.folder(), shop.process());
      NewlibPlan.repair(newlib);
      Path include = work.resolve("include");
      copy(newlib.resolve("libc/include"), include);
      copy(newlib.resolve("libc/machine/x86_64/sys"), include.resolve("sys"));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path to = work.resolve(file.getKey());
        Files.createDirectories(to.getParent());
        Files.write(to, file.getValue());
      }
      LibraryCompiler compiler =
          new LibraryCompiler(
              shop.tools(), scratch.folder(), List.of(include, shop.runtime().headers()));
      Path lib = Files.createDirectory(work.resolve("lib"));
      List<NewlibPlan.Unit> libc = new ArrayList<>(NewlibPlan.libc(newlib));
      libc.addAll(system(work.resolve("system")));
      compiler.archive(lib.resolve("libc.a"), libc);
      compiler.archive(lib.resolve("libm.a"), NewlibPlan.libm(newlib));
      for (String name : EMPTY) {
        compiler.archive(lib.resolve(name), List.of());
      }
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      if (Files.exists(work)) {
        Scratch.remove(work);
      }
    }
    tell(shop, "built the C library in " + (System.nanoTime() - began) / 1_000_000_000 + " s");
  }

  private static void tell(Workshop shop, String sentence) {
    shop.streams().err().println("halite: " + sentence);
    shop.streams().err().flush();
  }

  private static List<NewlibPlan.Unit> system(Path folder) {
    List<NewlibPlan.Unit> units = new ArrayList<>();
    for (String name : SYSTEM.subList(1, SYSTEM.size())) {
      units.add(
          new NewlibPlan.Unit(
              folder.resolve(name),
              "system-" + name.substring(0, name.lastIndexOf('.')) + ".o",
              List.of("-O2", "-std=gnu11", "-D_GNU_SOURCE", "-ffunction-sections", "-Wall")));
    }
    return units;
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

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = CLibrary.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IOException("the SDK's own file " + name + " is missing in its jar");
      }
      return in.readAllBytes();
    }
  }
}
