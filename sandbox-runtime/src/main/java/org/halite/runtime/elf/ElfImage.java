package org.halite.runtime.elf;

/**
 * What a module's headers say, checked by every rule of spec/nacl.md 7.1-7.3. Made by {@link
 * ElfParser}.
 *
 * @param entry module address of the first instruction, a bundle start inside the text
 * @param text code; its file size is what counts
 * @param readOnly constants, or null
 * @param data variables, or null
 */
public record ElfImage(long entry, Segment text, Segment readOnly, Segment data) {
  private static final int HALT_SLED = 32;

  /** End of the code from the file, spec/nacl.md 7.2. */
  public long staticTextEnd() {
    return text.address() + text.fileSize();
  }

  /** Highest end of a segment. */
  public long maximumAddress() {
    return Math.max(text.end(), Math.max(end(readOnly), end(data)));
  }

  /**
   * Where the space behind the code ends: the start of constants or variables, or 0 without either.
   */
  public long firstDataPage() {
    if (readOnly != null) {
      return readOnly.firstPage();
    }
    return data != null ? data.firstPage() : 0;
  }

  /** Where the heap starts: spec/nacl.md 7.3. */
  public long initialBreak() {
    if (data != null) {
      return maximumAddress();
    }
    // Code alone has halts behind it, if need be on a page of their own.
    long end = maximumAddress() + (readOnly == null ? HALT_SLED : 0);
    return (end + 0xffff) & ~0xffffL;
  }

  /** Bytes of constants and variables in memory. */
  public long dataSize() {
    return (readOnly == null ? 0 : readOnly.memorySize()) + (data == null ? 0 : data.memorySize());
  }

  private static long end(Segment segment) {
    return segment == null ? 0 : segment.end();
  }
}
