package org.halite.bridge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.kernel.SpareMemory;

/**
 * Files of modules that outlive the browser: the bytes once for all sites, by their SHA-256, and
 * for each site which of them it loaded, from where. To a site that did not load a file it is as if
 * it were not there; only where the person chose to share libraries is a file given to a site that
 * names its hash. Any thread may call; several browsers may share a profile. What the disk holds is
 * hostile until checked.
 */
public final class LibraryStore implements AutoCloseable {
  /** Stands for the sites that share what they pin; no origin is spelled so. */
  public static final String EVERY_SITE = "every site that pins it";

  /** The folder of a profile's cache. */
  static final String FOLDER = "libraries";

  /** Files that are being written may have so many times the quota of a site. */
  private static final int ON_THE_WAY = 2;

  private static final int CLOSE_SECONDS = 5;
  private static final int SETTLE_SECONDS = 60;
  private static final LibraryStore NONE = new LibraryStore(null, Quota.USUAL, false);

  /** Hears sentences for the developer, from any thread. */
  @FunctionalInterface
  public interface Log {
    void say(String sentence);
  }

  /** Work on the disk. */
  interface Work {
    void run() throws IOException;
  }

  private final Path folder;
  private final Quota quota;
  private final boolean shared;
  private final KeyOnce key;
  private final SealedLibraries memory = new SealedLibraries();
  private final StoredFiles files;
  private final ExecutorService thread;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong onTheWay = new AtomicLong();

  /** Until the quota must be looked at; of the store's thread, as other browsers have theirs. */
  private Eviction.Room room = Eviction.Room.NONE;

  /** Since then; of the store's thread. */
  private boolean grown;

  private LibraryStore(Profile profile, Quota quota, boolean shared) {
    this.folder = profile == null ? null : profile.cache().resolve(FOLDER);
    this.quota = quota;
    this.shared = shared;
    this.key = profile == null ? null : new KeyOnce(profile, "no libraries are kept");
    this.files =
        profile == null ? null : new StoredFiles(folder.resolve("files"), memory, key::load);
    this.thread =
        profile == null
            ? null
            : Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("halite-store").factory());
  }

  /** Keeps nothing. */
  public static LibraryStore none() {
    return NONE;
  }

  /**
   * The store of a profile; null for none.
   *
   * @param shared whether a site that pins a file by its hash gets it without asking a server, when
   *     another site loaded it pinned: it learns that way what this browser has loaded elsewhere
   */
  public static LibraryStore of(Profile profile, Quota quota, boolean shared) {
    return profile == null ? NONE : new LibraryStore(profile, quota, shared);
  }

  /** Whether it ever keeps anything. */
  public boolean isNone() {
    return folder == null;
  }

  /** Whether files that a manifest pins are shared between sites. */
  public boolean isShared() {
    return shared;
  }

  /** The files that modules use, of the store or not. */
  public SealedLibraries memory() {
    return memory;
  }

  Quota quota() {
    return quota;
  }

  /** Loads what is slow to load; from a thread that nobody waits for. */
  public void warm() {
    ProfileKey profile = isNone() ? null : key.load();
    if (profile != null) {
      byte[] _ = profile.authenticate("", new byte[0]);
      files.prepare();
    }
  }

  /**
   * What this site was answered before; null when it never asked, or what was kept is not
   * authentic.
   */
  public KeptAnswer find(String site, String url, String asker, Log log) {
    SitePresence presence = presence(log);
    if (presence == null) {
      return null;
    }
    try {
      return presence.find(site, url, asker);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      log.say("what the library store kept of " + url + " was ignored: " + Reason.of(e));
      return null;
    }
  }

  /**
   * The bytes of an answer, checked in the browser's own memory and sealed, held once for the
   * caller; null when they are not there or are others. Whoever uses them at the same time has the
   * same memory.
   */
  public SharedDescriptor open(KeptAnswer answer, Log log) {
    SharedDescriptor file =
        open(answer.site(), answer.sha256(), Math.min(answer.length(), quota.file()), log);
    if (file != null) {
      boolean _ = later(() -> presence(log).touch(answer), sentence -> {});
    }
    return file;
  }

  /**
   * The bytes that have this hash, checked and held as above, for any site that pins it; null when
   * they are not there or may not be shared.
   */
  public SharedDescriptor openShared(String sha256, Log log) {
    if (!shared || isNone() || !isShareable(sha256, log)) {
      return null;
    }
    return open(EVERY_SITE, sha256, quota.file(), log);
  }

  private SharedDescriptor open(String site, String sha256, long most, Log log) {
    try {
      SharedDescriptor file = files.open(site, sha256, most);
      if (SpareMemory.isWorthIt(file.size())) {
        boolean _ = later(files::prepare, sentence -> {});
      }
      return file;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      boolean _ = later(files::prepare, sentence -> {}); // what it was read into goes back
      log.say("the stored file " + files.path(sha256) + " was not used: " + Reason.of(e));
      return null;
    }
  }

  /** Begins to take a file. */
  public Intake receive(Log log) {
    return new Intake(this, log);
  }

  /** An answer holds no more. */
  public void forget(KeptAnswer answer, Log log) {
    boolean _ = later(() -> presence(log).remove(answer), log);
  }

  /** The server said once more that an answer holds. */
  public void confirm(KeptAnswer answer, Log log) {
    boolean _ = later(() -> presence(log).keep(answer), log);
  }

  private SitePresence presence(Log log) {
    ProfileKey profile = isNone() ? null : key.get(log::say);
    return profile == null ? null : new SitePresence(folder.resolve("sites"), profile);
  }

  // Of a file that was loaded pinned: that whoever names its hash may have it.

  private byte[] shareable(ProfileKey profile, String sha256) {
    return profile.authenticate("shareable", sha256.getBytes(StandardCharsets.US_ASCII));
  }

  private boolean isShareable(String sha256, Log log) {
    ProfileKey profile = key.get(log::say);
    if (profile == null || !StoredFiles.isName(sha256)) {
      return false;
    }
    Path mark = files.shareMark(sha256);
    try {
      if (!Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      byte[] expected = shareable(profile, sha256);
      boolean authentic = MessageDigest.isEqual(BoundedFile.read(mark, expected.length), expected);
      if (!authentic) {
        log.say("the mark " + mark + " was ignored: it is not authentic");
      }
      return authentic;
    } catch (IOException e) {
      return false; // another browser removed it
    }
  }

  // What an intake needs.

  /** Room for bytes on their way; false when there are too many. */
  boolean reserve(long bytes) {
    if (isNone()) {
      return false;
    }
    if (onTheWay.addAndGet(bytes) > ON_THE_WAY * quota.site()) {
      onTheWay.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    onTheWay.addAndGet(-bytes);
  }

  private Path unfinished() {
    return folder.resolve("unfinished");
  }

  Path newFile() throws IOException {
    ProfileKey.createFolders(unfinished());
    return Files.createTempFile(unfinished(), KeptFiles.UNFINISHED, "");
  }

  /** First the bytes, then who may find them: a crash in between leaves bytes that nobody names. */
  void put(Path finished, KeptAnswer answer, boolean shareable) throws IOException {
    ProfileKey profile = key.load();
    if (profile == null) {
      return;
    }
    room = room.less(answer.length());
    grown = true;
    files.put(finished, answer.sha256());
    files.keepPieces(answer.sha256(), answer.length());
    if (shareable) {
      SitePresence.write(files.shareMark(answer.sha256()), shareable(profile, answer.sha256()));
    }
    new SitePresence(folder.resolve("sites"), profile).keep(answer);
  }

  /** Does it on the store's own thread, where the log hears of failures; false after the end. */
  boolean later(Work work, Log log) {
    if (isNone()) {
      return false;
    }
    waiting.incrementAndGet();
    try {
      thread.execute(() -> work(work, log));
      return true;
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      return false;
    }
  }

  private void work(Work work, Log log) {
    try {
      work.run();
    } catch (IOException e) {
      log.say("a file is not kept in the library store: " + Reason.of(e));
    }
    if (waiting.decrementAndGet() == 0) { // nothing else is to be kept just now
      trim(log);
    }
  }

  private void trim(Log log) {
    ProfileKey profile = grown && room.isOver() ? key.load() : null;
    if (profile != null) {
      grown = false;
      try {
        SitePresence presence = new SitePresence(folder.resolve("sites"), profile);
        room = Eviction.run(quota, files, presence, unfinished());
      } catch (IOException e) {
        log.say("the library store could not be brought under its quota: " + Reason.of(e));
      }
    }
  }

  /** Waits until all that was to be kept is on the disk. */
  public void settle() throws InterruptedException {
    if (isNone()) {
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    try {
      thread.execute(done::countDown);
    } catch (RejectedExecutionException e) {
      return; // it has ended, and nothing is on its way
    }
    if (!done.await(SETTLE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the store's thread hangs");
    }
  }

  /** What is still on its way gets a moment; what is not finished then is none. */
  @Override
  public void close() {
    if (isNone()) {
      return;
    }
    files.close();
    memory.close();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
