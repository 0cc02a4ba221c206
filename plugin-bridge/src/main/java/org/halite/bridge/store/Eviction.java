package org.halite.bridge.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings a store under its quota. Answers go, the one that was used longest ago first: of a site
 * that is over its own share, then of the site that holds most. A file goes with the last answer
 * that names it; what somebody uses stays. So no site can push out another that holds less.
 */
final class Eviction {
  /** So long no write takes: what is left was left by a browser that died. */
  static final Duration ABANDONED = Duration.ofMinutes(10);

  private final Quota quota;
  private final StoredFiles files;
  private final Predicate<String> inUse;
  private final List<Holdings> sites = new ArrayList<>();

  /** How many answers name a file. */
  private final Map<String, Integer> named = new HashMap<>();

  private final Set<String> dropped = new HashSet<>();
  private long total;

  /** What one site has, oldest first. */
  private static final class Holdings {
    private final Path path;
    private final Deque<SitePresence.Entry> entries = new ArrayDeque<>();
    private final Map<String, Integer> named = new HashMap<>();
    private Instant used = Instant.EPOCH;
    private long bytes;

    Holdings(Path path) {
      this.path = path;
    }
  }

  private Eviction(Quota quota, StoredFiles files) {
    this.quota = quota;
    this.files = files;
    this.inUse = files::isInUse;
  }

  /** How much may come before any limit can be passed again. */
  record Room(long bytes, int answers) {
    static final Room NONE = new Room(0, 0);

    Room less(long taken) {
      return new Room(bytes - taken, answers - 1);
    }

    boolean isOver() {
      return bytes <= 0 || answers <= 0;
    }
  }

  /** Removes what is too much, what is broken, and what dead browsers left. */
  static Room run(Quota quota, StoredFiles files, SitePresence presence, Path unfinished)
      throws IOException {
    Eviction eviction = new Eviction(quota, files);
    for (SitePresence.Site site : presence.sites()) {
      eviction.count(site);
      removeAbandoned(site.path());
    }
    eviction.shares();
    eviction.whole();
    eviction.removeFiles();
    removeAbandoned(unfinished);
    removeAbandoned(files.folder());
    return eviction.room();
  }

  private Room room() {
    long bytes = quota.total() - total;
    int answers = quota.sites() - sites.size();
    for (Holdings site : sites) {
      bytes = Math.min(bytes, quota.site() - site.bytes);
      answers = Math.min(answers, quota.siteFiles() - site.entries.size());
    }
    return new Room(bytes, answers);
  }

  private void count(SitePresence.Site site) throws IOException {
    Holdings holdings = new Holdings(site.path());
    List<SitePresence.Entry> entries = new ArrayList<>(site.entries());
    entries.sort(Comparator.comparing(SitePresence.Entry::used));
    for (SitePresence.Entry entry : entries) {
      if (entry.answer() == null) {
        StoredFiles.delete(entry.path());
        continue;
      }
      KeptAnswer answer = entry.answer();
      holdings.entries.add(entry);
      holdings.used = entry.used();
      if (holdings.named.merge(answer.sha256(), 1, Integer::sum) == 1) {
        holdings.bytes += answer.length();
      }
      if (named.merge(answer.sha256(), 1, Integer::sum) == 1) {
        total += answer.length();
      }
    }
    sites.add(holdings);
  }

  private void shares() throws IOException {
    for (Holdings site : sites) {
      while (site.entries.size() > quota.siteFiles() || site.bytes > quota.site()) {
        if (!dropOldest(site)) {
          break;
        }
      }
    }
    sites.sort(Comparator.comparing(site -> site.used));
    for (int i = 0; i < sites.size() - quota.sites(); i++) {
      Holdings site = sites.get(i);
      while (dropOldest(site)) {
        // all of it
      }
      StoredFiles.delete(site.path);
    }
  }

  private void whole() throws IOException {
    List<Holdings> left = new ArrayList<>(sites);
    while (total > quota.total() && !left.isEmpty()) {
      Holdings largest = left.getFirst();
      for (Holdings site : left) {
        largest = site.bytes > largest.bytes ? site : largest;
      }
      if (!dropOldest(largest)) {
        left.remove(largest);
      }
    }
  }

  /** False when there is nothing that may go. */
  private boolean dropOldest(Holdings site) throws IOException {
    SitePresence.Entry oldest = null;
    for (SitePresence.Entry entry : site.entries) {
      if (!inUse.test(entry.answer().sha256())) {
        oldest = entry;
        break;
      }
    }
    if (oldest == null) {
      return false;
    }
    site.entries.remove(oldest);
    StoredFiles.delete(oldest.path());
    KeptAnswer answer = oldest.answer();
    if (site.named.merge(answer.sha256(), -1, Integer::sum) == 0) {
      site.bytes -= answer.length();
    }
    if (named.merge(answer.sha256(), -1, Integer::sum) == 0) {
      total -= answer.length();
      dropped.add(answer.sha256());
    }
    return true;
  }

  /** Those just dropped, and others that nobody names, unless their answer may be on its way. */
  private void removeFiles() throws IOException {
    for (String name : files.names()) {
      if (named.getOrDefault(name, 0) == 0
          && !inUse.test(name)
          && (dropped.contains(name) || isAbandoned(files.path(name)))) {
        files.remove(name);
      }
    }
  }

  private static boolean isAbandoned(Path path) throws IOException {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
          .toInstant()
          .isBefore(Instant.now().minus(ABANDONED));
    } catch (NoSuchFileException e) {
      return false; // another browser removed it
    }
  }

  static void removeAbandoned(Path folder) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, KeptFiles.UNFINISHED + "*")) {
      for (Path path : all) {
        if (isAbandoned(path)) {
          StoredFiles.delete(path);
        }
      }
    } catch (NoSuchFileException e) {
      return; // nothing was ever begun there
    }
  }
}
