package org.halite.runtime.pepper;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The attributes of an element as DidCreate's argn and argv: two arrays of pointers, then the
 * strings, in one block.
 */
final class Attributes {
  static final int MAX_COUNT = 1024;
  static final int MAX_BYTES = 1 << 20;

  private Attributes() {}

  /** Bytes of the block. */
  static int size(List<String> names, List<String> values) {
    long size = 8L * names.size();
    for (int i = 0; i < names.size(); i++) {
      size += utf8(names.get(i)).length + 1L;
      size += utf8(values.get(i)).length + 1L;
    }
    return Math.toIntExact(size);
  }

  /**
   * @throws IllegalArgumentException when they are too many, too long or not in pairs
   */
  static void check(List<String> names, List<String> values) {
    if (names.size() != values.size()) {
      throw new IllegalArgumentException(
          names.size() + " attribute names came with " + values.size() + " values");
    }
    if (names.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          names.size() + " attributes are more than the " + MAX_COUNT + " an element may have");
    }
    long characters = 0;
    for (int i = 0; i < names.size(); i++) {
      characters += names.get(i).length() + values.get(i).length();
    }
    if (characters > MAX_BYTES || size(names, values) > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the attributes are longer than the " + MAX_BYTES + " bytes they may have");
    }
  }

  /** Fills {@code block}, which will lie at module address {@code at}. */
  static void lay(byte[] block, int at, List<String> names, List<String> values) {
    int end = 8 * names.size();
    for (int i = 0; i < names.size(); i++) {
      Bytes.putInt32(block, 4 * i, at + end);
      end = put(block, end, names.get(i));
    }
    for (int i = 0; i < values.size(); i++) {
      Bytes.putInt32(block, 4 * (names.size() + i), at + end);
      end = put(block, end, values.get(i));
    }
  }

  private static int put(byte[] block, int at, String text) {
    byte[] bytes = utf8(text);
    System.arraycopy(bytes, 0, block, at, bytes.length);
    return at + bytes.length + 1;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
