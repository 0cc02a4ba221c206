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

  /**
   * A descriptor of this process for an opened file, which the caller must close; negative when
   * there is none. What came is not checked yet.
   */
  default int descriptor(int number) {
    return -1;
  }

  /** Whether the validator accepted code of a file before, as it is: the browser knows of it. */
  default boolean acceptedBefore(int number, long offset, long length) {
    return false;
  }

  /** At most {@code length} bytes from an offset on; null when they cannot be had any more. */
  byte[] read(int number, long offset, int length);
}
