package org.halite.runtime.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What an exception handler of the module finds at its stack pointer: spec/nacl.md ch. 15. */
final class ExceptionFrame {
  /** Where in the frame the context starts, behind a return address of 0. */
  static final int CONTEXT = 8;

  private static final int REGISTERS = 64;
  private static final int REGISTERS_SIZE = 144;
  private static final int PORTABLE = REGISTERS + REGISTERS_SIZE;
  private static final int PORTABLE_SIZE = 12;
  private static final int CONTEXT_SIZE = PORTABLE + PORTABLE_SIZE;

  /** ELF's number for x86-64. */
  private static final int MACHINE = 62;

  private static final int STACK_ALIGNMENT = 16;

  private ExceptionFrame() {}

  /**
   * Where the frame lies below {@code top}: the context is aligned to 16. Negative when it does not
   * fit.
   */
  static long below(long top) {
    return ((top - CONTEXT_SIZE) & -STACK_ALIGNMENT) - CONTEXT;
  }

  /** The frame's bytes, from the registers of the last fault. */
  static byte[] of(long context, long base) {
    ByteBuffer frame =
        ByteBuffer.allocate(CONTEXT + CONTEXT_SIZE)
            .order(ByteOrder.LITTLE_ENDIAN)
            .position(CONTEXT);
    frame.putInt(CONTEXT_SIZE).putInt(PORTABLE).putInt(PORTABLE_SIZE);
    frame.putInt(MACHINE).putInt(REGISTERS_SIZE);
    frame.position(CONTEXT + REGISTERS);
    for (Register register : Register.values()) { // in hardware number order
      frame.putLong(Context.getLong(context, Context.register(register)));
    }
    long pc = Context.getLong(context, Context.RIP);
    frame.putLong(pc);
    frame.putInt((int) Context.getLong(context, Context.FLAGS));
    frame.position(CONTEXT + PORTABLE);
    frame.putInt((int) (pc - base));
    frame.putInt((int) Context.getLong(context, Context.register(Register.RSP)));
    frame.putInt((int) Context.getLong(context, Context.register(Register.RBP)));
    return frame.array();
  }
}
