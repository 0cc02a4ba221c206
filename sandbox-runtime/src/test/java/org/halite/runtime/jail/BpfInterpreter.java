package org.halite.runtime.jail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs an encoded filter as the kernel does (net/core/filter.c), for the instructions that a filter
 * of ours may have.
 */
final class BpfInterpreter {
  private BpfInterpreter() {}

  /** The 32-bit answer for one call; throws where the kernel would refuse to load the program. */
  static int run(byte[] program, int architecture, int number, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN); // struct seccomp_data
    data.putInt(0, number).putInt(4, architecture);
    for (int i = 0; i < arguments.length; i++) {
      data.putLong(16 + 8 * i, arguments[i]);
    }
    ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    int accumulator = 0;
    int at = 0;
    while (true) {
      if (8 * at + 8 > program.length) {
        throw new IllegalStateException("the program runs off its end");
      }
      int opcode = code.getShort(8 * at) & 0xffff;
      int ifTrue = code.get(8 * at + 2) & 0xff;
      int ifFalse = code.get(8 * at + 3) & 0xff;
      int k = code.getInt(8 * at + 4);
      at++;
      switch (opcode) {
        case 0x20 -> { // ld [k]
          if (k < 0 || k > 60 || k % 4 != 0) {
            throw new IllegalStateException("load from offset " + k);
          }
          accumulator = data.getInt(k);
        }
        case 0x15 -> at += accumulator == k ? ifTrue : ifFalse;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, k) >= 0 ? ifTrue : ifFalse;
        case 0x45 -> at += (accumulator & k) != 0 ? ifTrue : ifFalse;
        case 0x06 -> {
          return k;
        }
        default -> throw new IllegalStateException("opcode 0x" + Integer.toHexString(opcode));
      }
    }
  }
}
