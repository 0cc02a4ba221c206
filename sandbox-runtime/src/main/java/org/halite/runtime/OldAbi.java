package org.halite.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Tells modules built before January 2011, whose system calls take 32-bit file offsets and times. Nothing in their headers
 * says so; texts that their SRPC library always holds do: spec/srpc-era.md 1.4 and 1.9.
 */
final class OldAbi {
  private static final byte[][] SIGNS = {
    "NACL_SRPC_TOGGLE_CHANNEL_TIMING_METHOD".getBytes(StandardCharsets.US_ASCII),
    "rets template receive failed".getBytes(StandardCharsets.US_ASCII)
  };

  private OldAbi() {}

  static boolean speaks(MemorySegment file) {
    for (byte[] sign : SIGNS) {
      if (contains(file, sign)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(MemorySegment file, byte[] sign) {
    for (long i = 0; i <= file.byteSize() - sign.length; i++) {
      if (file.get(ValueLayout.JAVA_BYTE, i) == sign[0] && matches(file, i, sign)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(MemorySegment file, long at, byte[] sign) {
    for (int i = 1; i < sign.length; i++) {
      if (file.get(ValueLayout.JAVA_BYTE, at + i) != sign[i]) {
        return false;
      }
    }
    return true;
  }
}
