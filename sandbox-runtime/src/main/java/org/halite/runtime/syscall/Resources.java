package org.halite.runtime.syscall;

/** The files that a page's manifest lists: open_resource of spec/nacl.md ch. 13. */
public interface Resources {
  /**
   * An opened file; its bytes never change.
   *
   * @param number for {@link #read}
   * @param size in bytes
   */
  record Opened(int number, long size) {}

  /** Waits until the file is there; null when there is none of that name. */
  Opened open(String name);

  /** At most {@code length} bytes from an offset on; null when they cannot be had any more. */
  byte[] read(int number, long offset, int length);
}
