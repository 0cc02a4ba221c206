package org.halite.bridge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Verdicts of the validator that outlive the browser: which code it accepted without a change.
 * Refusals are not kept. They lie beside the bytes of the library store, one for each content,
 * whatever sites it came from; who may use one is a matter of presence, as for the bytes: a site
 * that had the same judged before. To any other it is as if there were no verdict, so that no time
 * tells it what others loaded.
 *
 * <p>An entry is a file that names nothing: its own name and its content are authenticators
 * (HMAC-SHA-256 under the profile's key) of all that the verdict depends on. So an entry that was
 * changed, cut off, swapped with another, or made by somebody else is noticed; it is ignored, and
 * the module validated. Any thread may call; several browsers may share a profile.
 *
 * <p>What a site had judged lies in a folder of its own, bounded by itself, and a verdict stays as
 * long as any site's folder names it: no site pushes out what another has there.
 */
public final class ValidationCache {
  /** A site has no more verdicts to use than these; others go, the oldest first. */
  static final int MAX_MODULES = 32;

  /** Sites beyond these go, with their verdicts; first where nothing was kept for longest. */
  static final int MAX_SITES = 128;

  /** More verdicts than all sites together may use; those that none may go. */
  static final int MAX_VERDICTS = MAX_SITES * MAX_MODULES;

  /** Format 2; another format is another name here. */
  private static final byte[] MAGIC = "HALITE02".getBytes(StandardCharsets.US_ASCII);

  private static final int AUTHENTICATOR = 32;
  static final int ENTRY_BYTES = MAGIC.length + AUTHENTICATOR;

  private static final ValidationCache NONE = new ValidationCache(null, null);

  private final KeyOnce key;

  /** The profile's. */
  private final Path cache;

  private ValidationCache(KeyOnce key, Path cache) {
    this.key = key;
    this.cache = cache;
  }

  /** Knows nothing and keeps nothing. */
  public static ValidationCache none() {
    return NONE;
  }

  /** The cache of a profile; null for none. */
  public static ValidationCache of(Profile profile) {
    return profile == null
        ? NONE
        : new ValidationCache(
            new KeyOnce(profile, "no verdicts of the validator are kept"), profile.cache());
  }

  /** Where the verdicts of a profile lie, beside the bytes. */
  static Path verdicts(Path cache) {
    return cache.resolve(LibraryStore.FOLDER).resolve("verdicts");
  }

  /** Where it says which site had what judged: a folder a site. */
  static Path sites(Path cache) {
    return cache.resolve(LibraryStore.FOLDER).resolve("judged");
  }

  /** Whether it ever keeps anything. */
  public boolean isNone() {
    return cache == null;
  }

  /**
   * Whether the validator accepted this module before, unchanged, and this site may use that.
   *
   * @param site as of {@link KeptAnswer}, or {@link LibraryStore#EVERY_SITE}
   * @param log hears a sentence when there is an entry that is not used, and why
   */
  public boolean knows(String site, JudgedModule module, Consumer<String> log) {
    ProfileKey profile = isNone() ? null : key.get(log);
    if (profile == null) {
      return false;
    }
    Entry presence = presence(profile, site, module);
    return isGood(presence, log) && isGood(verdict(profile, module), log);
  }

  private static boolean isGood(Entry entry, Consumer<String> log) {
    String doubt;
    try {
      doubt = doubt(entry.path(), entry.content());
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      doubt = "it cannot be read (" + Reason.of(e) + ")";
    }
    if (doubt != null) {
      log.accept("the kept verdict " + entry.path() + " was ignored: " + doubt);
    }
    return doubt == null;
  }

  /** Why the entry says nothing; null when it says that the module was accepted. */
  private static String doubt(Path entry, byte[] expected) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      return "it is not a regular file";
    }
    if (attributes.size() != ENTRY_BYTES) {
      return "it has " + attributes.size() + " bytes instead of " + ENTRY_BYTES;
    }
    byte[] found = BoundedFile.read(entry, ENTRY_BYTES);
    return MessageDigest.isEqual(found, expected)
        ? null
        : "it is not authentic: it was changed, or made for another module or by another profile";
  }

  /**
   * Keeps the verdict that this module was accepted, unchanged, and that this site may use it. Does
   * the same work whether or not others have it. Where that fails, nothing is kept.
   *
   * @param log hears a sentence when it cannot be kept
   */
  public void keep(String site, JudgedModule module, Consumer<String> log) {
    ProfileKey profile = isNone() ? null : key.get(log);
    if (profile == null) {
      return;
    }
    Entry verdict = verdict(profile, module);
    Entry presence = presence(profile, site, module);
    try {
      write(verdict);
      write(presence);
      KeptFiles.trim(presence.path().getParent(), MAX_MODULES);
      KeptFiles.trim(sites(cache), MAX_SITES);
      sweep();
    } catch (IOException e) {
      log.accept("the verdict is not kept: " + Reason.of(e));
    }
  }

  private static void write(Entry entry) throws IOException {
    Path folder = entry.path().getParent();
    ProfileKey.createFolders(folder);
    Path fresh = Files.createTempFile(folder, KeptFiles.UNFINISHED, "");
    try {
      Files.write(fresh, entry.content());
      Files.move(fresh, entry.path(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /**
   * Where there are too many verdicts, those go that no site may use; the others are never too
   * many. Of two browsers, one may so lose what it kept just now: it is judged once more then.
   */
  private void sweep() throws IOException {
    Path folder = verdicts(cache);
    Eviction.removeAbandoned(folder);
    List<String> verdicts = StoredFiles.names(folder);
    if (verdicts.size() <= MAX_VERDICTS) {
      return;
    }
    Set<String> named = new HashSet<>();
    for (String site : StoredFiles.names(sites(cache))) {
      named.addAll(StoredFiles.names(sites(cache).resolve(site)));
    }
    for (String name : verdicts) {
      if (!named.contains(name)) {
        StoredFiles.delete(folder.resolve(name));
      }
    }
  }

  /** Loads what is slow to load; from a thread that nobody waits for. */
  public void warm() {
    ProfileKey profile = isNone() ? null : key.load();
    if (profile != null) {
      byte[] _ = content(profile, "", new byte[0]);
    }
  }

  /** A file of the cache, and what it must hold. */
  private record Entry(Path path, byte[] content) {}

  private Entry verdict(ProfileKey profile, JudgedModule module) {
    byte[] subject = module.encode();
    return new Entry(
        verdicts(cache).resolve(name(profile, subject)),
        content(profile, "accepted unchanged", subject));
  }

  /** Bears the name of the verdict that it lets a site use, in the folder of that site. */
  private Entry presence(ProfileKey profile, String site, JudgedModule module) {
    byte[] who = site.getBytes(StandardCharsets.UTF_8);
    byte[] subject = module.encode();
    byte[] both =
        ByteBuffer.allocate(Integer.BYTES + who.length + subject.length)
            .putInt(who.length)
            .put(who)
            .put(subject)
            .array();
    String folder = StoredFiles.hex(profile.authenticate("site", who));
    return new Entry(
        sites(cache).resolve(folder).resolve(name(profile, subject)),
        content(profile, "judged for a site", both));
  }

  private static String name(ProfileKey profile, byte[] subject) {
    return StoredFiles.hex(profile.authenticate("name", subject));
  }

  private static byte[] content(ProfileKey profile, String purpose, byte[] of) {
    byte[] content = Arrays.copyOf(MAGIC, ENTRY_BYTES);
    byte[] authenticator = profile.authenticate(purpose, of);
    System.arraycopy(authenticator, 0, content, MAGIC.length, AUTHENTICATOR);
    return content;
  }
}
