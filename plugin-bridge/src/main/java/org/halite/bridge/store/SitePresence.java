package org.halite.bridge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which site loaded which file from where: a folder a site, an answer a file. Each is authenticated
 * under the profile's key together with what it answers, and what lies under the name of another is
 * none; so no site, and nobody without the key, can speak for another.
 */
final class SitePresence {
  /** Format 1; another format is another name here. */
  private static final byte[] MAGIC = "HALITEP1".getBytes(StandardCharsets.US_ASCII);

  private static final int HEAD = MAGIC.length + 32;
  private static final String PURPOSE = "kept answer";

  private final Path folder;
  private final ProfileKey key;

  /**
   * An answer on disk.
   *
   * @param answer null when it is not authentic, or not where it belongs
   */
  record Entry(Path path, Instant used, KeptAnswer answer) {}

  /** A site's folder with all that is in it. */
  record Site(Path path, List<Entry> entries) {}

  SitePresence(Path folder, ProfileKey key) {
    this.folder = folder;
    this.key = key;
  }

  private Path path(String site, byte[] question) {
    byte[] of = key.authenticate("site of libraries", site.getBytes(StandardCharsets.UTF_8));
    byte[] name = key.authenticate("name of answer", question);
    return folder.resolve(StoredFiles.hex(of)).resolve(StoredFiles.hex(name));
  }

  /**
   * What was kept of this question.
   *
   * @throws NoSuchFileException when nothing was
   * @throws IOException with a phrase about what is there instead
   */
  KeptAnswer find(String site, String url, String asker) throws IOException {
    byte[] question = KeptAnswer.question(site, url, asker);
    return read(path(site, question));
  }

  /** Notes that an answer was used just now. */
  void touch(KeptAnswer answer) throws IOException {
    Path path = path(answer.site(), answer.question());
    Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    Files.setLastModifiedTime(path.getParent(), FileTime.from(Instant.now()));
  }

  private KeptAnswer read(Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new IOException("it is not a regular file");
    }
    if (attributes.size() < HEAD || attributes.size() > HEAD + KeptAnswer.MAX_BYTES) {
      throw new IOException("it has " + attributes.size() + " bytes");
    }
    byte[] whole = BoundedFile.read(path, HEAD + KeptAnswer.MAX_BYTES);
    byte[] payload = Arrays.copyOfRange(whole, Math.min(HEAD, whole.length), whole.length);
    if (!MessageDigest.isEqual(whole, sealed(payload))) {
      throw new IOException("it is not authentic: it was changed, or made by another profile");
    }
    KeptAnswer answer = KeptAnswer.decode(payload);
    if (!path.equals(path(answer.site(), answer.question()))) {
      throw new IOException("it is not authentic: it was made for another site or another URL");
    }
    return answer;
  }

  private byte[] sealed(byte[] payload) {
    return ByteBuffer.allocate(HEAD + payload.length)
        .put(MAGIC)
        .put(key.authenticate(PURPOSE, payload))
        .put(payload)
        .array();
  }

  /** Keeps an answer in place of an older one: whole, on the disk, then under its name. */
  void keep(KeptAnswer answer) throws IOException {
    byte[] payload = answer.encode();
    if (payload.length > KeptAnswer.MAX_BYTES) {
      throw new IOException("the server's headers have " + payload.length + " bytes");
    }
    Path path = path(answer.site(), answer.question());
    ProfileKey.createFolders(path.getParent());
    write(path, sealed(payload));
  }

  static void write(Path path, byte[] content) throws IOException {
    Path fresh = Files.createTempFile(path.getParent(), KeptFiles.UNFINISHED, "");
    try {
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
          int _ = out.write(left);
        }
        out.force(true);
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  void remove(KeptAnswer answer) throws IOException {
    Files.deleteIfExists(path(answer.site(), answer.question()));
  }

  /** All that is there, good or not. */
  List<Site> sites() throws IOException {
    List<Site> sites = new ArrayList<>();
    for (String name : StoredFiles.names(folder)) {
      Path site = folder.resolve(name);
      if (Files.isDirectory(site, LinkOption.NOFOLLOW_LINKS)) {
        List<Entry> entries = new ArrayList<>();
        for (String entry : StoredFiles.names(site)) {
          entries.add(entry(site.resolve(entry)));
        }
        sites.add(new Site(site, entries));
      }
    }
    return sites;
  }

  private Entry entry(Path path) {
    try {
      Instant used = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
      return new Entry(path, used, read(path));
    } catch (IOException e) {
      return new Entry(path, Instant.EPOCH, null); // it is none, and goes first
    }
  }
}
