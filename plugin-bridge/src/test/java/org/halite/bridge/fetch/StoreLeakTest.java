package org.halite.bridge.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack 26: a page that probes whether the person was on another site, by loading what that site
 * loads and looking at the clock, with its own server as an accomplice (spec/attacks.md 26). How
 * well it does is the area under the curve of its guesses: 0.5 is a coin's, 1 is knowledge.
 */
class StoreLeakTest {
  private static final int TRIALS = 1000;
  private static final int BYTES = 64 << 10;
  private static final double MOST = 0.55;

  /**
   * A coin is above 0.55 in one of 300 experiments of 1,000 trials; in three in a row never. A leak
   * is there each time.
   */
  private static final int EXPERIMENTS = 3;

  private static final URI VICTIM = LibraryHosts.A;
  private static final URI PROBE = LibraryHosts.B;

  @TempDir Path folder;

  /** A trial: what the probing page measured, and what is to be guessed. */
  private record Trial(boolean visited, long nanos) {}

  private List<Trial> trials(boolean shared, String name, int count, Set<String> requests)
      throws Exception {
    List<Trial> trials = new ArrayList<>();
    Random random = new Random(name.hashCode());
    Profile profile = new Profile(folder.resolve(name + "-data"), folder.resolve(name + "-cache"));
    Quota quota = new Quota(256L << 20, 128L << 20, 1 << 20, 10_000, 16);
    try (LibraryHosts hosts = new LibraryHosts();
        LibraryStore store = LibraryStore.of(profile, quota, shared);
        Fetcher fetcher = new Fetcher(FetchLimits.USUAL, FilePages.Access.RUN, store)) {
      for (int i = -count / 10; i < count; i++) {
        boolean visited = random.nextBoolean();
        byte[] wanted = new byte[BYTES];
        byte[] other = new byte[BYTES];
        random.nextBytes(wanted);
        random.nextBytes(other);
        hosts.serve("/wanted" + i, wanted, "ETag", "\"1\"", "Cache-Control", "max-age=3600");
        hosts.serve("/other" + i, other, "ETag", "\"1\"", "Cache-Control", "max-age=3600");
        // The victim's page loads one or the other, so that all else is the same.
        byte[] first = visited ? wanted : other;
        byte[] loaded =
            hosts.load(fetcher, VICTIM, (visited ? "/wanted" : "/other") + i, pin(first));
        SharedDescriptor inUse = store.memory().of(loaded); // the victim's page is still open
        store.settle();
        hosts.asked.clear();
        long begin = System.nanoTime();
        byte[] probed = hosts.load(fetcher, PROBE, "/wanted" + i, pin(wanted));
        SharedDescriptor own = store.memory().of(probed); // as a module's library is
        long nanos = System.nanoTime() - begin;
        own.release();
        inUse.release();
        store.settle();
        requests.add(hosts.asked.toString().replace("/wanted" + i, "/wanted"));
        if (i >= 0) { // those before are not counted
          trials.add(new Trial(visited, nanos));
        }
      }
      assertEquals(List.of(), hosts.warnings);
    }
    return trials;
  }

  private static Sha256 pin(byte[] bytes) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(bytes);
    return Sha256.of(digest);
  }

  /** How often a visited trial was faster than an unvisited one, or slower: the better guess. */
  private static double area(List<Trial> trials) {
    double faster = 0;
    long pairs = 0;
    for (Trial one : trials) {
      for (Trial other : trials) {
        if (one.visited() && !other.visited()) {
          pairs++;
          faster += Long.compare(other.nanos(), one.nanos()) * 0.5 + 0.5;
        }
      }
    }
    double area = faster / pairs;
    return Math.max(area, 1 - area);
  }

  @Test
  void aProbingPageCannotTellVisitedFromUnvisited() throws Exception {
    Set<String> requests = new TreeSet<>();
    List<Double> areas = new ArrayList<>();
    for (int i = 0; i < EXPERIMENTS && areas.stream().noneMatch(area -> area <= MOST); i++) {
      areas.add(area(trials(false, "default" + i, TRIALS, requests)));
    }
    assertEquals(1, requests.size(), "its server sees the same of all visitors: " + requests);
    assertTrue(Collections.min(areas) <= MOST, areas.toString());
    System.out.printf("a probing page's area under the curve: %s%n", areas);
  }

  /** The same probe sees through the sharing mode, as its description says: so it is a good one. */
  @Test
  void theSameProbeTellsThemApartInSharingMode() throws Exception {
    Set<String> requests = new TreeSet<>();
    double area = area(trials(true, "shared", TRIALS / 5, requests));
    assertEquals(2, requests.size(), "one that is empty: " + requests);
    assertTrue(area > 0.8, "area " + area);
  }
}
