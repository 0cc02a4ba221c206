package org.halite.runtime.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A module that makes the system calls that stand in its memory, one after the other, with all 64
 * bits of six registers, and keeps the whole of rax. The list lies in the stack, which no call can
 * take away.
 */
final class CallSequence {
  /** One call: its number, then what is in rdi, rsi, rdx, rcx, r8, r9. */
  record Call(int number, long... arguments) {}

  private static final long LIST = AddressSpace.STACK_BOTTOM + 0x10000;

  /** How many calls fit below the stack in use. */
  static final int MOST = 200_000;

  private static final int ENTRY = 64;
  private static final int RESULT = 56;
  private static final long NOT_YET = 0x7e57_7e57_7e57_7e57L;

  /** The exit status behind the last call. */
  static final int DONE = 77;

  private final TestModule module;
  private int length;

  /**
   * @param module to which the loop is emitted
   */
  CallSequence(TestModule module) {
    this.module = module;
    Assembler code = module.code;
    code.move32(Register.RBX, (int) LIST).add(Register.RBX, Register.R15);
    module.align();
    code.label("next call");
    code.load64(Register.RAX, Register.RBX, 0).test(Register.RAX);
    code.jump(Assembler.Condition.EQUAL, "no more calls");
    Register[] registers = {
      Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
    };
    for (int i = 0; i < registers.length; i++) {
      code.load64(registers[i], Register.RBX, 8 + 8 * i);
    }
    while ((code.position() + 5) % 32 != 0) {
      code.bytes(0x90);
    }
    code.add(Register.RAX, Register.R15).call(Register.RAX);
    code.store64(Register.RBX, RESULT, Register.RAX);
    code.lea(Register.RBX, Register.RBX, ENTRY);
    code.jump("next call");
    code.label("no more calls");
    module.exit(DONE);
  }

  /** After the module was loaded. */
  void write(List<Call> calls) {
    if (calls.size() > MOST) {
      throw new IllegalArgumentException(calls.size() + " calls");
    }
    length = calls.size();
    ByteBuffer list = ByteBuffer.allocate((length + 1) * ENTRY).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      Call call = calls.get(i);
      list.putLong(i * ENTRY, Thunks.trampoline(call.number()));
      for (int k = 0; k < call.arguments().length; k++) {
        list.putLong(i * ENTRY + 8 + 8 * k, call.arguments()[k]);
      }
      list.putLong(i * ENTRY + RESULT, NOT_YET);
    }
    module.sandbox.memory().write(LIST, list.array());
  }

  /** How many calls have returned. */
  int returned() {
    int returned = 0;
    while (hasReturned(returned)) {
      returned++;
    }
    return returned;
  }

  boolean hasReturned(int call) {
    return call < length && result(call) != NOT_YET;
  }

  /** The whole of rax after a call. */
  long result(int call) {
    return module.sandbox.memory().readLong(LIST + (long) call * ENTRY + RESULT);
  }
}
