package org.halite.runtime.elf;

/** How a module's segments lie to each other: spec/nacl.md 7.3. Called by {@link ElfParser}. */
final class Layout {
  private static final int BUNDLE = 32;

  private Layout() {}

  /** The checks of spec/nacl.md 7.3 in their order. */
  static void check(ElfImage image) throws ElfRefusal {
    Segment text = image.text();
    Segment readOnly = image.readOnly();
    Segment data = image.data();
    if (text == null) {
      throw new ElfRefusal(
          LoadCode.REQUIRED_SEG_MISSING, "the module has no code: no segment to load is r-x");
    }
    if (image.entry() % BUNDLE != 0
        || image.entry() < ElfParser.TEXT_START
        || image.entry() >= image.staticTextEnd()) {
      throw new ElfRefusal(
          LoadCode.BAD_ENTRY,
          "the entry point 0x"
              + Long.toHexString(image.entry())
              + " is not a multiple of 32 inside the code that the file has (0x20000-0x"
              + Long.toHexString(image.staticTextEnd())
              + ")");
    }
    if (data != null && data.end() != image.maximumAddress()) {
      throw new ElfRefusal(
          LoadCode.DATA_NOT_LAST_SEGMENT,
          "the data ("
              + data
              + ") is not the last segment; another ends at 0x"
              + Long.toHexString(image.maximumAddress()));
    }
    if (data == null && readOnly != null && readOnly.end() != image.maximumAddress()) {
      throw new ElfRefusal(
          LoadCode.NO_DATA_BUT_RODATA_NOT_LAST_SEGMENT,
          "the read-only data ("
              + readOnly
              + ") is not the last segment although there is no data");
    }
    if (readOnly != null && data != null && readOnly.end() > data.firstPage()) {
      throw new ElfRefusal(
          LoadCode.RODATA_OVERLAPS_DATA,
          "the read-only data ("
              + readOnly
              + ") shares a 64 KiB page with the data ("
              + data
              + ")");
    }
    long textPages = (text.end() + 0xffff) & ~0xffffL;
    if (readOnly != null && textPages > readOnly.address()) {
      throw new ElfRefusal(
          LoadCode.TEXT_OVERLAPS_RODATA,
          "the code ("
              + text
              + ") shares a 64 KiB page with the read-only data ("
              + readOnly
              + ")");
    }
    if (readOnly == null && data != null && textPages > data.firstPage()) {
      throw new ElfRefusal(
          LoadCode.TEXT_OVERLAPS_DATA,
          "the code (" + text + ") shares a 64 KiB page with the data (" + data + ")");
    }
    if (readOnly != null && readOnly.address() % 0x10000 != 0) {
      throw new ElfRefusal(
          LoadCode.BAD_RODATA_ALIGNMENT,
          "the read-only data starts at 0x"
              + Long.toHexString(readOnly.address())
              + ", which is not a multiple of 64 KiB");
    }
    if (image.firstDataPage() != 0 && image.firstDataPage() - text.end() < BUNDLE) {
      throw new ElfRefusal(
          LoadCode.BAD_ELF_TEXT,
          "the code ends at 0x"
              + Long.toHexString(text.end())
              + "; 32 bytes must be free before the data for a halt sled");
    }
    if (image.initialBreak() > ElfParser.LOAD_LIMIT) {
      throw new ElfRefusal(
          LoadCode.BAD_ELF_TEXT,
          "the code ends at 0x"
              + Long.toHexString(text.end())
              + "; 32 bytes must be free behind it for a halt sled, below 0xfefe0000");
    }
  }
}
