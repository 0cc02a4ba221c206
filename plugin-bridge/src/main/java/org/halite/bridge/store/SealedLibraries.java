package org.halite.bridge.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.halite.bridge.kernel.SharedDescriptor;

/**
 * Files as memory that nobody can change any more, to be given to runtime processes: one object of
 * the kernel for all modules that use the same bytes at the same time, whatever sites they are of.
 * That somebody else uses them takes nobody less time. Any thread may call.
 */
public final class SealedLibraries implements AutoCloseable {
  /** The open ones by the SHA-256 of their bytes. */
  private final Map<String, SharedDescriptor> open = new HashMap<>();

  /** Gives back what there is twice, when nobody waits for it. */
  private final ExecutorService later =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("halite-sealed").factory());

  /**
   * A descriptor of these bytes, held once for the caller.
   *
   * @param bytes what is sealed is a copy, and it is the sealed copy whose hash is taken
   * @throws IOException with a sentence when the kernel has no room
   */
  public SharedDescriptor of(byte[] bytes) throws IOException {
    SharedDescriptor fresh = SharedDescriptor.frozen(MemorySegment.ofArray(bytes));
    try {
      return share(hash(fresh), fresh);
    } catch (IOException e) {
      fresh.release();
      throw e;
    }
  }

  private static String hash(SharedDescriptor sealed) throws IOException {
    MessageDigest digest = StoredFiles.digest();
    if (sealed.size() > 0) {
      try (Arena arena = Arena.ofConfined()) {
        digest.update(sealed.map(arena).asByteBuffer());
      }
    }
    return StoredFiles.hex(digest.digest());
  }

  /**
   * The memory of these bytes that is shared; the caller holds it once then, and {@code fresh} no
   * more. All the work to have it was done before, so that its time does not tell that others have
   * it; to give back the second copy takes time as well, and is done later.
   *
   * @param sha256 of what {@code fresh} has for ever
   */
  synchronized SharedDescriptor share(String sha256, SharedDescriptor fresh) {
    open.values().removeIf(descriptor -> !isOpen(descriptor));
    SharedDescriptor shared = open.get(sha256);
    if (shared != null && shared.retain()) {
      try {
        later.execute(fresh::release);
      } catch (RejectedExecutionException e) {
        fresh.release();
      }
      return shared;
    }
    open.put(sha256, fresh);
    return fresh;
  }

  /** The SHA-256 of memory that was had from here, in hexadecimal digits; null for any other. */
  public synchronized String sha256(SharedDescriptor memory) {
    for (Map.Entry<String, SharedDescriptor> each : open.entrySet()) {
      if (each.getValue() == memory) {
        return each.getKey();
      }
    }
    return null;
  }

  /** Whether somebody in this browser may still use these bytes. */
  synchronized boolean isOpen(String sha256) {
    SharedDescriptor descriptor = open.get(sha256);
    return descriptor != null && isOpen(descriptor);
  }

  private static boolean isOpen(SharedDescriptor descriptor) {
    if (!descriptor.retain()) {
      return false;
    }
    descriptor.release();
    return true;
  }

  /** What somebody holds stays open. */
  @Override
  public void close() {
    later.shutdown();
  }
}
