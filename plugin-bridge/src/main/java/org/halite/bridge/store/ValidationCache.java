package org.halite.bridge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Verdicts of the validator that outlive the browser: which modules it accepted without a change.
 * Refusals are not kept. An entry is a file that names nothing: its own name and its content are
 * authenticators (HMAC-SHA-256 under the profile's key) of all that the verdict depends on. So an
 * entry that was changed, cut off, swapped with another, or made by somebody else is noticed; it is
 * ignored, and the module validated. Any thread may call; several browsers may share a profile.
 *
 * <p>A site's entries lie in a folder of their own, bounded by themselves: no site can learn from
 * the cache what another loaded, nor push out what another has there.
 */
public final class ValidationCache {
  /** A site's verdicts beyond these go, the oldest first. */
  static final int MAX_MODULES = 32;

  /** Sites beyond these go, with their verdicts; first where nothing was kept for longest. */
  static final int MAX_SITES = 128;

  /** Format 1; another format is another name here. */
  private static final byte[] MAGIC = "HALITE01".getBytes(StandardCharsets.US_ASCII);

  private static final int AUTHENTICATOR = 32;
  static final int ENTRY_BYTES = MAGIC.length + AUTHENTICATOR;

  private static final ValidationCache NONE = new ValidationCache(null, null);

  private final KeyOnce key;
  private final Path folder;

  private ValidationCache(KeyOnce key, Path folder) {
    this.key = key;
    this.folder = folder;
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
            new KeyOnce(profile, "no verdicts of the validator are kept"),
            profile.cache().resolve("validation"));
  }

  /** Whether it ever keeps anything. */
  public boolean isNone() {
    return folder == null;
  }

  /**
   * Whether the validator accepted this module before, unchanged.
   *
   * @param log hears a sentence when there is an entry that is not used, and why
   */
  public boolean knows(JudgedModule module, Consumer<String> log) {
    ProfileKey profile = isNone() ? null : key.get(log);
    if (profile == null) {
      return false;
    }
    byte[] subject = module.encode();
    Path entry = entry(profile, module.site(), subject);
    String doubt;
    try {
      doubt = doubt(entry, content(profile, subject));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      doubt = "it cannot be read (" + Reason.of(e) + ")";
    }
    if (doubt != null) {
      log.accept("the kept verdict " + entry + " was ignored: " + doubt);
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
   * Keeps the verdict that this module was accepted, unchanged. Where that fails, nothing is kept.
   *
   * @param log hears a sentence when it cannot be kept
   */
  public void keep(JudgedModule module, Consumer<String> log) {
    ProfileKey profile = isNone() ? null : key.get(log);
    if (profile == null) {
      return;
    }
    byte[] subject = module.encode();
    Path entry = entry(profile, module.site(), subject);
    try {
      ProfileKey.createFolders(entry.getParent());
      Path fresh = Files.createTempFile(entry.getParent(), KeptFiles.UNFINISHED, "");
      try {
        Files.write(fresh, content(profile, subject));
        Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
      KeptFiles.trim(entry.getParent(), MAX_MODULES);
      KeptFiles.trim(folder, MAX_SITES);
    } catch (IOException e) {
      log.accept("the verdict is not kept: " + Reason.of(e));
    }
  }

  /** Loads what is slow to load; from a thread that nobody waits for. */
  public void warm() {
    ProfileKey profile = isNone() ? null : key.load();
    if (profile != null) {
      byte[] _ = content(profile, new byte[0]);
    }
  }

  private Path entry(ProfileKey profile, String site, byte[] subject) {
    byte[] of = profile.authenticate("site", site.getBytes(StandardCharsets.UTF_8));
    byte[] name = profile.authenticate("name", subject);
    return folder.resolve(HexFormat.of().formatHex(of)).resolve(HexFormat.of().formatHex(name));
  }

  private static byte[] content(ProfileKey profile, byte[] subject) {
    byte[] content = Arrays.copyOf(MAGIC, ENTRY_BYTES);
    byte[] authenticator = profile.authenticate("accepted unchanged", subject);
    System.arraycopy(authenticator, 0, content, MAGIC.length, AUTHENTICATOR);
    return content;
  }
}
