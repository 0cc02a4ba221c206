package org.halite.runtime.pepper;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.SharedPages;

/**
 * Gives memory for pixels, and keeps a little of what comes back: modules make a new image for each
 * frame. Guarded by the lock of {@link Screens}.
 */
final class PixelPool {
  private static final int PAGE = 0x10000;
  private static final int KEPT = 4;
  private static final long KEPT_BYTES = 64L << 20;

  private final Browser browser;
  private final ArrayDeque<Pixels> kept = new ArrayDeque<>();
  private long keptBytes;

  PixelPool(Browser browser) {
    this.browser = browser;
  }

  /**
   * Pixels held once; null when the browser gives no more, or the module has no room.
   *
   * @param bytes at least; what is beyond a page's end may be there as well
   * @param zeroed whether they must be transparent black
   */
  Pixels take(long bytes, boolean zeroed, ModuleMemory memory) {
    long size = (bytes + PAGE - 1) & -PAGE;
    Pixels again = reuse(size);
    if (again != null) {
      if (zeroed) {
        again.clear();
      }
      return again;
    }
    Pixels fresh = make(size, memory);
    if (fresh == null && !kept.isEmpty()) {
      while (!kept.isEmpty()) {
        giveBack(kept.remove());
      }
      fresh = make(size, memory);
    }
    return fresh;
  }

  private Pixels reuse(long size) {
    for (Iterator<Pixels> all = kept.iterator(); all.hasNext(); ) {
      Pixels next = all.next();
      // What the module unmapped it would not find.
      if (next.pages().size() == size && next.pages().isMapped()) {
        all.remove();
        keptBytes -= size;
        next.hold();
        return next;
      }
    }
    return null;
  }

  private Pixels make(long size, ModuleMemory memory) {
    Browser.Given given = browser.newMemory(size);
    if (given == null) {
      return null;
    }
    SharedPages pages = memory.share(given.descriptor(), size);
    if (pages == null) {
      browser.dropMemory(given.number());
      return null;
    }
    return new Pixels(this, pages, given.number());
  }

  /** Nobody holds them any more. */
  void takeBack(Pixels pixels) {
    kept.add(pixels);
    keptBytes += pixels.pages().size();
    while (kept.size() > KEPT || keptBytes > KEPT_BYTES) {
      giveBack(kept.remove());
    }
  }

  private void giveBack(Pixels pixels) {
    keptBytes -= pixels.pages().size();
    pixels.pages().close();
    browser.dropMemory(pixels.number());
  }
}
