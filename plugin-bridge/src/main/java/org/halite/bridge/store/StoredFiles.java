package org.halite.bridge.store;

import java.io.IOException;
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
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.kernel.SpareMemory;

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

  private final SealedLibraries memory;
  private final Supplier<ProfileKey> key;
  private final RecentFiles recent = new RecentFiles();
  private final SpareMemory spare = new SpareMemory();

  /**
   * @param memory where what is open is shared
   * @param key the profile's; may give null
   */
  StoredFiles(Path folder, SealedLibraries memory, Supplier<ProfileKey> key) {
    this.folder = folder;
    this.memory = memory;
    this.key = key;
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

  /** The hashes of a large file's pieces. */
  Path pieces(String sha256) {
    return folder.resolve(sha256 + PieceHashes.SUFFIX);
  }

  /** Removes a file and what is said of it. */
  void remove(String sha256) throws IOException {
    delete(shareMark(sha256));
    delete(pieces(sha256));
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

  /** Makes the next large file quicker to open; from a thread that nobody waits for. */
  void prepare() {
    spare.prepare();
  }

  /** Holds nothing any more of what was used lately. */
  void forgetRecent() {
    recent.clear();
  }

  /** Holds nothing any more. */
  void close() {
    forgetRecent();
    spare.close();
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

  private SharedDescriptor read(String sha256, long most) throws IOException {
    Path file = path(sha256);
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    long length = attributes.size();
    if (!attributes.isRegularFile()) {
      throw new IOException("it is not a regular file");
    }
    if (length > most) {
      throw new IOException("it has " + length + " bytes, " + most + " are the limit");
    }
    ProfileKey profile = length < PieceHashes.WORTH ? null : key.get();
    PieceHashes pieces =
        profile == null ? null : PieceHashes.read(pieces(sha256), profile, sha256, length);
    try (CheckedRead read = new CheckedRead(file, length, spare)) {
      return pieces == null ? read.whole(sha256) : read.pieces(pieces);
    } catch (CheckedRead.Changed e) {
      remove(sha256);
      throw e;
    }
  }

  /** Makes a large file that is in its place quicker to check. */
  void keepPieces(String sha256, long length) throws IOException {
    ProfileKey profile = length < PieceHashes.WORTH ? null : key.get();
    if (profile != null) {
      PieceHashes pieces = PieceHashes.of(path(sha256), sha256, length);
      SitePresence.write(pieces(sha256), pieces.sealed(profile, sha256, length));
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
