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
  private static final JudgedModule GOOD = module(SITE, "1", "SSE", 100, "aa");
  private static final JudgedModule HOSTILE = module(SITE, "1", "SSE", 100, "bb");

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();

  private static JudgedModule module(
      String site, String validator, String features, long length, String hash) {
    return new JudgedModule(site, validator, features, length, hash.repeat(32));
  }

  private Profile profile(String name) {
    return new Profile(folder.resolve(name + "-data"), folder.resolve(name + "-cache"));
  }

  private ValidationCache cache() {
    return ValidationCache.of(profile("p"));
  }

  private boolean known(JudgedModule module) {
    return cache().knows(module, log::add);
  }

  private void keep(JudgedModule module) {
    cache().keep(module, log::add);
  }

  private List<Path> files(String name) throws IOException {
    Path cache = profile(name).cache();
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(cache)) {
      return all.filter(f -> !Files.isDirectory(f) || Files.isSymbolicLink(f)).toList();
    }
  }

  /** The file of the only entry. */
  private Path entry() throws IOException {
    List<Path> all = files("p");
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
  void aVerdictIsForOneModuleOneValidatorOneProcessorAndOneSite() {
    keep(GOOD);
    assertFalse(known(HOSTILE));
    assertFalse(known(module(SITE, "2", "SSE", 100, "aa")));
    assertFalse(known(module(SITE, "1", "SSE and AVX", 100, "aa")));
    assertFalse(known(module(SITE, "1", "SSE", 101, "aa")));
    assertFalse(known(module("https://b.test https://a.test", "1", "SSE", 100, "aa")));
    assertFalse(known(module("https://a.test https://b.test", "1", "SSE", 100, "aa")));
    assertEquals(List.of(), log);
  }

  @Test
  void valuesDoNotRunIntoOneAnother() {
    keep(module(SITE, "1", "23", 100, "aa"));
    assertFalse(known(module(SITE, "12", "3", 100, "aa")));
    assertFalse(known(module(SITE + "1", "", "23", 100, "aa")));
  }

  @Test
  void aFlippedBitIsNoticedWhereverItIs() throws IOException {
    keep(GOOD);
    byte[] whole = Files.readAllBytes(entry());
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(entry(), changed);
      assertIgnored(GOOD, "it is not authentic");
    }
  }

  @Test
  void anEntryThatWasCutOffIsIgnored() throws IOException {
    keep(GOOD);
    byte[] whole = Files.readAllBytes(entry());
    for (int size = 0; size < whole.length; size++) {
      Files.write(entry(), java.util.Arrays.copyOf(whole, size));
      assertIgnored(GOOD, "it has " + size + " bytes instead of 40");
    }
  }

  @Test
  void anEntryUnderTheNameOfAnotherModuleIsIgnored() throws IOException {
    keep(HOSTILE);
    Path target = entry();
    Files.delete(target);
    keep(GOOD);
    Files.copy(entry(), target);
    assertIgnored(HOSTILE, "it is not authentic");
  }

  @Test
  void anEntryOfAnotherValidatorIsIgnoredUnderTheNewNameToo() throws IOException {
    JudgedModule later = module(SITE, "2", "SSE", 100, "aa");
    keep(later);
    Path target = entry();
    Files.delete(target);
    keep(GOOD);
    Files.move(entry(), target);
    assertIgnored(later, "it is not authentic");
  }

  @Test
  void anEntryOfAnotherProcessorIsIgnoredUnderTheNewNameToo() throws IOException {
    JudgedModule lesser = module(SITE, "1", "", 100, "aa");
    keep(lesser);
    Path target = entry();
    Files.delete(target);
    keep(GOOD);
    Files.move(entry(), target);
    assertIgnored(lesser, "it is not authentic");
  }

  @Test
  void anEntryOfAnotherProfileIsIgnored() throws IOException {
    keep(GOOD);
    Path target = entry();
    ValidationCache other = ValidationCache.of(profile("other"));
    other.keep(GOOD, log::add);
    Path foreign = files("other").getFirst();
    assertNotEquals(target.getFileName(), foreign.getFileName());
    Files.write(target, Files.readAllBytes(foreign));
    assertIgnored(GOOD, "it is not authentic");
  }

  @Test
  void anEntryForgedWithoutTheKeyIsIgnored() throws IOException {
    keep(GOOD);
    byte[] forged = Files.readAllBytes(entry());
    java.util.Arrays.fill(forged, 8, 40, (byte) 0);
    Files.write(entry(), forged);
    assertIgnored(GOOD, "it is not authentic");
  }

  @Test
  void aSymbolicLinkToAGoodEntryIsIgnored() throws IOException {
    keep(GOOD);
    Path elsewhere = folder.resolve("elsewhere");
    Path entry = entry();
    Files.move(entry, elsewhere);
    Files.createSymbolicLink(entry, elsewhere);
    assertIgnored(GOOD, "it is not a regular file");
    assertTrue(Files.isRegularFile(elsewhere), "what the link led to is left alone");
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    keep(GOOD);
    try (RandomAccessFile sparse = new RandomAccessFile(entry().toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    assertIgnored(GOOD, "it has 1099511627776 bytes instead of 40");
  }

  @Test
  void aPipeInPlaceOfAnEntryHoldsNobodyUp() throws Exception {
    keep(GOOD);
    Path entry = entry();
    Files.delete(entry);
    assertEquals(0, new ProcessBuilder("mkfifo", entry.toString()).start().waitFor());
    assertIgnored(GOOD, "it is not a regular file");
  }

  @Test
  void aFolderInPlaceOfAnEntryIsIgnoredAndNothingIsKept() throws IOException {
    keep(GOOD);
    Path entry = entry();
    Files.delete(entry);
    Files.createDirectory(entry);
    Files.createFile(entry.resolve("in the way"));
    assertFalse(known(GOOD));
    keep(GOOD);
    assertFalse(known(GOOD));
    assertEquals(3, log.size(), log.toString());
    assertTrue(log.get(1).startsWith("the verdict is not kept: "), log.get(1));
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
    assertFalse(cache.knows(GOOD, log::add));
    cache.keep(GOOD, log::add);
    assertFalse(cache.knows(GOOD, log::add));
    assertEquals(1, log.size(), log.toString());
    assertTrue(
        log.getFirst().startsWith("no verdicts of the validator are kept: the profile's key "),
        log.getFirst());
    assertEquals(List.of(), files("p"));
  }

  @Test
  void noCacheKnowsAndKeepsNothing() {
    ValidationCache none = ValidationCache.of(null);
    none.keep(GOOD, log::add);
    assertFalse(none.knows(GOOD, log::add));
    assertTrue(none.isNone());
    assertEquals(List.of(), log);
  }

  @Test
  void namesOfFilesTellNeitherTheModuleNorTheSite() throws IOException {
    keep(GOOD);
    String path = entry().toString();
    assertFalse(path.contains("a.test") || path.contains(GOOD.sha256()), path);
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(entry())));
  }

  @Test
  void theOldestVerdictsOfASiteGoFirst() throws IOException {
    for (int i = 0; i < ValidationCache.MAX_MODULES; i++) {
      keep(module(SITE, "1", "SSE", i, "aa"));
    }
    JudgedModule oldest = module(SITE, "1", "SSE", 7, "aa");
    List<Path> before = files("p");
    keep(module("another site", "1", "SSE", 1, "aa"));
    for (Path file : before) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }
    keep(oldest); // newer than the others now
    keep(module(SITE, "1", "SSE", 1000, "aa"));
    assertEquals(ValidationCache.MAX_MODULES + 1, files("p").size());
    assertTrue(known(oldest));
    assertTrue(known(module(SITE, "1", "SSE", 1000, "aa")));
    assertTrue(
        known(module("another site", "1", "SSE", 1, "aa")), "a site pushes out its own only");
  }

  @Test
  void thereAreOnlySoManySites() throws IOException {
    for (int i = 0; i < ValidationCache.MAX_SITES + 20; i++) {
      keep(module("site " + i, "1", "SSE", 1, "aa"));
    }
    assertEquals(ValidationCache.MAX_SITES, files("p").size());
    assertTrue(known(module("site " + (ValidationCache.MAX_SITES + 19), "1", "SSE", 1, "aa")));
  }

  @Test
  void whatADeadBrowserLeftUnfinishedIsRemovedAndForeignFilesAreNot() throws IOException {
    keep(GOOD);
    Path site = entry().getParent();
    Path unfinished = Files.createFile(site.resolve("new-1"));
    Path foreign = Files.createFile(site.resolve("notes.txt"));
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.setLastModifiedTime(unfinished, old);
    Files.setLastModifiedTime(foreign, old);
    Path begun = Files.createFile(site.resolve("new-2"));
    keep(HOSTILE);
    assertFalse(Files.exists(unfinished));
    assertTrue(Files.exists(begun), "another browser may be at it");
    assertTrue(Files.exists(foreign));
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
              cache.keep(module("s", "1", "SSE", (number + j) % 20, "aa"), heard::add);
            }
            return cache;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<ValidationCache> browser : threads.invokeAll(browsers)) {
        ValidationCache cache = browser.get();
        for (int j = 0; j < 20; j++) {
          assertTrue(cache.knows(module("s", "1", "SSE", j, "aa"), heard::add));
        }
      }
    }
    assertEquals(List.of(), log);
    assertEquals(20, files("p").size(), "nothing unfinished is left");
  }
}
