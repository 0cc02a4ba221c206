package org.halite.bridge.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.halite.bridge.kernel.SharedDescriptor;

/**
 * Bytes by their SHA-256, one file each. Nothing that lies there is believed: whoever opens a file
 * gets bytes that were hashed in the browser's own memory, sealed so that nobody changes them. So
 * many as use a file share that memory. Any thread may call.
 */
final class StoredFiles {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  /** How the name of a mark ends. */
  static final String SHAREABLE = ".shareable";

  /** A folder with more names than these is not ours alone; the rest is not looked at. */
  private static final int MAX_LISTED = 200_000;

  private final Path folder;

  /** Bytes that are read, hashed and put into memory at a time. */
  private static final int PIECE = 256 << 10;

  private final SealedLibraries memory;
  private final RecentFiles recent = new RecentFiles();

  /**
   * @param memory where what is open is shared
   */
  StoredFiles(Path folder, SealedLibraries memory) {
    this.folder = folder;
    this.memory = memory;
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  Path folder() {
    return folder;
  }

  Path path(String sha256) {
    return folder.resolve(sha256);
  }

  /** Beside a file that any site may have which names its hash. */
  Path shareMark(String sha256) {
    return folder.resolve(sha256 + SHAREABLE);
  }

  /** Removes a file and what is said of it. */
  void remove(String sha256) throws IOException {
    delete(shareMark(sha256));
    delete(path(sha256));
  }

  /** Removes what is in the way, but nothing that somebody put into a folder there. */
  static void delete(Path path) throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      return; // it is not ours
    }
  }

  /** Whether somebody in this browser may still use these bytes. */
  boolean isInUse(String sha256) {
    return memory.isOpen(sha256);
  }

  /** Holds nothing any more of what was used lately. */
  void forgetRecent() {
    recent.clear();
  }

  /**
   * Bytes that have this hash, read and checked, or checked for the same site a short while ago.
   * What another site has in memory is no faster to get, for that would tell that it has it; but
   * when all is read and checked, one memory is enough.
   *
   * @param most in bytes, more is no such file
   * @return held once for the caller
   * @throws NoSuchFileException when it is not there
   * @throws IOException with a phrase when what is there is not it; then it is removed
   */
  SharedDescriptor open(String site, String sha256, long most) throws IOException {
    SharedDescriptor file = recent.find(site, sha256);
    if (file == null) {
      file = memory.share(sha256, read(sha256, most));
      recent.add(site, sha256, file);
    }
    return file;
  }

  /** Fails as {@link #open} does when a file is not what its name says. */
  void check(String sha256) throws IOException {
    read(sha256, Integer.MAX_VALUE - 8).release();
  }

  /** Each piece is hashed where only we have it, and goes from there into the memory. */
  private SharedDescriptor read(String sha256, long most) throws IOException {
    Path file = path(sha256);
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new IOException("it is not a regular file");
    }
    if (attributes.size() > most) {
      throw new IOException("it has " + attributes.size() + " bytes, " + most + " are the limit");
    }
    MessageDigest digest = digest();
    try (FileChannel in =
            FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        SharedDescriptor.Unfrozen fresh = new SharedDescriptor.Unfrozen(attributes.size());
        Arena arena = Arena.ofConfined()) {
      MemorySegment piece = arena.allocate(PIECE);
      byte[] own = new byte[PIECE];
      for (long at = 0; at < attributes.size(); ) {
        ByteBuffer into = piece.asByteBuffer();
        into.limit((int) Math.min(PIECE, attributes.size() - at));
        int n = in.read(into);
        if (n < 0) {
          break; // it was cut off meanwhile, and its hash will say so
        }
        MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, own, 0, n);
        digest.update(own, 0, n);
        fresh.write(at, piece.asSlice(0, n));
        at += n;
      }
      String found = hex(digest.digest());
      if (found.equals(sha256)) {
        return fresh.freeze();
      }
      remove(sha256);
      throw new IOException("its SHA-256 is " + found + ", so it was changed or cut off");
    }
  }

  /** Puts a finished file into its place, whether or not there is one: nobody shall see which. */
  void put(Path finished, String sha256) throws IOException {
    ProfileKey.createFolders(folder);
    Files.move(finished, path(sha256), StandardCopyOption.ATOMIC_MOVE);
    sync(folder);
  }

  /** Has the kernel write a folder's names to the disk. */
  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The hashes by which files are called here. */
  List<String> names() throws IOException {
    return names(folder);
  }

  /** The names in a folder that are 64 hexadecimal digits; none of a folder that is not there. */
  static List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      int listed = 0;
      for (Path path : all) {
        String name = path.getFileName().toString();
        if (++listed > MAX_LISTED) {
          break;
        }
        if (isName(name)) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }
}
