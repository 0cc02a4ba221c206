package org.halite.runtime.pepper;

/**
 * Little-endian numbers in copies of module memory. Plain shifts: a VarHandle would cost a start
 * more than it ever saves.
 */
final class Bytes {
  private Bytes() {}

  static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  static long int64(byte[] bytes, int at) {
    return (int32(bytes, at) & 0xffffffffL) | (long) int32(bytes, at + 4) << 32;
  }

  static void putInt32(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >> 8);
    bytes[at + 2] = (byte) (value >> 16);
    bytes[at + 3] = (byte) (value >> 24);
  }

  static void putInt64(byte[] bytes, int at, long value) {
    putInt32(bytes, at, (int) value);
    putInt32(bytes, at + 4, (int) (value >> 32));
  }
}
