package org.halite.runtime.pepper;

import java.lang.foreign.MemorySegment;
import org.halite.runtime.machine.SharedPages;

/**
 * Memory that the module fills with sound and the browser copies out of: held by the audio resource
 * and by each playback that a thread is still in.
 */
final class SoundBuffers {
  private final Browser browser;
  private final SharedPages pages;
  private final int number;
  private int holders = 1;

  SoundBuffers(Browser browser, SharedPages pages, int number) {
    this.browser = browser;
    this.pages = pages;
    this.number = number;
  }

  /** By which the browser knows it. */
  int number() {
    return number;
  }

  /** Where the module sees it. */
  long address() {
    return Integer.toUnsignedLong(pages.address());
  }

  /** Whether the module has left it where it is. */
  boolean isMapped() {
    return pages.isMapped();
  }

  void clear() {
    MemorySegment _ = pages.bytes().fill((byte) 0);
  }

  synchronized SoundBuffers retain() {
    holders++;
    return this;
  }

  void release() {
    synchronized (this) {
      if (--holders > 0) {
        return;
      }
    }
    pages.close();
    browser.dropMemory(number);
  }
}
