package org.halite.runtime.elf;

import java.nio.charset.StandardCharsets;

/**
 * A place in bytes of a module's debug information, which moves as they are read, never beyond the
 * end that is set. Every byte read counts against a budget for the whole table.
 */
final class DebugBytes {
  private static final int MAX_TEXT = 256;

  private final byte[] bytes;
  private int steps;

  /** Where the next byte is read; the end of what may be read. */
  int at;

  int end;

  /** Whether offsets have 64 bits, as the unit that is read says. */
  boolean wide;

  /**
   * @param steps bytes that may be read in all; 1 or more
   */
  DebugBytes(byte[] bytes, int steps) {
    this.bytes = bytes;
    this.steps = steps;
    end = bytes.length;
  }

  int length() {
    return bytes.length;
  }

  boolean isExhausted() {
    return steps <= 0;
  }

  /** The byte at a place, which stays where it is. */
  byte peek(int place) {
    if (place < 0 || place >= end) {
      throw new IndexOutOfBoundsException();
    }
    return bytes[place];
  }

  /** The text that starts at a place of these bytes. */
  String text(long start) {
    return text(bytes, start);
  }

  /** Printable ASCII of a bounded length, so that a hostile name cannot steer a terminal. */
  static String text(byte[] from, long start) {
    if (start < 0 || start >= from.length) {
      return "";
    }
    int first = (int) start;
    int length = 0;
    while (length < MAX_TEXT && first + length < from.length && from[first + length] != 0) {
      length++;
    }
    byte[] shown = new byte[length];
    for (int i = 0; i < length; i++) {
      int c = from[first + i];
      shown[i] = (byte) (c >= 0x20 && c < 0x7f ? c : '?');
    }
    return new String(shown, StandardCharsets.US_ASCII);
  }

  void skip(long count) {
    if (count < 0 || count > end - at) {
      throw new IndexOutOfBoundsException();
    }
    at += (int) count;
  }

  void skipText() {
    int b;
    do {
      b = u8();
    } while (b != 0);
  }

  int u8() {
    if (--steps < 0) {
      throw new IndexOutOfBoundsException();
    }
    return peek(at++) & 0xff;
  }

  int u16() {
    return u8() | u8() << 8;
  }

  long u32() {
    return u16() | (long) u16() << 16;
  }

  long u64() {
    return u32() | u32() << 32;
  }

  long offset() {
    return wide ? u64() : u32();
  }

  long uleb() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = u8();
      if (shift < 63) {
        value |= (long) (b & 0x7f) << shift;
      }
      if (b < 0x80) {
        return value;
      }
    }
  }

  long sleb() {
    long value = 0;
    int shift = 0;
    int b;
    do {
      b = u8();
      if (shift < 64) {
        value |= (long) (b & 0x7f) << shift;
      }
      shift += 7;
    } while (b >= 0x80);
    return shift < 64 && (b & 0x40) != 0 ? value | -1L << shift : value;
  }
}
