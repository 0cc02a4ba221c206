package org.halite.runtime.validator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One walk over a chunk of code, bundle by bundle, applying the rules of spec/nacl.md 3.1 to 3.10.
 * Called by {@link Validator}; reads (and with a {@link OldRewrites} writes) only the code it is
 * given. Allocates nothing for an instruction; reports violations to a {@link Report} only when it
 * is given one. Not shared between threads.
 */
final class OldWalk {
  static final int BUNDLE = 32;
  private static final int WINDOW = 64 * 1024;
  private static final int NONE = Decoder.NONE;
  private static final int RSP = 4;
  private static final int RBP = 5;
  private static final int R15 = 15;

  private final Decoder decoder;
  private final int cpuBits;
  private final boolean nontemporalAllowed;
  private final OldRewrites rewrites;
  private Report report;

  /**
   * Tells how long a refused instruction is, so that the walk can go on after it; null: stop at the
   * first.
   */
  private Disassembler recovery;

  private byte[] window;
  private byte[] ownWindow;

  /**
   * Bytes in the window; beyond the last bundle judged lies the start of the next, to look ahead.
   */
  private int available;

  /** Offset of the window's first byte in the chunk. */
  private long windowBase;

  private final OldTargets targets = new OldTargets();
  private long violations;

  // State inside a bundle: the restricted register, and the starts of the last four instructions.
  private int restricted;
  private int last;
  private int last2;
  private int last3;
  private int last4;

  /**
   * @param nontemporalAllowed accept the non-temporal forms of 3.12 as they are, as the oracle does
   * @param rewrites changes instructions whose only fault it can mend; null for read-only text
   */
  OldWalk(OpcodeTable table, CpuFeatures cpu, boolean nontemporalAllowed, OldRewrites rewrites) {
    decoder = new Decoder(table);
    cpuBits = cpu.bits();
    this.nontemporalAllowed = nontemporalAllowed;
    this.rewrites = rewrites;
  }

  /** Whether a small chunk in a heap array obeys every rule. */
  boolean accepts(byte[] code, int length) {
    begin(length);
    window = code;
    windowBase = 0;
    for (int p = 0; p < length; p += BUNDLE) {
      bundle(p);
      if (violations != 0) {
        return false;
      }
    }
    return !targets.anyBad();
  }

  /** Whether the chunk obeys every rule; else {@link #report} can say what is wrong. */
  boolean accepts(MemorySegment code) {
    walk(code);
    return violations == 0 && !targets.anyBad();
  }

  /**
   * Walks the same code again after {@link #accepts} refused it, reporting every violation; how
   * many there are.
   */
  long report(MemorySegment code, Report to) {
    recovery = new Disassembler();
    walk(code);
    targets.rememberBad();
    report = to;
    walk(code);
    report = null;
    targets.forgetBad();
    recovery = null;
    return violations;
  }

  /** Visits every bundle; with {@link OldRewrites} that write, this rewrites the code. */
  void walk(MemorySegment code) {
    long size = code.byteSize();
    begin(size);
    if (ownWindow == null) {
      ownWindow = new byte[WINDOW + BUNDLE];
    }
    window = ownWindow;
    for (long at = 0; at < size; at += WINDOW) {
      int part = (int) Math.min(WINDOW, size - at);
      available = (int) Math.min(WINDOW + BUNDLE, size - at);
      MemorySegment.copy(code, ValueLayout.JAVA_BYTE, at, window, 0, available);
      windowBase = at;
      for (int p = 0; p < part; p += BUNDLE) {
        bundle(p);
        if (violations != 0 && recovery == null) {
          return;
        }
      }
      if (rewrites != null && rewrites.takeChanged()) {
        MemorySegment.copy(window, 0, code, ValueLayout.JAVA_BYTE, at, part);
      }
    }
  }

  private void begin(long length) {
    violations = 0;
    targets.begin(length);
  }

  private void bundle(int start) {
    int end = start + BUNDLE;
    restricted = NONE;
    forget();
    int p = start;
    while (p < end) {
      int length = 0;
      if ((window[p] & 0xf8) == 0x48) {
        length = stackSpecial(p, end);
      }
      if (length == 0) {
        length = decoder.decode(window, p, end) ? instruction(p) : other(p, end);
      }
      p += length;
    }
    if (restricted == RSP || restricted == RBP) {
      violation(
          restricted == RSP ? Rule.RSP_FIXUP_MISSING : Rule.RBP_FIXUP_MISSING, last, end - last);
    }
  }

  private void forget() {
    last = NONE;
    last2 = NONE;
    last3 = NONE;
    last4 = NONE;
  }

  private void remember(int p) {
    last4 = last3;
    last3 = last2;
    last2 = last;
    last = p;
  }

  /** Applies 3.6; the length, or 0 if no special instruction is here. */
  private int stackSpecial(int p, int end) {
    int special = Superinstructions.stackSpecial(window, p, end);
    if (special == 0) {
      return 0;
    }
    int length = special & 15;
    switch (special & ~15) {
      case Superinstructions.RBP_FIXUP -> {
        if (restricted != RBP) {
          violation(Rule.RBP_FIXUP_MISPLACED, p, length);
          fixupMissing(p, length);
        }
      }
      case Superinstructions.RSP_FIXUP -> {
        if (restricted != RSP) {
          violation(Rule.RSP_FIXUP_MISPLACED, p, length);
          fixupMissing(p, length);
        }
      }
      default -> {
        fixupMissing(p, length);
        targets.allow(windowBase + p);
      }
    }
    restricted = NONE;
    remember(p);
    return length;
  }

  private void fixupMissing(int p, int length) {
    if (restricted == RSP) {
      violation(Rule.RSP_FIXUP_MISSING, p, length);
    } else if (restricted == RBP) {
      violation(Rule.RBP_FIXUP_MISSING, p, length);
    }
  }

  /** Applies 3.4, 3.5 and 3.10 to the instruction just decoded; its length. */
  private int instruction(int p) {
    Decoder d = decoder;
    int length = d.length;
    int attributes = d.attributes;
    int broken = 0;
    targets.allow(windowBase + p);
    if (restricted == RSP || restricted == RBP) {
      broken = restricted == RSP ? Rule.RSP_FIXUP_MISSING.bit() : Rule.RBP_FIXUP_MISSING.bit();
    }
    boolean indexed = false;
    if (d.memory && (attributes & OpcodeTable.MEMORY_FORM) != 0) {
      int base = d.base;
      if (base != Decoder.RIP && base != R15 && base != RSP && base != RBP) {
        broken |= Rule.FORBIDDEN_BASE.bit();
      }
      if (d.index != NONE) {
        indexed = true;
        targets.forbid(windowBase + p);
        if (d.index != restricted) {
          broken |= Rule.UNRESTRICTED_INDEX.bit();
        }
      }
    }
    restricted = NONE;
    if (attributes >>> OpcodeTable.WRITES != 0 && !d.plainNop) {
      broken |= writes(d, attributes);
    }
    if ((attributes & OpcodeTable.RELATIVE) != 0) {
      broken |= targets.jump(windowBase + p + length + d.relative);
    }
    int needed = d.cpu();
    if ((cpuBits & needed) != needed) {
      broken |= Rule.CPU_FEATURE.bit();
    }
    if ((attributes & OpcodeTable.NONTEMPORAL) != 0 && !nontemporalAllowed) {
      broken |= Rule.MUST_BE_REWRITTEN.bit();
    }
    if (broken != 0) {
      judge(broken, p, length, indexed);
    }
    remember(p);
    return length;
  }

  private int writes(Decoder d, int attributes) {
    int broken = 0;
    if ((attributes & OpcodeTable.EAX_ZERO_EXTENDED) != 0) {
      restricted = 0;
    }
    if ((attributes & OpcodeTable.MODRM) == 0) {
      return write(attributes >> OpcodeTable.OPCODE_WRITE & 3, d.opcodeRegister, d.rex);
    }
    broken |= write(attributes >> OpcodeTable.REG_WRITE & 3, d.reg, d.rex);
    if (!d.memory) {
      broken |= write(attributes >> OpcodeTable.RM_WRITE & 3, d.rm, d.rex);
    }
    return broken;
  }

  /**
   * The rules that a write of this kind to this register breaks; a zero-extending one restricts it.
   */
  private int write(int kind, int register, int rex) {
    if (kind == OpcodeTable.NO_WRITE
        || (kind == OpcodeTable.BYTE_WRITE && rex == 0 && register >= 4 && register < 8)) {
      return 0;
    }
    if (register == R15) {
      return Rule.R15_MODIFIED.bit();
    }
    if (kind == OpcodeTable.ZERO_EXTENDING) {
      restricted = register;
      return 0;
    }
    return register == RSP
        ? Rule.RSP_MODIFIED.bit()
        : register == RBP ? Rule.RBP_MODIFIED.bit() : 0;
  }

  /** Indirect jumps, string instructions, and what is no instruction at all. Bytes to go on by. */
  private int other(int p, int end) {
    int jump = Superinstructions.indirectJump(window, p, end);
    if (jump != 0) {
      if (Superinstructions.masked(window, last2, last, p)) {
        targets.forbid(windowBase + last);
        targets.forbid(windowBase + p);
      } else {
        violation(Rule.INDIRECT_JUMP_UNMASKED, p, jump);
      }
      return superinstructionDone(p, jump);
    }
    int string = Superinstructions.string(window, p, end);
    if (string != 0) {
      int length = string & 15;
      int start = sandboxStart(string, p);
      if (start == NONE) {
        violation(Rule.STRING_UNSANDBOXED, p, length);
      } else {
        for (int i = start + 1; i <= p; i++) {
          targets.forbid(windowBase + i);
        }
        int needed = Superinstructions.stringCpu(window, p);
        if ((cpuBits & needed) != needed) {
          judge(Rule.CPU_FEATURE.bit(), p, length, false);
        }
      }
      return superinstructionDone(p, length);
    }
    fixupMissing(p, 1);
    return badInstruction(p, end);
  }

  private int superinstructionDone(int p, int length) {
    fixupMissing(p, length);
    restricted = NONE;
    forget();
    return length;
  }

  /** Where the sandboxing of the registers that a string instruction needs begins, or NONE. */
  private int sandboxStart(int string, int p) {
    boolean rsi = (string & Superinstructions.NEEDS_RSI) != 0;
    boolean rdi = (string & Superinstructions.NEEDS_RDI) != 0;
    if (!Superinstructions.sandboxes(window, last2, last, p, !rdi)) {
      return NONE;
    }
    if (!(rsi && rdi)) {
      return last2;
    }
    return Superinstructions.sandboxes(window, last4, last3, last2, true) ? last4 : NONE;
  }

  private int badInstruction(int p, int end) {
    restricted = NONE;
    forget();
    violations++;
    if (recovery == null) {
      return end - p;
    }
    int length = recovery.decode(window, p, end);
    Rule rule = Rule.BAD_INSTRUCTION;
    int shown = length != 0 ? length : end - p;
    if (length == 0) {
      int whole = recovery.decode(window, p, Math.min(p + Disassembler.LONGEST, available));
      if (whole != 0) {
        rule = Rule.STRADDLES_BUNDLE;
        shown = whole;
      }
    }
    if (report != null) {
      report.add(rule, window, windowBase, p, shown);
    }
    return length != 0 ? length : end - p;
  }

  private void judge(int broken, int p, int length, boolean indexed) {
    if (rewrites != null && rewrites.mend(broken, window, p, length, indexed)) {
      return;
    }
    for (Rule rule : Rule.ALL) {
      if ((broken & rule.bit()) != 0) {
        violation(rule, p, length);
      }
    }
  }

  private void violation(Rule rule, int p, int length) {
    violations++;
    if (report != null) {
      report.add(rule, window, windowBase, p, length);
    }
  }
}
