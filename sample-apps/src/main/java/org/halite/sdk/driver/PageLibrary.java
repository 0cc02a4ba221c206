package org.halite.sdk.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.halite.ppapi.header.PpapiHeaders;

/**
 * What modules that talk need: PPAPI's headers, {@code -lppapi} (an ordinary PPAPI module), {@code
 * -lppapi_simple} (a program with {@code main()} in a page), {@code -lsrpc} (methods for {@code
 * halite srpc}). Built when first needed, for a module with a C library and for one without.
 */
final class PageLibrary {
  private static final String RESOURCES = "/org/halite/sdk/page/";

  private static final List<String> HEADERS =
      List.of(
          "halite/ppapi_start.h",
          "irt.h",
          "nacl/nacl_srpc.h",
          "ppapi_simple/ps.h",
          "sys/nacl_imc_api.h");

  /** Archives and their sources. */
  private static final Map<String, List<String>> ARCHIVES =
      Map.of(
          "libppapi.a", List.of("ppapi_main.c", "ppapi_start.c"),
          "libps.a", List.of("ps_main.c", "ps_places.c", "ps_streams.c", "ps_system.c"),
          "libsrpc.a", List.of("imc.c", "srpc_message.c", "srpc_server.c"));

  private static final List<String> PRIVATE = List.of("ps.h", "srpc.h");

  /** Text for the linker under the name of an archive. */
  private static final String SCRIPT = "ppapi_simple.ld";

  private static final String SCRIPT_INSTALLED = "libppapi_simple.a";

  /** Named by makefiles; what would be in them is in the others. */
  private static final List<String> EMPTY = List.of("libnacl_io.a", "libimc.a");

  private static final List<String> OPTIONS =
      List.of("-O2", "-std=gnu11", "-Wall", "-Wextra", "-ffunction-sections");

  /**
   * What the linker needs with {@code -lppapi_simple}: the start-up code refers to this function
   * weakly, which takes nothing out of an archive.
   */
  static final List<String> PROGRAM_IN_A_PAGE = List.of("-u", "__halite_page_main");

  private final Path folder;

  private PageLibrary(Path folder) {
    this.folder = folder;
  }

  Path headers() {
    return folder.resolve("include");
  }

  /** Where {@code -lppapi} is found. */
  Path libraries() {
    return folder.resolve("lib");
  }

  /**
   * The libraries, which are built if they were not yet.
   *
   * @param libc the C library of the modules, or null
   */
  static PageLibrary open(String compilerVersion, CLibrary libc, LibraryFolder.Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : HEADERS) {
      files.put("include/" + name, resource("include/" + name));
    }
    for (Map.Entry<String, String> header : PpapiHeaders.all().entrySet()) {
      files.put("include/" + header.getKey(), header.getValue().getBytes(StandardCharsets.UTF_8));
    }
    for (List<String> sources : ARCHIVES.values()) {
      for (String name : sources) {
        files.put(name, resource(name));
      }
    }
    for (String name : PRIVATE) {
      files.put(name, resource(name));
    }
    files.put("lib/" + SCRIPT_INSTALLED, resource(SCRIPT));
    ContentKey key = new ContentKey();
    key.add("compiler", compilerVersion);
    key.add("runtime", shop.runtime().key());
    key.add("libc", libc == null ? "none" : libc.folder().getFileName().toString());
    key.addOwnCode();
    files.forEach(key::add);
    Path folder = shop.cache().resolve("page-" + key.text());
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(shop.cache());
      build(folder, files, libc, shop);
    }
    return new PageLibrary(folder);
  }

  /** Built beside its place and renamed into it, so that nobody sees half of it. */
  private static void build(
      Path folder, Map<String, byte[]> files, CLibrary libc, LibraryFolder.Workshop shop)
      throws DriverFailure, IOException, InterruptedException {
    Path work = Files.createTempDirectory(shop.cache(), "building-");
    try (Scratch scratch = Scratch.make()) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = work.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      List<Path> headers = new ArrayList<>();
      if (libc != null) {
        headers.addAll(libc.headers());
      }
      headers.add(shop.runtime().headers());
      headers.add(work.resolve("include"));
      LibraryCompiler compiler = new LibraryCompiler(shop.tools(), scratch.folder(), headers);
      for (Map.Entry<String, List<String>> archive : ARCHIVES.entrySet()) {
        List<NewlibPlan.Unit> units = new ArrayList<>();
        for (String name : archive.getValue()) {
          String object = name.substring(0, name.lastIndexOf('.')) + ".o";
          units.add(new NewlibPlan.Unit(work.resolve(name), object, OPTIONS));
        }
        compiler.archive(work.resolve("lib").resolve(archive.getKey()), units);
      }
      for (String name : EMPTY) {
        compiler.archive(work.resolve("lib").resolve(name), List.of());
      }
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Under make -j another process may have been faster.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    } finally {
      if (Files.exists(work)) {
        Scratch.remove(work);
      }
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = PageLibrary.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IOException("the SDK's own file " + name + " is missing in its jar");
      }
      return in.readAllBytes();
    }
  }
}
