package org.halite.bridge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * SHA-256 of each piece of a large file, so that several processors can check it at once. That
 * these pieces make up the file of that name is said by a browser that hashed both in one go, and
 * authenticated under the profile's key; what is not authentic is none.
 */
final class PieceHashes {
  /** In bytes; the last piece may have less. */
  static final int PIECE = 1 << 20;

  /** Of smaller files the whole hash is as quick. */
  static final long WORTH = 2L * PIECE;

  /** How the name of such a file ends, beside the file that it is about. */
  static final String SUFFIX = ".pieces";

  private static final byte[] MAGIC = "HALITEH1".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH = 32;
  private static final int HEAD = MAGIC.length + HASH;

  private final byte[] hashes;

  private PieceHashes(byte[] hashes) {
    this.hashes = hashes;
  }

  private static int bytes(long length) {
    return Math.toIntExact((length + PIECE - 1) / PIECE * HASH);
  }

  /**
   * Reads a file once, and hashes it and its pieces.
   *
   * @throws IOException when its SHA-256 is another, too
   */
  static PieceHashes of(Path file, String sha256, long length) throws IOException {
    MessageDigest whole = StoredFiles.digest();
    MessageDigest each = StoredFiles.digest();
    byte[] hashes = new byte[bytes(length)];
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      for (int i = 0; i * HASH < hashes.length; i++) {
        piece.clear();
        while (piece.hasRemaining() && in.read(piece) >= 0) {
          // until the piece is whole, or the file ends
        }
        whole.update(piece.array(), 0, piece.position());
        each.update(piece.array(), 0, piece.position());
        System.arraycopy(each.digest(), 0, hashes, i * HASH, HASH);
      }
    }
    if (!StoredFiles.hex(whole.digest()).equals(sha256)) {
      throw new IOException("what was written is not what is read");
    }
    return new PieceHashes(hashes);
  }

  /** As it is kept. */
  byte[] sealed(ProfileKey key, String sha256, long length) {
    return ByteBuffer.allocate(HEAD + hashes.length)
        .put(MAGIC)
        .put(authenticator(key, sha256, length, hashes))
        .put(hashes)
        .array();
  }

  /** Null when there are none for this file, or not of this profile. */
  static PieceHashes read(Path path, ProfileKey key, String sha256, long length) {
    int size = HEAD + bytes(length);
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile() || attributes.size() != size) {
        return null;
      }
      byte[] kept = BoundedFile.read(path, size);
      byte[] hashes = Arrays.copyOfRange(kept, Math.min(HEAD, kept.length), kept.length);
      PieceHashes pieces = new PieceHashes(hashes);
      return MessageDigest.isEqual(kept, pieces.sealed(key, sha256, length)) ? pieces : null;
    } catch (IOException e) {
      return null; // the whole hash does as well
    }
  }

  private static byte[] authenticator(ProfileKey key, String sha256, long length, byte[] hashes) {
    byte[] name = sha256.getBytes(StandardCharsets.US_ASCII);
    return key.authenticate(
        "hashes of pieces",
        ByteBuffer.allocate(name.length + Long.BYTES + hashes.length)
            .put(name)
            .putLong(length)
            .put(hashes)
            .array());
  }

  int count() {
    return hashes.length / HASH;
  }

  /** Whether a piece has this hash. */
  boolean isPiece(int index, byte[] hash) {
    return Arrays.equals(hashes, index * HASH, (index + 1) * HASH, hash, 0, HASH);
  }
}
