package org.halite.runtime.jail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A seccomp filter in classic BPF: one verdict for each system call number, some of them after a
 * look at the arguments. The builder checks the architecture first, so that no other entry (int
 * 0x80, x32) reaches a rule.
 */
final class BpfProgram {
  /** AUDIT_ARCH_X86_64, linux/audit.h: EM_X86_64, 64-bit, little-endian. */
  static final int ARCHITECTURE_X86_64 = 0xc000003e;

  /** __X32_SYSCALL_BIT, asm/unistd.h: numbers from here on are the x32 table's. */
  static final int X32_BIT = 0x4000_0000;

  /** BPF_MAXINSNS, linux/bpf_common.h. */
  static final int MAX_INSTRUCTIONS = 4096;

  // Opcodes, linux/bpf_common.h: class | size or operation | mode or source.
  static final int LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  static final int JUMP_NOT_BELOW = 0x35; // BPF_JMP | BPF_JGE | BPF_K, unsigned
  static final int JUMP_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
  static final int RETURN = 0x06; // BPF_RET | BPF_K

  // Offsets in struct seccomp_data, linux/seccomp.h.
  static final int NUMBER = 0;
  static final int ARCHITECTURE = 4;
  static final int ARGUMENTS = 16;

  /** struct sock_filter: u16 code, u8 jump if true, u8 jump if false, u32 k. */
  record Instruction(int code, int ifTrue, int ifFalse, int k) {}

  /** What the kernel does with a call, linux/seccomp.h. */
  record Action(int value) {
    static final Action ALLOW = new Action(0x7fff_0000);
    static final Action KILL_PROCESS = new Action(0x8000_0000);

    /** Fails the call with this error number, 1 to 4095. */
    static Action errno(int errno) {
      if (errno < 1 || errno > 4095) {
        throw new IllegalArgumentException("error number " + errno + " is not within 1..4095");
      }
      return new Action(0x0005_0000 | errno);
    }
  }

  /** A test of one argument, 0 to 5. */
  static final class Argument {
    private enum Kind {
      INT_IN,
      LONG_IN,
      UPPER_IS,
      WITHOUT
    }

    private final Kind kind;
    private final int index;
    private final long[] values;

    private Argument(Kind kind, int index, long... values) {
      if (index < 0 || index > 5) {
        throw new IllegalArgumentException("a system call has no argument " + index);
      }
      if (values.length == 0
          || values.length > 60) { // a jump spans 255 instructions, a value takes 4
        throw new IllegalArgumentException("a test of " + values.length + " values");
      }
      this.kind = kind;
      this.index = index;
      this.values = values;
    }

    /** The lower 32 bits are one of these: for arguments the kernel takes as an int. */
    static Argument intIn(int index, int... values) {
      long[] wide = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        wide[i] = values[i];
      }
      return new Argument(Kind.INT_IN, index, wide);
    }

    /** All 64 bits are one of these: for addresses, sizes and long flags. */
    static Argument longIn(int index, long... values) {
      return new Argument(Kind.LONG_IN, index, values.clone());
    }

    /** The upper 32 bits are these: for addresses of one 4 GiB. */
    static Argument upperIs(int index, int word) {
      return new Argument(Kind.UPPER_IS, index, word);
    }

    /** None of the bits of the mask is set. */
    static Argument without(int index, long mask) {
      return new Argument(Kind.WITHOUT, index, mask);
    }
  }

  private final Instruction[] instructions;

  private BpfProgram(Instruction[] instructions) {
    this.instructions = instructions;
  }

  int length() {
    return instructions.length;
  }

  Instruction at(int index) {
    return instructions[index];
  }

  /** The array of struct sock_filter that the kernel reads. */
  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(8 * length()).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction i : instructions) {
      out.putShort((short) i.code).put((byte) i.ifTrue).put((byte) i.ifFalse).putInt(i.k);
    }
    return out.array();
  }

  /**
   * A program whose first instructions kill the process for every call that is not of the 64-bit
   * table.
   */
  static Builder builder() {
    return new Builder();
  }

  /** Rules in the order given; the first that names a number decides. */
  static final class Builder {
    private Instruction[] code = new Instruction[256];
    private int length;
    private final boolean[] named = new boolean[1024];

    private Builder() {
      emit(LOAD_WORD, 0, 0, ARCHITECTURE);
      emit(JUMP_EQUAL, 1, 0, ARCHITECTURE_X86_64);
      give(Action.KILL_PROCESS);
      emit(LOAD_WORD, 0, 0, NUMBER);
      emit(JUMP_NOT_BELOW, 0, 1, X32_BIT);
      give(Action.KILL_PROCESS);
    }

    Builder allow(int... numbers) {
      return rule(Action.ALLOW, numbers);
    }

    Builder errno(int errno, int... numbers) {
      return rule(Action.errno(errno), numbers);
    }

    Builder kill(int... numbers) {
      return rule(Action.KILL_PROCESS, numbers);
    }

    /** Allows the call when all the tests hold, else answers {@code otherwise}. */
    Builder allowWhen(int number, Action otherwise, Argument... tests) {
      name(number);
      int head = length;
      emit(JUMP_EQUAL, 0, 0, number); // where to skip to is known below
      for (Argument test : tests) {
        emitTest(test, otherwise);
      }
      give(Action.ALLOW);
      code[head] = new Instruction(JUMP_EQUAL, 0, distance(head, length), number);
      return this;
    }

    /**
     * Where all 64 bits of an argument are this value, all the first tests must hold, else all the
     * others; or it answers {@code otherwise}.
     */
    Builder allowWhenEqual(
        int number, Action otherwise, int index, long value, Argument[] equal, Argument... others) {
      name(number);
      int head = length;
      emit(JUMP_EQUAL, 0, 0, number); // where to skip to is known below
      int lower = ARGUMENTS + 8 * index;
      emit(LOAD_WORD, 0, 0, lower + 4);
      int upperHalf = length;
      emit(JUMP_EQUAL, 0, 0, (int) (value >>> 32));
      emit(LOAD_WORD, 0, 0, lower);
      int lowerHalf = length;
      emit(JUMP_EQUAL, 0, 0, (int) value);
      for (Argument test : equal) {
        emitTest(test, otherwise);
      }
      give(Action.ALLOW);
      code[upperHalf] =
          new Instruction(JUMP_EQUAL, 0, distance(upperHalf, length), (int) (value >>> 32));
      code[lowerHalf] = new Instruction(JUMP_EQUAL, 0, distance(lowerHalf, length), (int) value);
      for (Argument test : others) {
        emitTest(test, otherwise);
      }
      give(Action.ALLOW);
      code[head] = new Instruction(JUMP_EQUAL, 0, distance(head, length), number);
      return this;
    }

    /** Decides for every number from here on that has no rule yet. */
    Builder from(int number, Action action) {
      emit(JUMP_NOT_BELOW, 0, 1, number);
      give(action);
      return this;
    }

    /** Decides for every other number. */
    BpfProgram otherwise(Action action) {
      give(action);
      if (length > MAX_INSTRUCTIONS) {
        throw new IllegalStateException("a filter of " + length + " instructions is too long");
      }
      return new BpfProgram(Arrays.copyOf(code, length));
    }

    private Builder rule(Action action, int... numbers) {
      for (int number : numbers) {
        name(number);
        emit(JUMP_EQUAL, 0, 1, number);
        give(action);
      }
      return this;
    }

    /** Leaves the accumulator undefined; falls through when the test holds, else returns. */
    private void emitTest(Argument test, Action otherwise) {
      int lower = ARGUMENTS + 8 * test.index;
      int count = test.values.length;
      switch (test.kind) {
        case INT_IN -> {
          emit(LOAD_WORD, 0, 0, lower);
          for (int i = 0; i < count; i++) {
            // A hit jumps over the tests that are left and over the refusal.
            emit(JUMP_EQUAL, count - i, 0, (int) test.values[i]);
          }
          give(otherwise);
        }
        case LONG_IN -> {
          // Four instructions a value: load and test each half; a hit jumps over the rest.
          for (int i = 0; i < count; i++) {
            int rest = 4 * (count - 1 - i) + 1;
            emit(LOAD_WORD, 0, 0, lower + 4);
            emit(JUMP_EQUAL, 0, 2, (int) (test.values[i] >>> 32));
            emit(LOAD_WORD, 0, 0, lower);
            emit(JUMP_EQUAL, rest, 0, (int) test.values[i]);
          }
          give(otherwise);
        }
        case UPPER_IS -> {
          emit(LOAD_WORD, 0, 0, lower + 4);
          emit(JUMP_EQUAL, 1, 0, (int) test.values[0]);
          give(otherwise);
        }
        case WITHOUT -> {
          emitNoBit(lower, (int) test.values[0], otherwise);
          emitNoBit(lower + 4, (int) (test.values[0] >>> 32), otherwise);
        }
      }
    }

    private void emitNoBit(int offset, int mask, Action otherwise) {
      if (mask != 0) {
        emit(LOAD_WORD, 0, 0, offset);
        emit(JUMP_ANY_BIT, 0, 1, mask);
        give(otherwise);
      }
    }

    /** Two rules for one number would hide a mistake: the second would never be read. */
    private void name(int number) {
      if (number < 0 || number >= named.length) {
        throw new IllegalArgumentException("no system call has the number " + number);
      }
      if (named[number]) {
        throw new IllegalArgumentException("system call " + number + " has two rules");
      }
      named[number] = true;
    }

    private static int distance(int jump, int target) {
      int distance = target - jump - 1;
      if (distance > 255) {
        throw new IllegalArgumentException("a rule of " + distance + " instructions is too long");
      }
      return distance;
    }

    private void give(Action action) {
      emit(RETURN, 0, 0, action.value);
    }

    private void emit(int opcode, int ifTrue, int ifFalse, int k) {
      if (length == code.length) {
        code = Arrays.copyOf(code, 2 * length);
      }
      code[length++] = new Instruction(opcode, ifTrue, ifFalse, k);
    }
  }
}
