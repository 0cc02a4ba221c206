package org.halite.bridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.halite.bridge.kernel.SharedDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store keeps, and everything that may lie in its place (spec/attacks.md 26). */
class LibraryStoreTest {
  private static final String A = "http://a.test http://a.test";
  private static final String B = "http://b.test http://b.test";
  private static final String URL = "http://lib.test/libfoo.so";
  private static final byte[] FOO = "the bytes of libfoo.so".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final List<LibraryStore> browsers = new ArrayList<>();

  @AfterEach
  void close() {
    browsers.forEach(LibraryStore::close);
  }

  private LibraryStore browser(Quota quota, boolean shared) {
    LibraryStore store =
        LibraryStore.of(
            new Profile(folder.resolve("data"), folder.resolve("cache")), quota, shared);
    browsers.add(store);
    return store;
  }

  private LibraryStore browser() {
    return browser(Quota.USUAL, false);
  }

  private void keep(LibraryStore store, String site, String url, byte[] bytes, boolean shareable)
      throws InterruptedException {
    try (Intake intake = store.receive(log::add)) {
      intake.write(Arrays.copyOf(bytes, bytes.length / 2));
      intake.write(Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
      intake.keep(new Intake.Answer(site, url, "", Map.of("etag", "\"1\"")), shareable);
    }
    store.settle();
  }

  private void keep(LibraryStore store, String site, String url, byte[] bytes)
      throws InterruptedException {
    keep(store, site, url, bytes, false);
  }

  /** The bytes that a site finds; null for none. */
  private byte[] found(LibraryStore store, String site, String url) throws IOException {
    return bytes(held(store, site, url));
  }

  /** The same in memory, held once. */
  private SharedDescriptor held(LibraryStore store, String site, String url) {
    KeptAnswer answer = store.find(site, url, "", log::add);
    return answer == null ? null : store.open(answer, log::add);
  }

  /** What it has; held once less then. */
  private static byte[] bytes(SharedDescriptor file) throws IOException {
    if (file == null) {
      return null;
    }
    try {
      return file.read(0, (int) file.size());
    } finally {
      file.release();
    }
  }

  private List<Path> under(String name) throws IOException {
    Path root = folder.resolve("cache/libraries").resolve(name);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !Files.isDirectory(path)).toList();
    }
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aFileOutlivesTheBrowserThatLoadedIt() throws Exception {
    keep(browser(), A, URL, FOO);
    KeptAnswer answer = browser().find(A, URL, "", log::add);
    assertEquals("\"1\"", answer.headers().get("etag"));
    assertArrayEquals(FOO, bytes(browser().open(answer, log::add)));
    assertEquals(List.of(), log);
  }

  @Test
  void theSameLibraryOnTwoSitesUnderTwoNamesIsOneFileAndOneMemory() throws Exception {
    LibraryStore store = browser();
    keep(store, A, URL, FOO);
    keep(store, B, "http://other.test/foo-1.0.so", FOO);
    assertEquals(1, under("files").size());
    SharedDescriptor first = held(store, A, URL);
    SharedDescriptor second = held(store, B, "http://other.test/foo-1.0.so");
    assertSame(first, second);
    first.release();
    second.release();
  }

  // Attack 26.

  @Test
  void anotherSiteDoesNotFindWhatOneLoaded() throws Exception {
    LibraryStore store = browser();
    keep(store, A, URL, FOO);
    assertNull(store.find(B, URL, "", log::add));
    assertNull(store.find("http://a.test http://b.test", URL, "", log::add), "a frame of another");
    assertNull(store.find("http://b.test http://a.test", URL, "", log::add), "in another page");
    assertNull(store.find(A, URL, "null", log::add), "a request that said Origin: null");
    String hash = store.find(A, URL, "", log::add).sha256();
    assertNull(store.openShared(hash, log::add), "libraries are not shared unless asked for");
    assertEquals(List.of(), log);
  }

  @Test
  void aPoisonedFileIsNoticedWhereverItWasChangedAndRemoved() throws Exception {
    for (int i = 0; i < FOO.length; i++) {
      keep(browser(), A, URL, FOO);
      Path file = under("files").getFirst();
      byte[] poisoned = FOO.clone();
      poisoned[i] ^= 1;
      Files.write(file, poisoned);
      assertNull(found(browser(), A, URL));
      assertTrue(log.getFirst().contains("its SHA-256 is "), log.getFirst());
      assertFalse(Files.exists(file));
      log.clear();
    }
  }

  @Test
  void aTruncatedFileIsNoticedAtEveryLength() throws Exception {
    for (int length = 0; length < FOO.length; length++) {
      keep(browser(), A, URL, FOO);
      Files.write(under("files").getFirst(), Arrays.copyOf(FOO, length));
      assertNull(found(browser(), A, URL));
    }
    keep(browser(), A, URL, FOO);
    assertArrayEquals(FOO, found(browser(), A, URL), "kept anew, it is whole");
  }

  private Path pieces() throws IOException {
    return under("files").stream()
        .filter(path -> path.toString().endsWith(PieceHashes.SUFFIX))
        .findFirst()
        .orElseThrow();
  }

  private Path large() throws IOException {
    String name = pieces().getFileName().toString();
    return pieces().resolveSibling(name.substring(0, name.indexOf('.')));
  }

  @Test
  void aPoisonedPieceOfALargeFileIsNoticedWhicheverItIs() throws Exception {
    byte[] large = bytes(3 * PieceHashes.PIECE + 123, 1);
    for (int i = 0; i < 4; i++) {
      keep(browser(), A, URL, large);
      assertArrayEquals(large, found(browser(), A, URL));
      byte[] poisoned = large.clone();
      poisoned[i * PieceHashes.PIECE + 122] ^= 1;
      Files.write(large(), poisoned);
      assertNull(found(browser(), A, URL));
      assertTrue(log.getFirst().contains("piece " + i + " has another SHA-256"), log.getFirst());
      assertEquals(List.of(), under("files"), "neither the file nor what was said of it is left");
      log.clear();
    }
  }

  @Test
  void aLargeFileThatWasCutOffOrHasMoreIsNoticed() throws Exception {
    byte[] large = bytes(2 * PieceHashes.PIECE, 1);
    for (int length : new int[] {0, 1, PieceHashes.PIECE, large.length - 1, large.length + 1}) {
      keep(browser(), A, URL, large);
      Files.write(large(), Arrays.copyOf(large, length));
      assertNull(found(browser(), A, URL), length + " bytes");
    }
  }

  /** Who changes a file and the hashes of its pieces has no key to make them authentic. */
  @Test
  void forgedHashesOfPiecesAreNotBelieved() throws Exception {
    byte[] large = bytes(2 * PieceHashes.PIECE + 5, 1);
    byte[] other = bytes(2 * PieceHashes.PIECE + 5, 2);
    keep(browser(), A, URL, other);
    byte[] ofOther = Files.readAllBytes(pieces());
    Path hidden = pieces();
    Files.delete(large());
    Files.delete(hidden);
    keep(browser(), A, URL, large);
    byte[] own = Files.readAllBytes(pieces());
    Files.write(large(), other);
    Files.write(pieces(), ofOther); // authentic, of another file
    assertNull(found(browser(), A, URL));
    assertTrue(log.getFirst().contains("its SHA-256 is "), log.getFirst());
    keep(browser(), A, URL, large);
    for (int at : new int[] {0, 8, 40, own.length - 1}) {
      byte[] forged = own.clone();
      forged[at] ^= 1;
      Files.write(pieces(), forged);
      assertArrayEquals(large, found(browser(), A, URL), "the whole hash does as well");
    }
    for (int length : new int[] {0, 39, own.length - 32, own.length - 1}) {
      Files.write(pieces(), Arrays.copyOf(own, length));
      assertArrayEquals(large, found(browser(), A, URL));
    }
    Files.delete(pieces());
    assertArrayEquals(large, found(browser(), A, URL));
  }

  @Test
  void aFlippedBitInWhatIsKnownOfASiteIsNoticedWhereverItIs() throws Exception {
    keep(browser(), A, URL, FOO);
    Path entry = under("sites").getFirst();
    byte[] whole = Files.readAllBytes(entry);
    LibraryStore store = browser();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(entry, changed);
      assertNull(store.find(A, URL, "", log::add));
      assertTrue(log.getLast().contains("it is not authentic"), log.getLast());
    }
    for (int length = 0; length < whole.length; length++) {
      Files.write(entry, Arrays.copyOf(whole, length));
      assertNull(store.find(A, URL, "", log::add));
    }
  }

  @Test
  void oneSiteCannotSpeakForAnother() throws Exception {
    String theirs = "http://lib.test/theirs.so";
    keep(browser(), A, URL, FOO);
    Path ofA = under("sites").getFirst();
    keep(browser(), B, theirs, bytes(100, 1));
    Path ofB = under("sites").stream().filter(p -> !p.equals(ofA)).findFirst().orElseThrow();
    Files.copy(ofA, ofB, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertNull(browser().find(B, theirs, "", log::add));
    assertTrue(log.getFirst().contains("another site or another URL"), log.getFirst());
    assertNull(browser().find(B, URL, "", log::add), "B's folder does not make it B's answer");
    assertArrayEquals(FOO, found(browser(), A, URL));
  }

  @Test
  void whatAnotherProfileKeptIsNotAuthentic() throws Exception {
    keep(browser(), A, URL, FOO);
    byte[] foreign = Files.readAllBytes(under("sites").getFirst());
    Files.delete(folder.resolve("data/validation.key"));
    keep(browser(), A, URL, FOO);
    assertEquals(1, under("sites").size(), "what the old key made is removed");
    Files.write(under("sites").getFirst(), foreign);
    assertNull(browser().find(A, URL, "", log::add));
    assertTrue(log.getFirst().contains("it is not authentic"), log.getFirst());
  }

  @Test
  void linksPipesAndHugeFilesInPlaceOfBytesHoldNobodyUp() throws Exception {
    keep(browser(), A, URL, FOO);
    Path file = under("files").getFirst();
    Path elsewhere = Files.write(folder.resolve("elsewhere"), FOO);
    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere);
    assertNull(found(browser(), A, URL));
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    assertNull(found(browser(), A, URL));
    Files.delete(file);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    assertNull(found(browser(), A, URL));
    assertEquals(3, log.size(), log.toString());
  }

  /** A page that loaded a library once cannot tell by time whether others use it now. */
  @Test
  void whatAnotherSiteHasInMemoryIsReadAndCheckedAnewForThisOne() throws Exception {
    LibraryStore store = browser();
    keep(store, A, URL, FOO);
    keep(store, B, URL, FOO);
    SharedDescriptor ofA = held(store, A, URL);
    Files.write(under("files").getFirst(), new byte[FOO.length]);
    SharedDescriptor again = held(store, A, URL);
    assertSame(ofA, again, "checked for A before");
    assertNull(held(store, B, URL), "read for B, and found to be poisoned");
    keep(store, B, URL, FOO);
    SharedDescriptor ofB = held(store, B, URL);
    assertSame(ofA, ofB, "and yet one memory");
    ofA.release();
    again.release();
    ofB.release();
  }

  @Test
  void foldersInPlaceOfFilesDoNotKeepTheQuotaFromItsWork() throws Exception {
    LibraryStore store = browser(new Quota(3_000, 2_000, 1_000, 100, 10), false);
    keep(store, A, URL, FOO);
    Path root = folder.resolve("cache/libraries");
    for (String name :
        List.of("files/" + "ab".repeat(32), "unfinished/new-x", "files/new-y", "sites/new-z")) {
      Files.createDirectories(root.resolve(name).resolve("in the way"));
    }
    Path site = under("sites").getFirst().getParent();
    Files.createDirectories(site.resolve("cd".repeat(32)).resolve("in the way"));
    for (int i = 0; i < 5; i++) {
      keep(store, A, "http://a.test/" + i, bytes(1_000, i));
    }
    assertEquals(List.of(), log);
    assertEquals(2, under("files").size());
  }

  @Test
  void uniqueHashesAreNoCookieForAnotherSite() throws Exception {
    // A tracker gives each visitor a library of its own, and asks from every site it is on.
    LibraryStore store = browser(Quota.USUAL, true);
    byte[] unique = bytes(1000, 4711);
    keep(store, A, "http://tracker.test/id.so", unique, false);
    assertNull(store.find(B, "http://tracker.test/id.so", "", log::add));
    String hash = StoredFiles.hex(StoredFiles.digest().digest(unique));
    assertNull(store.openShared(hash, log::add), "not even shared, when it was not loaded pinned");
  }

  @Test
  void inSharingModeWhatWasLoadedPinnedIsForWhoeverPinsIt() throws Exception {
    LibraryStore store = browser(Quota.USUAL, true);
    keep(store, A, URL, FOO, true);
    String hash = StoredFiles.hex(StoredFiles.digest().digest(FOO));
    assertArrayEquals(FOO, bytes(store.openShared(hash, log::add)));
    assertNull(browser(Quota.USUAL, false).openShared(hash, log::add));
    Path mark = folder.resolve("cache/libraries/files/" + hash + ".shareable");
    byte[] forged = Files.readAllBytes(mark);
    forged[0] ^= 1;
    Files.write(mark, forged);
    assertNull(store.openShared(hash, log::add));
    assertNull(store.openShared("../../../data/validation.key", log::add));
  }

  @Test
  void aSiteThatFillsItsShareLosesItsOwnAndNobodyElses() throws Exception {
    Quota quota = new Quota(10_000, 4_000, 1_000, 100, 10);
    LibraryStore store = browser(quota, false);
    keep(store, A, URL, bytes(900, 0));
    for (int i = 0; i < 20; i++) {
      keep(store, B, "http://b.test/" + i, bytes(1_000, 100 + i));
      Thread.sleep(2); // the disk's clock tells them apart
    }
    keep(store, B, "http://b.test/last", bytes(1_000, 99));
    assertEquals(4, count(store, B, 20) + 1);
    assertNotNull(browser().find(B, "http://b.test/19", "", log::add));
    assertNull(browser().find(B, "http://b.test/1", "", log::add));
    assertNotNull(found(browser(), A, URL));
    assertEquals(5, under("files").size());
  }

  private int count(LibraryStore store, String site, int most) {
    int there = 0;
    for (int i = 0; i < most; i++) {
      there += store.find(site, "http://b.test/" + i, "", log::add) == null ? 0 : 1;
    }
    return there;
  }

  @Test
  void manySitesTogetherDoNotPushOutOneThatHoldsLess() throws Exception {
    Quota quota = new Quota(10_000, 4_000, 1_000, 100, 100);
    LibraryStore store = browser(quota, false);
    keep(store, A, URL, bytes(900, 0));
    for (int site = 0; site < 6; site++) {
      for (int i = 0; i < 4; i++) {
        keep(store, "site " + site, "http://x.test/" + i, bytes(1_000, site * 10 + i + 1));
      }
    }
    long total = 0;
    for (Path file : under("files")) {
      total += Files.size(file);
    }
    assertTrue(total <= quota.total(), total + " bytes");
    assertTrue(total > quota.total() - 2_000, total + " bytes");
    assertNotNull(found(browser(), A, URL));
  }

  @Test
  void whatIsInUseIsNotEvictedUntilItIsUsedNoMore() throws Exception {
    Quota quota = new Quota(3_000, 2_000, 1_000, 100, 10);
    LibraryStore store = browser(quota, false);
    byte[] used = bytes(1_000, 1);
    keep(store, A, URL, used);
    SharedDescriptor held = held(store, A, URL);
    try {
      for (int i = 0; i < 5; i++) {
        keep(store, A, "http://a.test/" + i, bytes(1_000, 10 + i));
      }
      assertArrayEquals(used, found(browser(), A, URL));
    } finally {
      held.release();
    }
  }

  @Test
  void aFileTooLargeForTheQuotaIsNotKeptAndLeavesNothing() throws Exception {
    LibraryStore store = browser(new Quota(3_000, 2_000, 1_000, 100, 10), false);
    keep(store, A, URL, bytes(1_001, 1));
    assertNull(store.find(A, URL, "", log::add));
    assertEquals(List.of(), under(""));
  }

  @Test
  void thereAreOnlySoManySitesAndFilesOfEach() throws Exception {
    LibraryStore store = browser(new Quota(30_000, 20_000, 1_000, 3, 4), false);
    for (int site = 0; site < 8; site++) {
      for (int i = 0; i < 6; i++) {
        keep(store, "site " + site, "http://x.test/" + i, bytes(10, site * 10 + i));
      }
    }
    assertEquals(4 * 3, under("sites").size());
    assertEquals(4 * 3, under("files").size());
  }

  @Test
  void whatADeadBrowserLeftIsRemovedAndForeignFilesAreNot() throws Exception {
    keep(browser(), A, URL, FOO);
    Path root = folder.resolve("cache/libraries");
    Path left = Files.createFile(root.resolve("unfinished/new-left"));
    Path begun = Files.createFile(root.resolve("unfinished/new-begun"));
    Path orphan = Files.createFile(root.resolve("files").resolve("ab".repeat(32)));
    Path onItsWay = Files.createFile(root.resolve("files").resolve("cd".repeat(32)));
    Path foreign = Files.createFile(root.resolve("files/notes.txt"));
    for (Path old : List.of(left, orphan, foreign)) {
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
    keep(browser(), A, URL + "2", FOO);
    assertFalse(Files.exists(left) || Files.exists(orphan));
    assertTrue(Files.exists(begun) && Files.exists(onItsWay) && Files.exists(foreign));
  }

  @Test
  void aFileInPlaceOfTheStoreMeansThatNothingIsKept() throws Exception {
    Files.createDirectories(folder.resolve("cache"));
    Files.createFile(folder.resolve("cache/libraries"));
    keep(browser(), A, URL, FOO);
    assertNull(browser().find(A, URL, "", log::add));
    assertTrue(log.getFirst().startsWith("a file is not kept in the library store: "));
    log.forEach(line -> assertFalse(line.contains("Exception"), line));
  }

  @Test
  void noStoreKeepsAndFindsNothing() throws Exception {
    LibraryStore none = LibraryStore.of(null, Quota.USUAL, true);
    keep(none, A, URL, FOO, true);
    assertNull(none.find(A, URL, "", log::add));
    assertNull(none.openShared("ab".repeat(32), log::add));
    none.close();
    assertEquals(List.of(), log);
  }

  @Test
  void whatComesAfterTheEndIsNotKeptAndLeavesNothing() throws Exception {
    LibraryStore store = browser();
    store.close();
    keep(store, A, URL, FOO);
    assertEquals(List.of(), under(""));
  }

  @Test
  void severalBrowsersKeepIntoOneProfileAtOnce() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int number = i;
      LibraryStore store = browser();
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int j = 0; j < 20; j++) {
                        keep(store, A, "http://a.test/" + (number + j) % 10, bytes(500, j % 10));
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), log);
    for (int i = 0; i < 10; i++) {
      assertNotNull(found(browser(), A, "http://a.test/" + i));
    }
    assertEquals(10, under("files").size());
    assertEquals(List.of(), under("unfinished"));
  }
}
