package org.halite.runtime.machine;

import java.lang.foreign.ValueLayout;

/**
 * One thread's page of state outside the module's space. {@code %gs} points at it while untrusted
 * code runs, so that no trusted address is ever in a register. Offsets are bytes; the stubs and
 * {@link SandboxThread} share them.
 */
final class Context {
  /** Address of this page. */
  static final int SELF = 0;

  /** Where trampolines and thunks jump: the exit stub. */
  static final int EXIT = 8;

  /** The Java thread's stack pointer while untrusted code runs. */
  static final int TRUSTED_RSP = 0x10;

  /** The module's base address. */
  static final int BASE = 0x18;

  /** 1 from before the first to after the last untrusted instruction. */
  static final int UNTRUSTED = 0x20;

  /** 1 when the thread shall run no untrusted instruction any more. */
  static final int KILL = 0x24;

  /** Number of the trampoline or thunk that was called. */
  static final int NUMBER = 0x28;

  /** 1 when {@code enter} is to load the vector registers from {@link #VECTORS}. */
  static final int RESTORE = 0x2c;

  /** The module's thread pointer and the IRT's, read by trampolines 84 and 86. */
  static final int TLS1 = 0x30;

  static final int TLS2 = 0x34;

  /** Where {@code resume} jumps: the last steps, inside the module's space. */
  static final int LANDING = 0x38;

  /** Sixteen untrusted registers in hardware number order, then rip and flags. */
  static final int REGISTERS = 0x40;

  static final int RIP = 0xc0;
  static final int FLAGS = 0xc8;

  /** Untrusted and trusted floating-point modes. */
  static final int MXCSR = 0xd0;

  static final int X87 = 0xd4;
  static final int TRUSTED_MXCSR = 0xd8;
  static final int TRUSTED_X87 = 0xdc;

  /** The signal that ended the run, from siginfo. */
  static final int SIGNAL = 0xe0;

  static final int SIGNAL_CODE = 0xe4;
  static final int FAULT_ADDRESS = 0xe8;
  static final int FAULT_ERROR = 0xf0;
  static final int TRAP = 0xf8;

  /** Low halves of xmm0-7 at the last exit; xmm0 is loaded at entry. */
  static final int XMM = 0x100;

  /** Where calls that read a clock jump: the clock stub, or the exit stub. */
  static final int CLOCK = 0x140;

  /** What the clock stub read: a timespec of the kernel's, two longs. */
  static final int TIME = 0x148;

  /** The word at the module's rsp when the clock stub was called: its return address. */
  static final int CLOCK_RETURN = 0x158;

  /** x87, SSE and AVX registers at the last fault, as xsave lays them out: 832 bytes. */
  static final int VECTORS = 0x400;

  /** The part that a nested call saves and restores. */
  static final int SAVED_FROM = REGISTERS;

  static final int SAVED_LENGTH = XMM + 64 - REGISTERS;

  static final int SIZE = 4096;

  private Context() {}

  static int register(Register register) {
    return REGISTERS + 8 * register.number();
  }

  /** An untrusted register, as absolute as the module has it. */
  static long get(long context, Register register) {
    return getLong(context, register(register));
  }

  static void set(long context, Register register, long value) {
    putLong(context, register(register), value);
  }

  static long getLong(long context, int offset) {
    return Kernel.MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, context + offset);
  }

  static void putLong(long context, int offset, long value) {
    Kernel.MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, context + offset, value);
  }

  static int getInt(long context, int offset) {
    return Kernel.MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, context + offset);
  }

  static void putInt(long context, int offset, int value) {
    Kernel.MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, context + offset, value);
  }
}
