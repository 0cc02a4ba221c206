package org.halite.bridge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of a profile: 256 random bits in a file that only this person can read. Who does not
 * have it can make nothing that the browser takes for its own. Immutable.
 */
final class ProfileKey {
  static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final SecretKeySpec secret;

  private ProfileKey(byte[] secret) {
    this.secret = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * The key in {@code file}; a new one when there is none, or none that can be trusted.
   *
   * @param log hears why a key was not trusted
   * @throws IOException with a sentence when no key can be had
   */
  static ProfileKey at(Path file, Consumer<String> log) throws IOException {
    try {
      createFolders(file.getParent());
      String doubt;
      try {
        doubt = doubt(file);
        if (doubt == null) {
          return read(file);
        }
      } catch (NoSuchFileException e) {
        return create(file);
      }
      log.accept(
          "the profile's key "
              + file
              + " was not trusted: it "
              + doubt
              + "; a new one takes its place, and verdicts kept under the old one are void");
      return replace(file);
    } catch (IOException e) {
      throw new IOException(
          "the profile's key " + file + " cannot be read or made: " + Reason.of(e), e);
    }
  }

  /** HMAC-SHA-256 of a text about what the message is for, and the message. */
  byte[] authenticate(String purpose, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /** Makes a folder, and those above it, that nobody else can enter. */
  static void createFolders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PRIVATE_FOLDER);
    }
  }

  /** Why the file is no key that only this person knew; null when it is one. */
  private static String doubt(Path file) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      return "is not a regular file";
    }
    if (attributes.size() != BYTES) {
      return "has " + attributes.size() + " bytes instead of " + BYTES;
    }
    if (!OWNERS.containsAll(attributes.permissions())) {
      return "can be reached by others: its mode is "
          + PosixFilePermissions.toString(attributes.permissions())
          + " instead of rw-------";
    }
    UserPrincipal self = Files.getOwner(Path.of("/proc/self/task"));
    return attributes.owner().equals(self) ? null : "belongs to " + attributes.owner().getName();
  }

  private static ProfileKey read(Path file) throws IOException {
    byte[] bytes = BoundedFile.read(file, BYTES);
    if (bytes.length != BYTES) {
      throw new IOException("it changed while it was read");
    }
    return new ProfileKey(bytes);
  }

  /** Of two browsers that do this at once, one makes the key and the other reads it. */
  private static ProfileKey create(Path file) throws IOException {
    Path fresh = fresh(file);
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      String doubt = doubt(file);
      if (doubt != null) {
        throw new IOException("it " + doubt, e);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
    return read(file);
  }

  private static ProfileKey replace(Path file) throws IOException {
    Path fresh = fresh(file);
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return read(file);
  }

  /** A new key beside the file; temporary files are made with the mode rw-------. */
  private static Path fresh(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Path fresh = Files.createTempFile(file.getParent(), "new-", ".key");
    Files.write(fresh, secret);
    return fresh;
  }
}
