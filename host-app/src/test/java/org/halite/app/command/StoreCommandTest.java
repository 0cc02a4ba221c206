package org.halite.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.halite.bridge.store.Intake;
import org.halite.bridge.store.JudgedModule;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.halite.bridge.store.ValidationCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StoreCommandTest {
  private static final byte[] FOO = "libfoo".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final FakeBackend backend = new FakeBackend();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void keepOneLibraryOfTwoSites() throws InterruptedException {
    backend.profile = new Profile(folder.resolve("data"), folder.resolve("cache"));
    try (LibraryStore store = LibraryStore.of(backend.profile, Quota.USUAL, false)) {
      for (String site : List.of("http://a.test http://a.test", "http://b.test http://c.test")) {
        try (Intake intake = store.receive(log::add)) {
          intake.write(FOO);
          String url = "http://lib.test/foo.so";
          intake.keep(new Intake.Answer(site, url, "", Map.of()), true);
        }
        store.settle();
      }
    }
    ValidationCache.of(backend.profile).keep("s", new JudgedModule("v", "f", 1, "aa"), log::add);
    assertEquals(List.of(), log);
  }

  private int run(String... words) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine line = HaliteCommand.over(backend);
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(words);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("cache"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void theListNamesEachFileWithItsSizeAndWhoLoadedItFromWhere() {
    assertEquals(0, run("store", "list"), err::toString);
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(0).matches(" {9}6  [0-9a-f]{64}  pinned"), lines.get(0));
    assertTrue(
        lines.get(1).startsWith("            http://b.test (a frame of http://c.test)  http://lib"),
        lines.get(1));
    assertTrue(lines.get(2).startsWith("            http://a.test  http://lib.test/foo.so  20"));
    assertEquals("1 file in 6 bytes, loaded by 2 sites; 1 verdict", lines.get(3));
  }

  @Test
  void theListIsThereForProgramsToo() {
    assertEquals(0, run("store", "list", "--json"), err::toString);
    String line = out.toString();
    assertTrue(line.startsWith("{\"sha256\":\""), line);
    assertTrue(line.contains("\"bytes\":6,\"shareable\":true,\"visits\":[{\"page\":\"http://b.te"));
  }

  @Test
  void verifyRemovesWhatWasChangedAndSaysSo() throws IOException {
    assertEquals(0, run("store", "verify"), err::toString);
    Path file =
        files().stream().filter(p -> p.getParent().endsWith("files")).sorted().toList().getFirst();
    Files.write(file, new byte[6]);
    assertEquals(1, run("store", "verify"));
    assertTrue(out.toString().contains("was removed: its SHA-256 is "), out.toString());
    assertEquals(0, run("store", "verify"), out::toString);
  }

  @Test
  void clearLeavesTheKeyAndWhatIsNotOurs() throws IOException {
    Path foreign = Files.createFile(folder.resolve("cache/libraries/files/notes.txt"));
    assertEquals(0, run("store", "clear"), err::toString);
    assertEquals(List.of(foreign), files());
    assertTrue(Files.exists(folder.resolve("data/validation.key")));
    assertEquals(0, run("store", "list"));
    assertEquals("0 files in 0 bytes, loaded by 0 sites; 0 verdicts", out.toString().strip());
  }

  @Test
  void withoutACommandOrAProfileASentenceSaysWhatIsMissing() {
    assertEquals(2, run("store"));
    assertTrue(err.toString().contains("list, verify or clear"), err.toString());
    backend.profile = null;
    assertEquals(1, run("store", "list"));
    assertTrue(err.toString().startsWith("halite: there is no profile: set HOME"), err.toString());
  }

  @Test
  void theStoreIsEitherLeftOutOrShared() {
    assertEquals(2, run("open", "x.html", "--no-store", "--share-libraries"));
    assertTrue(err.toString().contains("mutually exclusive"), err.toString());
  }
}
