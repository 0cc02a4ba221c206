package org.halite.bridge.imc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * Memory of a module that the browser shows, mapped as long as somebody holds it. The module writes
 * it at any time: it is only ever painted, and nothing in it means anything.
 */
public final class FramePixels {
  private final Arena arena = Arena.ofShared();
  private final ImcDescriptor.SharedMemory memory;
  private final ByteBuffer bytes;

  /** Guarded by this. */
  private int holders = 1;

  /**
   * Held once by the caller.
   *
   * @param memory which becomes this one's: it counts as the module's until it is unmapped
   */
  FramePixels(ImcDescriptor.SharedMemory memory) throws IOException {
    this.memory = memory;
    boolean mapped = false;
    try {
      bytes = memory.map(arena).asByteBuffer();
      mapped = true;
    } finally {
      if (!mapped) {
        arena.close();
        memory.close();
      }
    }
  }

  /** The most that one buffer of the browser's can show. */
  static boolean isShowable(long size) {
    return size <= Integer.MAX_VALUE;
  }

  /** All of it; not to be read by who does not hold it. */
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /** One holder more; only for who knows that there is one. */
  public synchronized FramePixels retain() {
    if (holders == 0) {
      throw new IllegalStateException("nobody holds these pixels any more");
    }
    holders++;
    return this;
  }

  /** One holder less. */
  public synchronized void release() {
    if (--holders == 0) {
      arena.close();
      memory.close();
    }
  }
}
