package org.halite.bridge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts that were kept, and everything that may lie in their place (spec/attacks.md 26, 28). */
class ValidationCacheTest {
  private static final String SITE = "https://a.test https://a.test";
  private static final JudgedModule GOOD = module("1", "SSE", 100, "aa");
  private static final JudgedModule HOSTILE = module("1", "SSE", 100, "bb");

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();

  private static JudgedModule module(String validator, String features, long length, String hash) {
    return new JudgedModule(validator, features, length, hash.repeat(32));
  }

  private Profile profile(String name) {
    return new Profile(folder.resolve(name + "-data"), folder.resolve(name + "-cache"));
  }

  private ValidationCache cache() {
    return ValidationCache.of(profile("p"));
  }

  private boolean known(JudgedModule module) {
    return known(SITE, module);
  }

  private boolean known(String site, JudgedModule module) {
    return cache().knows(site, module, log::add);
  }

  private void keep(JudgedModule module) {
    keep(SITE, module);
  }

  private void keep(String site, JudgedModule module) {
    cache().keep(site, module, log::add);
  }

  /** All that is kept. */
  private List<Path> files(String name) throws IOException {
    return files(profile(name).cache());
  }

  private List<Path> verdicts() throws IOException {
    return files(ValidationCache.verdicts(profile("p").cache()));
  }

  private List<Path> presences() throws IOException {
    return files(ValidationCache.sites(profile("p").cache()));
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(f -> !Files.isDirectory(f) || Files.isSymbolicLink(f)).toList();
    }
  }

  /** The only verdict, and that the only site may use it. */
  private List<Path> entries() throws IOException {
    return List.of(only(verdicts()), only(presences()));
  }

  private static Path only(List<Path> all) {
    assertEquals(1, all.size(), all.toString());
    return all.getFirst();
  }

  /** Nothing is accepted, and the log says why; then the verdict can be kept again. */
  private void assertIgnored(JudgedModule module, String why) {
    assertFalse(known(module));
    assertEquals(1, log.size(), log.toString());
    assertTrue(
        log.getFirst().startsWith("the kept verdict ") && log.getFirst().contains(why),
        log.getFirst());
    log.clear();
    keep(module);
    assertEquals(List.of(), log);
    assertTrue(known(module));
  }

  @Test
  void aVerdictOutlivesTheBrowserThatKeptIt() {
    assertFalse(known(GOOD));
    keep(GOOD);
    assertTrue(known(GOOD));
    assertEquals(List.of(), log);
  }

  @Test
  void aVerdictIsForOneModuleOneValidatorAndOneProcessor() {
    keep(GOOD);
    assertFalse(known(HOSTILE));
    assertFalse(known(module("2", "SSE", 100, "aa")));
    assertFalse(known(module("1", "SSE and AVX", 100, "aa")));
    assertFalse(known(module("1", "SSE", 101, "aa")));
    assertEquals(List.of(), log);
  }

  @Test
  void thereIsOneVerdictAndEachSiteUsesItOnlyWhenItHadTheSameJudged() throws IOException {
    keep(GOOD);
    assertFalse(known("https://b.test https://a.test", GOOD));
    assertFalse(known("https://a.test https://b.test", GOOD));
    keep("https://b.test https://a.test", GOOD);
    assertTrue(known("https://b.test https://a.test", GOOD));
    assertTrue(known(GOOD));
    assertEquals(1, verdicts().size(), "one for the bytes, whatever sites they came from");
    assertEquals(2, presences().size());
    assertFalse(known("https://a.test https://b.test", GOOD));
    assertEquals(List.of(), log);
  }

  /** What a site may use is no verdict by itself, and a verdict no leave to use it. */
  @Test
  void neitherOfTheTwoEntriesStandsForTheOther() throws IOException {
    keep(GOOD);
    Path verdict = entries().getFirst();
    Path presence = entries().getLast();
    Files.delete(verdict);
    assertFalse(known(GOOD));
    Files.copy(presence, verdict);
    assertIgnored(GOOD, "it is not authentic");
    Files.delete(presence);
    assertFalse(known(GOOD));
    Files.copy(verdict, presence);
    assertIgnored(GOOD, "it is not authentic");
  }

  @Test
  void oneSitesLeaveToUseAVerdictIsNotAnothers() throws IOException {
    keep("another site", GOOD);
    Path theirs = only(presences());
    keep(GOOD);
    Path own = presences().stream().filter(path -> !path.equals(theirs)).findFirst().orElseThrow();
    Files.write(own, Files.readAllBytes(theirs));
    assertIgnored(GOOD, "it is not authentic");
  }

  @Test
  void valuesDoNotRunIntoOneAnother() {
    keep(module("1", "23", 100, "aa"));
    assertFalse(known(module("12", "3", 100, "aa")));
    assertFalse(known(module("", "123", 100, "aa")));
    String siteAndLength = SITE + "\0\0\0\1";
    assertFalse(known(siteAndLength, module("", "23", 100, "aa")));
  }

  @Test
  void aFlippedBitIsNoticedWhereverItIs() throws IOException {
    keep(GOOD);
    for (Path entry : entries()) {
      byte[] whole = Files.readAllBytes(entry);
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] changed = whole.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(entry, changed);
        assertIgnored(GOOD, "it is not authentic");
      }
    }
  }

  @Test
  void anEntryThatWasCutOffIsIgnored() throws IOException {
    keep(GOOD);
    for (Path entry : entries()) {
      byte[] whole = Files.readAllBytes(entry);
      for (int size = 0; size < whole.length; size++) {
        Files.write(entry, Arrays.copyOf(whole, size));
        assertIgnored(GOOD, "it has " + size + " bytes instead of 40");
      }
    }
  }

  /** Under the names of another module's verdict lies what was kept for the good one. */
  private void assertAnothersEntriesAreIgnored(JudgedModule other) throws IOException {
    keep(other);
    List<Path> targets = entries();
    for (Path target : targets) {
      Files.delete(target);
    }
    keep(GOOD);
    for (int i = 0; i < 2; i++) {
      Path good = entries().get(i);
      Path target = targets.get(i);
      keep(other);
      Files.write(target, Files.readAllBytes(good));
      assertIgnored(other, "it is not authentic");
      for (Path each : targets) {
        Files.delete(each);
      }
    }
  }

  @Test
  void anEntryUnderTheNameOfAnotherModuleIsIgnored() throws IOException {
    assertAnothersEntriesAreIgnored(HOSTILE);
  }

  @Test
  void anEntryOfAnotherValidatorIsIgnoredUnderTheNewNameToo() throws IOException {
    assertAnothersEntriesAreIgnored(module("2", "SSE", 100, "aa"));
  }

  @Test
  void anEntryOfAnotherProcessorIsIgnoredUnderTheNewNameToo() throws IOException {
    assertAnothersEntriesAreIgnored(module("1", "", 100, "aa"));
  }

  @Test
  void anEntryOfAnotherProfileIsIgnored() throws IOException {
    keep(GOOD);
    Path cache = profile("other").cache();
    ValidationCache.of(profile("other")).keep(SITE, GOOD, log::add);
    List<Path> foreign =
        List.of(
            only(files(ValidationCache.verdicts(cache))),
            only(files(ValidationCache.sites(cache))));
    for (int i = 0; i < 2; i++) {
      Path target = entries().get(i);
      assertNotEquals(target.getFileName(), foreign.get(i).getFileName());
      Files.write(target, Files.readAllBytes(foreign.get(i)));
      assertIgnored(GOOD, "it is not authentic");
    }
  }

  @Test
  void anEntryForgedWithoutTheKeyIsIgnored() throws IOException {
    keep(GOOD);
    for (Path entry : entries()) {
      byte[] forged = Files.readAllBytes(entry);
      Arrays.fill(forged, 8, 40, (byte) 0);
      Files.write(entry, forged);
      assertIgnored(GOOD, "it is not authentic");
    }
  }

  @Test
  void aSymbolicLinkToAGoodEntryIsIgnored() throws IOException {
    keep(GOOD);
    for (Path entry : entries()) {
      Path elsewhere = folder.resolve("elsewhere of " + entry.getParent().getFileName());
      Files.move(entry, elsewhere);
      Files.createSymbolicLink(entry, elsewhere);
      assertIgnored(GOOD, "it is not a regular file");
      assertTrue(Files.isRegularFile(elsewhere), "what the link led to is left alone");
    }
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    keep(GOOD);
    for (Path entry : entries()) {
      try (RandomAccessFile sparse = new RandomAccessFile(entry.toFile(), "rw")) {
        sparse.setLength(1L << 40);
      }
      assertIgnored(GOOD, "it has 1099511627776 bytes instead of 40");
    }
  }

  @Test
  void aPipeInPlaceOfAnEntryHoldsNobodyUp() throws Exception {
    keep(GOOD);
    for (Path entry : entries()) {
      Files.delete(entry);
      assertEquals(0, new ProcessBuilder("mkfifo", entry.toString()).start().waitFor());
      assertIgnored(GOOD, "it is not a regular file");
    }
  }

  @Test
  void aFolderInPlaceOfAnEntryIsIgnoredAndNothingIsKept() throws IOException {
    keep(GOOD);
    for (Path entry : entries()) {
      Files.delete(entry);
      Files.createDirectory(entry);
      Path inTheWay = Files.createFile(entry.resolve("in the way"));
      assertFalse(known(GOOD));
      keep(GOOD);
      assertFalse(known(GOOD));
      assertEquals(3, log.size(), log.toString());
      assertTrue(log.get(1).startsWith("the verdict is not kept: "), log.get(1));
      log.clear();
      Files.delete(inTheWay);
      Files.delete(entry);
      keep(GOOD);
    }
  }

  @Test
  void aFileInPlaceOfTheCacheIsIgnoredAndNothingIsKept() throws IOException {
    Files.createFile(folder.resolve("p-cache"));
    assertFalse(known(GOOD));
    keep(GOOD);
    assertFalse(known(GOOD));
    assertTrue(
        log.stream().anyMatch(l -> l.startsWith("the verdict is not kept: ")), log::toString);
    log.forEach(line -> assertFalse(line.contains("Exception"), line));
  }

  @Test
  void withoutAPlaceForAKeyNothingIsKeptAndItIsSaidOnce() throws IOException {
    Files.createFile(folder.resolve("p-data"));
    ValidationCache cache = cache();
    cache.warm();
    assertFalse(cache.knows(SITE, GOOD, log::add));
    cache.keep(SITE, GOOD, log::add);
    assertFalse(cache.knows(SITE, GOOD, log::add));
    assertEquals(1, log.size(), log.toString());
    assertTrue(
        log.getFirst().startsWith("no verdicts of the validator are kept: the profile's key "),
        log.getFirst());
    assertEquals(List.of(), files("p"));
  }

  @Test
  void noCacheKnowsAndKeepsNothing() {
    ValidationCache none = ValidationCache.of(null);
    none.keep(SITE, GOOD, log::add);
    assertFalse(none.knows(SITE, GOOD, log::add));
    assertTrue(none.isNone());
    assertEquals(List.of(), log);
  }

  @Test
  void namesOfFilesTellNeitherTheModuleNorTheSite() throws IOException {
    keep(GOOD);
    for (Path entry : entries()) {
      String path = entry.toString();
      assertFalse(path.contains("a.test") || path.contains(GOOD.sha256()), path);
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)));
    }
  }

  @Test
  void theOldestVerdictsOfASiteGoFirst() throws IOException {
    for (int i = 0; i < ValidationCache.MAX_MODULES; i++) {
      keep(module("1", "SSE", i, "aa"));
    }
    JudgedModule oldest = module("1", "SSE", 7, "aa");
    List<Path> before = presences();
    keep("another site", module("1", "SSE", 1, "aa"));
    for (Path file : before) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }
    keep(oldest); // newer than the others now
    keep(module("1", "SSE", 1000, "aa"));
    assertEquals(ValidationCache.MAX_MODULES + 1, presences().size());
    assertTrue(known(oldest));
    assertTrue(known(module("1", "SSE", 1000, "aa")));
    assertTrue(
        known("another site", module("1", "SSE", 1, "aa")), "a site pushes out its own only");
  }

  @Test
  void thereAreOnlySoManySites() throws IOException {
    for (int i = 0; i < ValidationCache.MAX_SITES + 20; i++) {
      keep("site " + i, module("1", "SSE", 1, "aa"));
    }
    assertEquals(ValidationCache.MAX_SITES, presences().size());
    assertEquals(1, verdicts().size());
    assertTrue(known("site " + (ValidationCache.MAX_SITES + 19), module("1", "SSE", 1, "aa")));
  }

  /** Attack 26: whoever fills the cache takes nobody's verdict, and so learns of none. */
  @Test
  void verdictsThatNoSiteMayUseGoWhenThereAreTooManyAndNoOthers() throws IOException {
    keep("another site", GOOD);
    Path verdict = only(verdicts());
    keep(HOSTILE); // makes the folder's other names as if they were once of a site
    for (int i = 0; i < ValidationCache.MAX_VERDICTS; i++) {
      Files.createFile(verdict.resolveSibling(String.format("%064x", i)));
    }
    Files.setLastModifiedTime(verdict, FileTime.fromMillis(0));
    keep(HOSTILE);
    assertEquals(2, verdicts().size());
    assertTrue(known("another site", GOOD));
    assertTrue(known(HOSTILE));
  }

  @Test
  void whatADeadBrowserLeftUnfinishedIsRemovedAndForeignFilesAreNot() throws IOException {
    keep(GOOD);
    for (Path entry : entries()) {
      Path folderOfEntry = entry.getParent();
      Path unfinished = Files.createFile(folderOfEntry.resolve("new-1"));
      Path foreign = Files.createFile(folderOfEntry.resolve("notes.txt"));
      FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
      Files.setLastModifiedTime(unfinished, old);
      Files.setLastModifiedTime(foreign, old);
      Path begun = Files.createFile(folderOfEntry.resolve("new-2"));
      keep(GOOD);
      assertFalse(Files.exists(unfinished));
      assertTrue(Files.exists(begun), "another browser may be at it");
      assertTrue(Files.exists(foreign));
      Files.delete(begun);
      Files.delete(foreign);
    }
  }

  @Test
  void manyBrowsersAtOnceAgreeOnAKeyAndLoseNothing() throws Exception {
    List<Callable<ValidationCache>> browsers = new ArrayList<>();
    List<String> heard = java.util.Collections.synchronizedList(log);
    for (int i = 0; i < 16; i++) {
      int number = i;
      browsers.add(
          () -> {
            ValidationCache cache = cache();
            for (int j = 0; j < 20; j++) {
              cache.keep("s", module("1", "SSE", (number + j) % 20, "aa"), heard::add);
            }
            return cache;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<ValidationCache> browser : threads.invokeAll(browsers)) {
        ValidationCache cache = browser.get();
        for (int j = 0; j < 20; j++) {
          assertTrue(cache.knows("s", module("1", "SSE", j, "aa"), heard::add));
        }
      }
    }
    assertEquals(List.of(), log);
    assertEquals(20, verdicts().size(), "nothing unfinished is left");
    assertEquals(20, presences().size(), "nothing unfinished is left");
  }
}
