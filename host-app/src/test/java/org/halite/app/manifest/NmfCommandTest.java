package org.halite.app.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.halite.app.RealBackend;
import org.halite.app.command.HaliteCommand;
import org.halite.app.serve.StaticServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code halite nmf create} and {@code check}, as a person uses them. */
class NmfCommandTest {
  private static final Path HELLO = Path.of("..", "sample-apps", "hello", "hello.nexe");
  private static final String HELLO_AT = "app.nexe";

  @TempDir private Path folder;
  private Path app;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void aModule() throws IOException {
    app = folder.resolve(HELLO_AT);
    Files.copy(HELLO, app);
  }

  private int halite(Object... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = HaliteCommand.over(new RealBackend().get());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
  }

  /** A shared library of ELF64 that needs others. */
  private static byte[] library(int machine, int type, String interpreter, String... needed) {
    ByteBuffer file = ByteBuffer.allocate(0x400).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).put(4, (byte) 2).putShort(16, (short) type);
    file.putShort(18, (short) machine).putLong(32, 64).putShort(54, (short) 56);
    file.putShort(56, (short) (interpreter == null ? 2 : 3));
    segment(file, 0, 1, 0, 0x10000, 0x400);
    segment(file, 1, 2, 0x100, 0x10100, 0x100);
    if (interpreter != null) {
      segment(file, 2, 3, 0x380, 0x10380, 0x20);
      file.put(0x380, interpreter.getBytes(StandardCharsets.US_ASCII));
    }
    int names = 0x200;
    int at = 0x100;
    for (String name : needed) {
      file.putLong(at, 1).putLong(at + 8, names - 0x200);
      file.put(names, name.getBytes(StandardCharsets.US_ASCII));
      names += name.length() + 1;
      at += 16;
    }
    file.putLong(at, 5).putLong(at + 8, 0x10200);
    return file.array();
  }

  private static void segment(ByteBuffer file, int n, int type, int offset, int address, int size) {
    int at = 64 + 56 * n;
    file.putInt(at, type).putLong(at + 8, offset).putLong(at + 16, address).putLong(at + 32, size);
  }

  @Test
  void whatIsWrittenCanBeLoadedAndPinsItsBytes() throws IOException {
    Path nmf = folder.resolve("app.nmf");
    assertEquals(0, halite("nmf", "create", app, "-o", nmf), err::toString);
    assertEquals("", err.toString());
    assertTrue(Files.readString(nmf).contains("\"url\" : \"app.nexe\""), Files.readString(nmf));
    assertEquals(0, halite("nmf", "check", nmf), out::toString);
    assertEquals(nmf + " can be loaded" + System.lineSeparator(), out.toString());
    byte[] other = Files.readAllBytes(app);
    other[other.length - 1] ^= 1;
    Files.write(app, other);
    assertEquals(1, halite("nmf", "check", nmf));
    assertTrue(out.toString().startsWith("error: program.x86-64: app.nexe"), out.toString());
    assertTrue(out.toString().contains("SHA-256"), out.toString());
    assertEquals(0, halite("nmf", "check", "--no-files", nmf));
  }

  @Test
  void librariesAreFoundBySearchListedByNameAndStaged() throws IOException {
    Path lib = Files.createDirectories(folder.resolve("lib dir"));
    Files.write(folder.resolve("main.nexe"), library(62, 2, "/lib/ld.so.1", "libone.so"));
    Files.write(lib.resolve("ld.so.1"), library(62, 3, null));
    Files.write(lib.resolve("libone.so"), library(62, 3, null, "libtwo.so", "libgone.so"));
    Files.write(lib.resolve("libtwo.so"), library(62, 3, null, "libone.so"));
    Files.write(lib.resolve("libgone.so"), library(40, 3, null)); // of another processor
    Path level = Files.writeString(folder.resolve("1.txt"), "level");
    Path site = Files.createDirectories(folder.resolve("site"));
    Path nmf = site.resolve("main.nmf");
    assertEquals(
        0,
        halite(
            "nmf",
            "create",
            folder.resolve("main.nexe"),
            "-L",
            lib,
            "--file",
            "level=" + level,
            "--stage",
            "-o",
            nmf),
        err::toString);
    assertEquals(
        "warning: "
            + lib.resolve("libone.so")
            + " needs libgone.so for x86-64, which is not among the files; name it, or its folder"
            + " with -L"
            + System.lineSeparator(),
        err.toString());
    assertTrue(Files.exists(site.resolve("lib-x86-64/libtwo.so")));
    String text = Files.readString(nmf).replaceAll("[0-9a-f]{64}", "*");
    assertEquals(
        """
        {"program":{"x86-64":{"url":"main.nexe","sha256":"*"}},\
        "interpreter":{"x86-64":{"url":"lib-x86-64/ld.so.1","sha256":"*"}},\
        "files":{"level":{"portable":{"url":"1.txt","sha256":"*"}},\
        "libone.so":{"x86-64":{"url":"lib-x86-64/libone.so","sha256":"*"}},\
        "libtwo.so":{"x86-64":{"url":"lib-x86-64/libtwo.so","sha256":"*"}}}}\
        """,
        text.replaceAll("\\s", ""));
    assertEquals(0, halite("nmf", "check", nmf), out::toString);
    Files.delete(site.resolve("lib-x86-64/libtwo.so"));
    assertEquals(0, halite("nmf", "check", nmf));
    assertTrue(
        out.toString().contains("warning: files[\"libtwo.so\"].x86-64: libtwo.so"), out.toString());
  }

  @Test
  void severalArchitecturesAreOneManifestAndNamesAreEscaped() throws IOException {
    Path arm = folder.resolve("app arm%.nexe");
    Files.write(arm, library(40, 2, null));
    Path pexe = Files.writeString(folder.resolve("app.pexe"), "PEXE and bitcode");
    assertEquals(0, halite("nmf", "create", app, arm, pexe, "-o", folder.resolve("a.nmf")));
    String text = Files.readString(folder.resolve("a.nmf"));
    assertTrue(text.contains("\"app%20arm%25.nexe\""), text);
    assertTrue(text.replaceAll("\\s", "").contains("\"portable\":{\"pnacl-translate\":{"), text);
    assertEquals(0, halite("nmf", "check", folder.resolve("a.nmf")), out::toString);
  }

  @Test
  void twoProgramsForOneArchitectureAreRefused() throws IOException {
    Path twin = Files.copy(app, folder.resolve("twin.nexe"));
    Path nmf = folder.resolve("a.nmf");
    assertEquals(1, halite("nmf", "create", app, twin, "-o", nmf));
    assertEquals(
        "halite: "
            + app
            + " and "
            + twin
            + " are both programs for x86-64; a manifest has one for each architecture"
            + System.lineSeparator(),
        err.toString());
    assertFalse(Files.exists(nmf));
  }

  @Test
  void whatIsNoModuleIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "x".repeat(100));
    assertEquals(1, halite("nmf", "create", text));
    assertEquals(
        "halite: "
            + text
            + " is no module: neither an ELF file nor a pexe"
            + System.lineSeparator(),
        err.toString());
    Path gone = folder.resolve("gone.nexe");
    assertEquals(1, halite("nmf", "create", gone));
    assertEquals("halite: there is no file " + gone + System.lineSeparator(), err.toString());
    assertEquals(1, halite("nmf", "create", app, "-o", folder.resolve("no/such.nmf")));
    assertEquals(2, halite("nmf", "create", app, "--file", "level"));
  }

  @Test
  void checkTellsErrorsAndWarningsWithTheirKeys() throws IOException {
    Path nmf = folder.resolve("bad.nmf");
    Files.writeString(nmf, "{\"program\": {\"x86-64\": {\"url\": 5}}}");
    assertEquals(1, halite("nmf", "check", nmf));
    assertEquals(
        "error: bad.nmf: program.x86-64.url must be a string, found a number"
            + System.lineSeparator(),
        out.toString());
    Files.writeString(nmf, "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\", \"size\": 1}}}");
    assertEquals(0, halite("nmf", "check", nmf));
    assertTrue(
        out.toString()
            .startsWith(
                "warning: bad.nmf: the key program.x86-64.size is not known and has no effect"),
        out.toString());
    Files.writeString(nmf, "{\"program\": {\"x86-64\": {\"url\": \"gone.nexe\"}}}");
    assertEquals(1, halite("nmf", "check", nmf));
    assertTrue(out.toString().startsWith("error: program.x86-64: gone.nexe"), out.toString());
    assertEquals(2, halite("nmf", "check", folder.resolve("none.nmf")));
  }

  @Test
  void aManifestOfAServerIsJudgedForItsPage() throws Exception {
    halite("nmf", "create", app, "-o", folder.resolve("app.nmf"));
    try (StaticServer server = StaticServer.start(folder, 0, null)) {
      String nmf = server.url() + "app.nmf";
      assertEquals(0, halite("nmf", "check", nmf), out::toString);
      assertEquals(1, halite("nmf", "check", nmf, "--page", "https://example.org/page.html"));
      assertTrue(out.toString().startsWith("error: app.nmf"), out.toString());
    }
  }

  @Test
  void damagedHeadersAreRefusedOrReadAndNothingElse() throws IOException {
    byte[] whole = library(62, 2, "/lib/ld.so.1", "libone.so", "libtwo.so");
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(0x400) : 0x400);
      for (int n = random.nextInt(6); n > 0 && bytes.length > 8; n--) {
        bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt(256);
      }
      try {
        ModuleHeader header = ModuleHeader.read(app, bytes);
        assertTrue(header.needed().size() <= 4096);
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000, refused + " were refused");
    assertEquals(List.of("libone.so", "libtwo.so"), ModuleHeader.read(app, whole).needed());
    assertThrows(IOException.class, () -> ModuleHeader.read(app, library(62, 1, null)));
  }
}
