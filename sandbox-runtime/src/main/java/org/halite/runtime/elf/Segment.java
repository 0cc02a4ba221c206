package org.halite.runtime.elf;

/**
 * A loaded segment; all values are bytes, checked to lie in the file and in the 4 GiB space.
 *
 * @param offset where its bytes start in the file
 * @param address where they go
 * @param fileSize how many bytes come from the file
 * @param memorySize how many bytes it takes, at least {@code fileSize}; the rest is zero
 */
public record Segment(long offset, long address, long fileSize, long memorySize) {
  public long end() {
    return address + memorySize;
  }

  /** Its first 64 KiB page. */
  public long firstPage() {
    return address & ~0xffffL;
  }

  @Override
  public String toString() {
    return "0x" + Long.toHexString(address) + "-0x" + Long.toHexString(end());
  }
}
