package org.halite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartFrameTest {
  private static String string(StartFrame frame, ByteBuffer bytes, int address) {
    int at = (int) (Integer.toUnsignedLong(address) - frame.address());
    int end = at;
    while (bytes.get(end) != 0) {
      end++;
    }
    return new String(frame.bytes(), at, end - at, StandardCharsets.UTF_8);
  }

  @Test
  void theInfoBlockHoldsWhatTheSpecificationSays() {
    StartFrame frame =
        StartFrame.of(List.of("NaClMain", "ä"), List.of("A=1"), new int[] {32, 0x1234}, false);
    ByteBuffer bytes = ByteBuffer.wrap(frame.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(frame.info(), frame.stackPointer() + 8);
    assertEquals(0, frame.info() % 16);
    assertEquals(frame.address(), frame.stackPointer());
    assertEquals(0, bytes.getLong(0), "fake return address");
    assertEquals(0, bytes.getInt(8), "cleanup");
    assertEquals(1, bytes.getInt(12), "envc");
    assertEquals(2, bytes.getInt(16), "argc");
    assertEquals("NaClMain", string(frame, bytes, bytes.getInt(20)));
    assertEquals("ä", string(frame, bytes, bytes.getInt(24)));
    assertEquals(0, bytes.getInt(28));
    assertEquals("A=1", string(frame, bytes, bytes.getInt(32)));
    assertEquals(0, bytes.getInt(36));
    assertEquals(32, bytes.getInt(40));
    assertEquals(0x1234, bytes.getInt(44));
    assertEquals(0, bytes.getLong(48), "AT_NULL");
  }

  @Test
  void olderModulesFindTheirArgumentsOnTheStack() {
    StartFrame frame = StartFrame.of(List.of("a", "b"), List.of(), new int[0], true);
    ByteBuffer bytes = ByteBuffer.wrap(frame.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int rsp = (int) (frame.stackPointer() - frame.address());
    assertEquals(2, bytes.getLong(rsp));
    assertEquals("b", string(frame, bytes, bytes.getInt(rsp + 12)));
    assertEquals(0, bytes.getLong(rsp + 16), "ends of argv and environment");
  }

  @Test
  void onlyAPopMeansArgumentsOnTheStack() {
    assertTrue(StartFrame.takesArgumentsFromStack((byte) 0x5e)); // pop %rsi
    assertFalse(StartFrame.takesArgumentsFromStack((byte) 0x5c)); // pop %rsp
    assertFalse(StartFrame.takesArgumentsFromStack((byte) 0x55)); // push %rbp
    assertFalse(StartFrame.takesArgumentsFromStack((byte) 0x89)); // mov
  }

  @Test
  void argumentsLargerThanTheStackAreRefused() {
    String large = "x".repeat(16 << 20);
    assertThrows(
        IllegalArgumentException.class,
        () -> StartFrame.of(List.of(large), List.of(), new int[0], false));
  }
}
