package org.halite.app.pages;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Code of the browser's sealed memory as the kernel says that a process has it mapped, in {@code
 * /proc/PID/smaps} and {@code /proc/PID/pagemap}.
 *
 * @param object device and inode: which memory it is
 * @param offset in that memory, hexadecimal
 * @param rights of the mapping
 * @param resident kilobytes that are there
 * @param shared of these, what another process has mapped as well
 * @param own of these, what no other process has
 * @param frames the numbers of the machine's pages, 0 for one that is not there or may not be known
 */
@SuppressWarnings("ArrayRecordComponent")
record MappedLibrary(
    String object,
    String offset,
    String rights,
    long resident,
    long shared,
    long own,
    long[] frames) {
  private static final int PAGE = 4096;

  /** Bit 63 of an entry: the page is there; bits 0 to 54 are its frame. */
  private static final long FRAME = (1L << 55) - 1;

  /**
   * All executable mappings of memory that has the name which the browser gives it.
   *
   * @throws IOException when this user may not look at that process
   */
  static List<MappedLibrary> of(long process) throws IOException {
    List<MappedLibrary> found = new ArrayList<>();
    Path folder = Path.of("/proc", Long.toString(process));
    List<String> lines = Files.readAllLines(folder.resolve("smaps"));
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" +", 6);
      if (words.length == 6 && words[5].startsWith("/memfd:halite") && words[1].contains("x")) {
        String[] range = words[0].split("-");
        long start = Long.parseUnsignedLong(range[0], 16);
        long end = Long.parseUnsignedLong(range[1], 16);
        long shared = field(lines, i, "Shared_Clean:") + field(lines, i, "Shared_Dirty:");
        long own = field(lines, i, "Private_Clean:") + field(lines, i, "Private_Dirty:");
        found.add(
            new MappedLibrary(
                words[3] + " " + words[4],
                words[2],
                words[1],
                field(lines, i, "Rss:"),
                shared,
                own,
                frames(folder.resolve("pagemap"), start, end)));
      }
    }
    return found;
  }

  private static long field(List<String> lines, int mapping, String name) {
    for (String line : lines.subList(mapping + 1, lines.size())) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.split(" +")[1]);
      }
    }
    throw new IllegalStateException("smaps without " + name);
  }

  private static long[] frames(Path pagemap, long start, long end) throws IOException {
    long[] frames = new long[(int) ((end - start) / PAGE)];
    byte[] entries = new byte[8 * frames.length];
    try (RandomAccessFile file = new RandomAccessFile(pagemap.toFile(), "r")) {
      file.seek(start / PAGE * 8);
      file.readFully(entries);
    }
    ByteBuffer in = ByteBuffer.wrap(entries).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < frames.length; i++) {
      long entry = in.getLong();
      frames[i] = entry < 0 ? entry & FRAME : 0;
    }
    return frames;
  }
}
