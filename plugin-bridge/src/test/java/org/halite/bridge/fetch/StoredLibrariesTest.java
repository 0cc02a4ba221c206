package org.halite.bridge.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a library comes from the store, and what its server sees. */
class StoredLibrariesTest {
  private static final URI A = LibraryHosts.A;
  private static final URI B = LibraryHosts.B;
  private static final byte[] FOO = "the bytes of libfoo.so".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BAR = "the bytes of libbar.so".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private LibraryHosts hosts;
  private LibraryStore store;
  private Fetcher fetcher;

  @BeforeEach
  void start() throws IOException {
    hosts = new LibraryHosts();
    browser(false);
  }

  /** A new browser on the same profile. */
  private void browser(boolean shared) {
    store =
        LibraryStore.of(
            new Profile(folder.resolve("data"), folder.resolve("cache")), Quota.USUAL, shared);
    fetcher =
        new Fetcher(
            new FetchLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60)),
            FilePages.Access.RUN,
            store);
    open.add(fetcher);
    open.add(store);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    hosts.close();
  }

  private byte[] load(URI page, String path, Sha256 pin) throws Exception {
    byte[] bytes = hosts.load(fetcher, page, path, pin);
    store.settle();
    return bytes;
  }

  private byte[] load(URI page, String path) throws Exception {
    return load(page, path, null);
  }

  private static Sha256 hash(byte[] bytes) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(bytes);
    return Sha256.of(digest);
  }

  private Path storedFile() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("cache/libraries/files"))) {
      return all.filter(path -> path.toString().matches(".*[0-9a-f]{64}"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aSecondVisitAsksWhetherTheLibraryHasChanged() throws Exception {
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertEquals(2, hosts.asked.size());
    assertTrue(hosts.asked.getLast().contains("If-none-match=[\"1\"]"), hosts.asked.getLast());
    assertEquals(
        "304 true CORS (Access-Control-Allow-Origin: *); from the library store: the server says"
            + " that it has not changed",
        hosts.decisions.getLast());
    hosts.serve("/foo.so", BAR, "ETag", "\"2\"");
    assertArrayEquals(BAR, load(A, "/foo.so"));
    assertArrayEquals(BAR, load(A, "/foo.so"));
    assertTrue(hosts.asked.getLast().contains("If-none-match=[\"2\"]"), hosts.asked.getLast());
  }

  @Test
  void aDateOfChangeDoesAsWell() throws Exception {
    hosts.serve("/foo.so", FOO, "Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertTrue(hosts.decisions.getLast().startsWith("304 true "), hosts.decisions.getLast());
  }

  @Test
  void aFreshLibraryIsNotAskedForAgain() throws Exception {
    hosts.serve("/foo.so", FOO, "Cache-Control", "max-age=3600");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    browser(false);
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertEquals(1, hosts.asked.size());
    assertTrue(
        hosts
            .decisions
            .getLast()
            .matches(
                "200 true CORS \\(Access-Control-Allow-Origin: \\*\\); from the library store: this"
                    + " site loaded it before, and it is fresh for 3[56]\\d\\d s more"),
        hosts.decisions.getLast());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-store, max-age=9 |       |     | 0 | false",
        "max-age=60          |       |     | 60 | true",
        "MAX-AGE=60          | 50    |     | 10 | true",
        "max-age=60          | 70    |     | 0 | true",
        "max-age=\"60\"      |       |     | 60 | true",
        "max-age=60, no-cache|       |     | 0 | true",
        "max-age=60, max-age=90 |    |     | 0 | true",
        "max-age=-5          |       |     | 0 | true",
        "max-age=x           |       |     | 0 | true",
        "max-age=99999999999999999999 | | | 31536000 | true",
        "s-maxage=60         |       |     | 0 | true",
        "max-age=60          |       | *   | 60 | false",
        "max-age=60          |       | Origin | 60 | true",
      })
  void freshnessIsAsTheHeadersSay(
      String control, String age, String vary, long seconds, boolean storable) {
    Map<String, String> headers = new java.util.TreeMap<>(Map.of("cache-control", control));
    if (age != null) {
      headers.put("age", age);
    }
    if (vary != null) {
      headers.put("vary", vary);
    }
    Freshness freshness = Freshness.of(headers);
    assertEquals(storable, freshness.storable());
    if (storable) {
      assertEquals(seconds, freshness.lifetime().toSeconds());
    }
  }

  @Test
  void datesOfExpiryAreUnderstoodAndClocksThatGoBackMakeNothingFresh() {
    Map<String, String> headers =
        Map.of("date", "Mon, 01 Jan 2024 00:00:00 GMT", "expires", "Mon, 01 Jan 2024 00:01:00 GMT");
    Freshness freshness = Freshness.of(headers);
    assertEquals(60, freshness.lifetime().toSeconds());
    assertEquals(59, freshness.left(5_000, 6_000).toSeconds());
    assertTrue(freshness.left(5_000, 66_000).isNegative());
    assertTrue(freshness.left(5_000, 4_999).isZero());
    assertTrue(Freshness.of(Map.of("date", "x", "expires", "0")).lifetime().isZero());
  }

  @Test
  void whatMayNotBeStoredIsNot() throws Exception {
    hosts.serve("/foo.so", FOO, "Cache-Control", "no-store", "ETag", "\"1\"");
    assertArrayEquals(FOO, load(A, "/foo.so", hash(FOO)));
    browser(true);
    assertArrayEquals(FOO, load(A, "/foo.so", hash(FOO)));
    assertEquals(2, hosts.asked.size());
    assertEquals(hosts.asked.get(0), hosts.asked.get(1));
  }

  // Attack 26: what others loaded.

  @Test
  void theFirstVisitOfAnotherSiteFetchesAsIfNothingWereThere() throws Exception {
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"", "Cache-Control", "max-age=3600");
    assertArrayEquals(FOO, load(A, "/foo.so", hash(FOO)));
    assertArrayEquals(FOO, load(B, "/foo.so", hash(FOO)));
    assertEquals(2, hosts.asked.size());
    assertEquals(hosts.asked.get(0), hosts.asked.get(1), "no condition tells that it was seen");
    assertEquals(hosts.decisions.get(0), hosts.decisions.get(1));
  }

  @Test
  void theFirstVisitOfAnotherSiteIsRefusedWhenTheServerDoesNotAllowIt() throws Exception {
    hosts.serve("/foo.so", FOO, "Access-Control-Allow-Origin", "http://a.test", "ETag", "\"1\"");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    FetchException refused = assertThrows(FetchException.class, () -> load(B, "/foo.so"));
    assertTrue(refused.getMessage().contains("does not allow http://b.test"), refused.getMessage());
    assertArrayEquals(FOO, load(A, "/foo.so"));
  }

  @Test
  void aServerThatWantsItKeptNoMoreIsObeyed() throws Exception {
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"", "Cache-Control", "no-store, max-age=60");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertEquals(3, hosts.asked.size());
    assertTrue(!hosts.asked.getLast().contains("If-none-match"), hosts.asked.getLast());
  }

  @Test
  void aServerThatChangesItsMindIsHeardWhenItIsAsked() throws Exception {
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"", "Access-Control-Allow-Origin", "http://c.test");
    FetchException refused = assertThrows(FetchException.class, () -> load(A, "/foo.so"));
    assertTrue(refused.getMessage().contains("does not allow http://a.test"), refused.getMessage());
  }

  @Test
  void aServerThatSaysNotModifiedWithoutBeingAskedGivesNothing() throws Exception {
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    Files.write(storedFile(), BAR);
    browser(false);
    assertArrayEquals(FOO, load(A, "/foo.so"), "a poisoned file is fetched anew");
    assertTrue(hosts.decisions.getLast().startsWith("200 "), hosts.decisions.getLast());
    assertEquals(1, hosts.warnings.size());
    assertTrue(hosts.warnings.getFirst().contains("its SHA-256 is "), hosts.warnings.getFirst());
    browser(false);
    assertArrayEquals(FOO, load(A, "/foo.so"), "and then it is good again");
    assertTrue(hosts.decisions.getLast().startsWith("304 "), hosts.decisions.getLast());
  }

  @Test
  void aTruncatedFileOfTheStoreIsFetchedAnewThoughItWouldBeFresh() throws Exception {
    hosts.serve("/foo.so", FOO, "Cache-Control", "max-age=3600");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    Files.write(storedFile(), new byte[3]);
    browser(false);
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertEquals(2, hosts.asked.size());
  }

  @Test
  void redirectsAreFollowedEachTimeAndJudgedEachTime() throws Exception {
    hosts.serve("/latest.so", new byte[0], "Location", "/foo-1.so", "ETag", "\"r\"");
    hosts.serve("/foo-1.so", FOO, "Cache-Control", "max-age=3600");
    hosts.serve("/foo-2.so", BAR, "Cache-Control", "max-age=3600");
    assertArrayEquals(FOO, load(A, "/latest.so"));
    assertArrayEquals(FOO, load(A, "/latest.so"));
    assertEquals(3, hosts.asked.size(), "the redirect twice, the library once");
    hosts.serve("/latest.so", new byte[0], "Location", "/foo-2.so");
    assertArrayEquals(BAR, load(A, "/latest.so"));
  }

  @Test
  void aBrokenTransferLeavesNothing() throws Exception {
    hosts.serve("/foo.so", FOO, "Cache-Control", "max-age=3600");
    assertThrows(FetchException.class, () -> load(A, "/foo.so", hash(BAR)));
    assertTrue(Files.notExists(folder.resolve("cache/libraries/files")));
    assertArrayEquals(FOO, load(A, "/foo.so"));
  }

  // Pins.

  @Test
  void whatTheManifestPinsIsNotAskedForBySitesThatLoadedIt() throws Exception {
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"");
    assertArrayEquals(FOO, load(A, "/foo.so", hash(FOO)));
    assertArrayEquals(FOO, load(A, "/foo.so", hash(FOO)));
    assertEquals(1, hosts.asked.size());
    assertTrue(
        hosts
            .decisions
            .getLast()
            .endsWith("this site loaded it before, and the manifest pins its" + " bytes"));
    hosts.serve("/foo.so", BAR, "ETag", "\"2\"");
    assertArrayEquals(BAR, load(A, "/foo.so", hash(BAR)), "another pin is another file");
    assertTrue(!hosts.asked.getLast().contains("If-none-match"), hosts.asked.getLast());
  }

  @Test
  void inSharingModeAnotherSiteGetsWhatBothPinFromAnyServer() throws Exception {
    browser(true);
    hosts.serve("/foo.so", FOO);
    assertArrayEquals(FOO, load(A, "/foo.so", hash(FOO)));
    assertArrayEquals(FOO, load(B, "/never-served.so", hash(FOO)));
    assertEquals(1, hosts.asked.size());
    assertEquals(
        "200 true from the library store: the manifest pins its bytes, and libraries are shared"
            + " between sites; no server was asked",
        hosts.decisions.getLast());
  }

  @Test
  void inSharingModeWhatIsNotPinnedOrWasNotOrIsPrivateIsFetched() throws Exception {
    browser(true);
    hosts.serve("/foo.so", FOO, "ETag", "\"1\"");
    hosts.serve("/bar.so", BAR, "ETag", "\"1\"", "Cache-Control", "private");
    assertArrayEquals(FOO, load(A, "/foo.so"));
    assertArrayEquals(FOO, load(B, "/foo.so", hash(FOO)));
    assertArrayEquals(BAR, load(A, "/bar.so", hash(BAR)));
    assertArrayEquals(BAR, load(B, "/bar.so", hash(BAR)));
    assertArrayEquals(FOO, load(URI.create("http://c.test/"), "/foo.so"));
    assertEquals(5, hosts.asked.size());
  }

  @Test
  void aPageThatIsOfNoSiteUsesAndLeavesNothing() throws Exception {
    hosts.serve("/foo.so", FOO, "Cache-Control", "max-age=3600");
    URI nowhere = URI.create("data:text/html,x");
    assertArrayEquals(FOO, load(nowhere, "/foo.so"));
    assertArrayEquals(FOO, load(nowhere, "/foo.so"));
    assertEquals(2, hosts.asked.size());
  }
}
