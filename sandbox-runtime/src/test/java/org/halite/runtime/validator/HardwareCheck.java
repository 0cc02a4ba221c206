package org.halite.runtime.validator;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.halite.runtime.machine.NativeProbe;

/**
 * Runs accepted encodings on the processor and compares what it does with what the validator
 * believes (spec/nacl.md 3.5, 3.16): restricted registers are zero-extended, r15 stays, rsp and rbp
 * change only where the rules allow it, and the processor sees as many bytes as the validator.
 */
final class HardwareCheck implements AcceptedEncodings.Visitor {
  private static final int RSP = 4;
  private static final int RBP = 5;
  private static final long HIGH = 0xffffffff_00000000L;
  private static final int ALL_FLAGS = 0x8d5 | 2; // carry, parity, auxiliary, zero, sign, overflow
  private static final int LASTING_FLAGS = 0x40400 | 0x200000; // direction, alignment check, ID

  /** What stands in registers and memory before a run. */
  private record Input(long low, long memory, int count, int flags) {}

  private static final Input[] INPUTS = {
    new Input(0x9e3779b9L, 0x8765432112345678L, 5, 2),
    new Input(0, 0, 0, 2),
    new Input(0xffffffffL, -1, 31, ALL_FLAGS),
    new Input(1, 1, 1, 2),
    new Input(0x80000000L, 0x8000000080000000L, 32, ALL_FLAGS),
    new Input(3, 0x3ff0000000000000L, 63, 0x43), // carry and zero
    new Input(0, 7, 2, ALL_FLAGS), // rdx = rax = 0: divisions by memory complete
  };

  /** Bytes that stand in for the zeroes of an immediate: a shift count has other effects. */
  private static final int[] IMMEDIATES = {0, 1, 0x1f, 0x20, 0x3f, 0x7f, 0xff};

  private final NativeProbe probe;
  private final AcceptedEncodings.Judge judge;
  private final byte[] bundle = new byte[AcceptedEncodings.BUNDLE];

  /**
   * One in so many encodings is run, of those that neither claim anything nor name r15, rsp, rbp.
   */
  private final int oneOf;

  long accepted;
  long executed;
  long faulted;
  long undefined;
  long claims;
  long runs;
  final List<String> violations = new ArrayList<>();

  /** Instructions that this processor does not know, by name. */
  final TreeMap<String, Integer> unknown = new TreeMap<>();

  /** Instructions that never completed, by name. */
  final TreeMap<String, Integer> alwaysFaulting = new TreeMap<>();

  /** Instructions that change a state which outlasts them, by what they change. */
  final TreeMap<String, TreeSet<String>> lasting = new TreeMap<>();

  HardwareCheck(NativeProbe probe, AcceptedEncodings.Judge judge, int oneOf) {
    this.probe = probe;
    this.judge = judge;
    this.oneOf = oneOf;
  }

  @Override
  public void encoding(byte[] code, int length, int immediate, int index, int claim) {
    accepted++;
    if (claim < 0 && !chosen(code, length)) {
      return;
    }
    if (claim >= 0) {
      claims++;
    }
    boolean completed = false;
    NativeProbe.End end = NativeProbe.End.COMPLETED;
    int inputs = claim >= 0 ? INPUTS.length : 3;
    byte[] instruction = code.clone();
    for (int i = 0; i < inputs && end != NativeProbe.End.UNDEFINED; i++) {
      if (immediate > 0) {
        vary(instruction, length, immediate, IMMEDIATES[i], index, claim);
      }
      if (i == 0 || immediate > 0) {
        probe.place(instruction, 0, length);
      }
      end = run(INPUTS[i], index);
      completed |= end == NativeProbe.End.COMPLETED;
      if (end == NativeProbe.End.ASTRAY) {
        violation(instruction, length, "execution goes on at 0x" + Long.toHexString(probe.pc()));
      } else if (end == NativeProbe.End.COMPLETED) {
        compare(instruction, length, claim);
      }
    }
    if (end == NativeProbe.End.UNDEFINED && !completed) {
      undefined++;
      if (!isUd2(code)) {
        unknown.merge(name(code, length), 1, Integer::sum);
      }
      return;
    }
    if (completed) {
      executed++;
    } else {
      faulted++;
      alwaysFaulting.merge(name(code, length), 1, Integer::sum);
    }
    probe.placeAcross(instruction, 0, length);
    if (!probe.needsItsLastByte()) {
      violation(instruction, length, "the processor sees fewer bytes than the validator");
    }
  }

  private boolean chosen(byte[] code, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ code[i]) * 0x01000193;
    }
    return Integer.remainderUnsigned(hash ^ hash >>> 15, oneOf) == 0;
  }

  /** Another immediate, unless the validator refuses it (as the distance of a jump). */
  private void vary(
      byte[] instruction, int length, int immediate, int value, int index, int claim) {
    Arrays.fill(instruction, length - immediate, length, (byte) value);
    AcceptedEncodings.layAtEnd(bundle, instruction, length, index, claim);
    if (!judge.accepts(bundle, bundle.length)) {
      Arrays.fill(instruction, length - immediate, length, (byte) 0);
    }
  }

  private NativeProbe.End run(Input input, int index) {
    runs++;
    for (int i = 0; i < 16; i++) {
      probe.registers[i] = HIGH | (input.low == 3 || input.low < 2 ? input.low : input.low ^ i);
    }
    probe.registers[1] = HIGH | (input.low & ~0xffL) | input.count;
    if (index >= 0) {
      probe.registers[index] = input.low == 0 ? 0 : 0x40;
    }
    probe.memory = input.memory;
    probe.flags = input.flags;
    return probe.run();
  }

  private void compare(byte[] code, int length, int claim) {
    if (!probe.baseKept()) {
      violation(code, length, "r15 is changed");
    }
    if (claim >= 0 && (probe.register(claim) & HIGH) != 0) {
      violation(
          code,
          length,
          "register "
              + claim
              + " counts as zero-extended and is 0x"
              + Long.toHexString(probe.register(claim)));
    }
    long moved = probe.stackMoved();
    boolean pushOrPop = moved == -8 || moved == -2 || moved == 8 || moved == 2;
    if (claim != RSP && moved != 0 && !pushOrPop && !special(code, RSP)) {
      violation(code, length, "rsp is changed by " + moved);
    }
    if (claim != RBP && probe.frameMoved() != 0 && !special(code, RBP)) {
      violation(code, length, "rbp is changed by " + probe.frameMoved());
    }
    long lastingFlags = probe.flagsAfter() & LASTING_FLAGS;
    if (lastingFlags != 0) {
      note("flags 0x" + Long.toHexString(lastingFlags), code, length);
    }
    if (probe.mxcsrChanged()) {
      note("MXCSR control", code, length);
    }
    if (probe.x87ControlChanged()) {
      note("x87 control", code, length);
    }
  }

  /** mov %rsp,%rbp, mov %rbp,%rsp and and $negative,%rsp: 3.6. */
  private static boolean special(byte[] code, int register) {
    int modrm = code[2] & 0xff;
    boolean moves = code[1] == (byte) 0x89 || code[1] == (byte) 0x8b;
    boolean toFrame = moves && modrm == (code[1] == (byte) 0x89 ? 0xe5 : 0xec);
    boolean toStack = moves && modrm == (code[1] == (byte) 0x89 ? 0xec : 0xe5);
    if ((code[0] & 0xfd) != 0x48) {
      return false;
    }
    return register == RBP
        ? toFrame
        : toStack || (code[0] == 0x48 && code[1] == (byte) 0x83 && modrm == 0xe4 && code[3] < 0);
  }

  private static boolean isUd2(byte[] code) {
    return code[0] == 0x0f && code[1] == 0x0b;
  }

  private void note(String what, byte[] code, int length) {
    lasting.computeIfAbsent(what, w -> new TreeSet<>()).add(name(code, length));
  }

  private void violation(byte[] code, int length, String what) {
    if (violations.size() < 1000) {
      violations.add(HexFormat.ofDelimiter(" ").formatHex(code, 0, length) + ": " + what);
    }
  }

  private static String name(byte[] code, int length) {
    byte[] bundle = new byte[AcceptedEncodings.BUNDLE];
    Arrays.fill(bundle, (byte) 0x90);
    System.arraycopy(code, 0, bundle, 0, length);
    return Disassembler.at(MemorySegment.ofArray(bundle), 0, 0).split(" ", 2)[0];
  }
}
