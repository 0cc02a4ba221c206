package org.halite.bridge.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.halite.bridge.kernel.SharedDescriptor;

/**
 * Libraries as memory that nobody can change any more, to be given to runtime processes: one object
 * of the kernel for all modules that use the same bytes at the same time, whatever sites they are
 * of. Any thread may call.
 */
public final class SealedLibraries {
  /** The open ones by the SHA-256 of their bytes. */
  private final Map<String, SharedDescriptor> open = new HashMap<>();

  /**
   * A descriptor of these bytes, held once for the caller.
   *
   * @param checked at least one byte, which nobody changes; what is sealed is a copy, and it is the
   *     sealed copy whose hash is taken
   * @throws IOException with a sentence when the kernel has no room
   */
  public synchronized SharedDescriptor of(byte[] checked) throws IOException {
    open.values().removeIf(descriptor -> !isOpen(descriptor));
    String sha256 = StoredFiles.hex(StoredFiles.digest().digest(checked));
    SharedDescriptor fresh = SharedDescriptor.frozen(MemorySegment.ofArray(checked));
    if (!hash(fresh).equals(sha256)) {
      fresh.release();
      throw new IOException("the bytes of a library changed while they were sealed");
    }
    SharedDescriptor shared = open.get(sha256);
    if (shared != null && shared.retain()) {
      fresh.release(); // after the same work, so that its time does not tell that another has it
      return shared;
    }
    open.put(sha256, fresh);
    return fresh;
  }

  private static String hash(SharedDescriptor sealed) throws IOException {
    MessageDigest digest = StoredFiles.digest();
    try (Arena arena = Arena.ofConfined()) {
      digest.update(sealed.map(arena).asByteBuffer());
    }
    return StoredFiles.hex(digest.digest());
  }

  private static boolean isOpen(SharedDescriptor descriptor) {
    if (!descriptor.retain()) {
      return false;
    }
    descriptor.release();
    return true;
  }
}
