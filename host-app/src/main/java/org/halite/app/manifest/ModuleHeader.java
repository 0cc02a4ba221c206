package org.halite.app.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file says of itself that a manifest needs: for which architecture it is, whether a program
 * or a library, and what it wants beside it. Every offset is checked; a file that lies about itself
 * is refused here or by the loader.
 *
 * @param architecture the manifest's key: {@code x86-64}, {@code x86-32}, {@code arm}, {@code
 *     mips32} or {@code portable}
 * @param library whether it is a shared object
 * @param interpreter what the program names as its loader, null for none
 * @param needed names of libraries, in order
 */
record ModuleHeader(String architecture, boolean library, String interpreter, List<String> needed) {
  private static final int ELF = 0x464c457f;
  private static final int PEXE = 0x45584550;
  private static final int EXECUTABLE = 2;
  private static final int SHARED = 3;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;
  private static final int PT_LOAD = 1;
  private static final int DT_NEEDED = 1;
  private static final int DT_STRTAB = 5;
  private static final int MAX_SEGMENTS = 256;
  private static final int MAX_ENTRIES = 4096;
  private static final int MAX_NAME = 255;

  /** One program header. */
  private record Segment(int type, long offset, long address, long size) {}

  /**
   * Reads a file's bytes.
   *
   * @throws IOException with a sentence when it is no module
   */
  static ModuleHeader read(Path file, byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length >= 4 && in.getInt(0) == PEXE) {
      return new ModuleHeader("portable", false, null, List.of());
    }
    if (bytes.length < 64 || in.getInt(0) != ELF) {
      throw new IOException(file + " is no module: neither an ELF file nor a pexe");
    }
    try {
      return elf(file, in);
    } catch (IndexOutOfBoundsException e) {
      throw new IOException(file + " is a damaged ELF file: a table lies beyond its end", e);
    }
  }

  private static ModuleHeader elf(Path file, ByteBuffer in) throws IOException {
    boolean wide = in.get(4) == 2;
    int type = in.getShort(16) & 0xffff;
    int machine = in.getShort(18) & 0xffff;
    String architecture =
        switch (machine) {
          case 62 -> "x86-64";
          case 3 -> "x86-32";
          case 40 -> "arm";
          case 8 -> "mips32";
          default ->
              throw new IOException(
                  file + " is for machine " + machine + ", for which manifests have no key");
        };
    if (type != EXECUTABLE && type != SHARED) {
      throw new IOException(
          file + " is neither a program nor a shared library: it was not linked yet");
    }
    List<Segment> segments = segments(in, wide);
    String interpreter = null;
    List<String> needed = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.type() == PT_INTERP) {
        interpreter = text(in, segment.offset());
      } else if (segment.type() == PT_DYNAMIC) {
        needed(in, wide, segment, segments, needed);
      }
    }
    return new ModuleHeader(architecture, type == SHARED, interpreter, List.copyOf(needed));
  }

  private static List<Segment> segments(ByteBuffer in, boolean wide) {
    long table = wide ? in.getLong(32) : in.getInt(28) & 0xffffffffL;
    int size = in.getShort(wide ? 54 : 42) & 0xffff;
    int count = Math.min(MAX_SEGMENTS, in.getShort(wide ? 56 : 44) & 0xffff);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = checked(in, table + (long) i * size);
      segments.add(
          wide
              ? new Segment(
                  in.getInt(at), in.getLong(at + 8), in.getLong(at + 16), in.getLong(at + 32))
              : new Segment(in.getInt(at), u32(in, at + 4), u32(in, at + 8), u32(in, at + 16)));
    }
    return segments;
  }

  private static void needed(
      ByteBuffer in, boolean wide, Segment dynamic, List<Segment> segments, List<String> needed) {
    int entry = wide ? 16 : 8;
    long count = Math.min(MAX_ENTRIES, dynamic.size() / entry);
    long strings = -1;
    List<Long> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = checked(in, dynamic.offset() + (long) i * entry);
      long tag = wide ? in.getLong(at) : u32(in, at);
      long value = wide ? in.getLong(at + 8) : u32(in, at + 4);
      if (tag == DT_NEEDED) {
        names.add(value);
      } else if (tag == DT_STRTAB) {
        strings = inFile(value, segments);
      } else if (tag == 0) {
        break;
      }
    }
    for (long name : names) {
      if (strings >= 0) {
        needed.add(text(in, strings + name));
      }
    }
  }

  private static long inFile(long address, List<Segment> segments) {
    for (Segment segment : segments) {
      if (segment.type() == PT_LOAD
          && address >= segment.address()
          && address - segment.address() < segment.size()) {
        return segment.offset() + address - segment.address();
      }
    }
    return -1;
  }

  private static int checked(ByteBuffer in, long offset) {
    if (offset < 0 || offset >= in.limit()) {
      throw new IndexOutOfBoundsException("offset " + offset);
    }
    return (int) offset;
  }

  private static long u32(ByteBuffer in, int at) {
    return in.getInt(at) & 0xffffffffL;
  }

  private static String text(ByteBuffer in, long offset) {
    int start = checked(in, offset);
    int end = start;
    while (end - start <= MAX_NAME && in.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    in.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
