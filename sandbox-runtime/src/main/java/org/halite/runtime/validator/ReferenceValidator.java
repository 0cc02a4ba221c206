package org.halite.runtime.validator;

import static org.halite.runtime.validator.ReferenceDecoder.DECODER;
import static org.halite.runtime.validator.ReferenceDecoder.NONE;
import static org.halite.runtime.validator.ReferenceDecoder.RIP;
import static org.halite.runtime.validator.ReferencePatterns.INDIRECT_JUMPS;
import static org.halite.runtime.validator.ReferencePatterns.LONG_NOPS;
import static org.halite.runtime.validator.ReferencePatterns.MASKED_JUMPS;
import static org.halite.runtime.validator.ReferencePatterns.MASKS;
import static org.halite.runtime.validator.ReferencePatterns.RBP_FIX_UPS;
import static org.halite.runtime.validator.ReferencePatterns.RDI_SANDBOX;
import static org.halite.runtime.validator.ReferencePatterns.RDI_STRINGS;
import static org.halite.runtime.validator.ReferencePatterns.RDI_STRING_FEATURES;
import static org.halite.runtime.validator.ReferencePatterns.RSI_RDI_STRINGS;
import static org.halite.runtime.validator.ReferencePatterns.RSI_SANDBOX;
import static org.halite.runtime.validator.ReferencePatterns.RSI_STRINGS;
import static org.halite.runtime.validator.ReferencePatterns.RSP_FIX_UPS;
import static org.halite.runtime.validator.ReferencePatterns.STACK_COPIES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.halite.runtime.validator.ReferenceDecoder.Instruction;
import org.halite.runtime.validator.ReferencePatterns.Set;
import org.halite.runtime.validator.ReferenceTable.Effect;
import org.halite.runtime.validator.ReferenceTable.Write;

/**
 * Judges x86-64 code by the rules of spec/nacl.md chapter 3, slowly, in the rules' own words: the
 * second opinion beside {@link Validator}'s automaton, and the one that says what was wrong.
 *
 * <p>It stands on {@link ReferenceTable} (the opcode tables), {@link ReferenceDecoder} (3.3) and
 * {@link ReferencePatterns} (the literal sequences), and shares nothing with the automaton but the
 * tables' text. It accepts what NaCl's own validator does, except that 90 with REX but without
 * REX.B is the nop that the processor makes of it (3.16 Q1).
 */
public final class ReferenceValidator {
  private static final int BUNDLE = 32;

  private static final int RSP = 4;
  private static final int RBP = 5;
  private static final int R15 = 15;

  private final int cpu;
  private final boolean nontemporalAllowed;
  private final Disassembler disassembler = new Disassembler();

  /** Knows what the loader can mend; null for read-only text. */
  private Rewrites rewrites;

  /** The chunk (3.1). */
  private MemorySegment code;

  private int size;

  /**
   * Offsets that a direct jump may target besides multiples of 32: bit n for byte n of the chunk.
   * Complete after the first pass.
   */
  private BitSet valid;

  /** {@link #valid} is known up to here: the first pass may have given up. */
  private int known;

  /** The bundle looked at and, for instructions that cross its end, what follows it. */
  private final byte[] window = new byte[BUNDLE + Disassembler.LONGEST];

  /** So many bytes of the window are of the chunk. */
  private int available;

  /** The last construct begins here in the bundle. */
  private int last;

  /** Offset of the bundle in the chunk. */
  private int bundle;

  /** The register whose upper half the instruction before has cleared, or NONE (3.5). */
  private int restricted;

  /** Whether a direct jump goes to a place that {@link #valid} must confirm. */
  private boolean jumps;

  /** The second pass, in which {@link #valid} is complete and jumps are judged. */
  private boolean complete;

  private long violations;

  /** Is told of violations, in the second pass; null for a yes or a no. */
  private Report report;

  /** With {@code nontemporalAllowed} rows that only 3.12 makes harmless pass, as in the oracle. */
  ReferenceValidator(CpuFeatures cpu, boolean nontemporalAllowed) {
    this.cpu = cpu.bits();
    this.nontemporalAllowed = nontemporalAllowed;
  }

  /**
   * Judges read-only text and tells what is wrong with it.
   *
   * @param code whole bundles, less than 2 GiB; native or heap memory
   * @param address guest address of its first byte, a multiple of 32; used in the report only
   * @param cpu features the code may use
   * @throws IllegalArgumentException if size or address is not a multiple of 32, or the size is
   *     more than a module's text can have
   */
  public static Verdict validate(MemorySegment code, long address, CpuFeatures cpu) {
    return validate(code, address, cpu, null, Listing.FOR_VERDICT);
  }

  /** The same of a copy that the loader may rewrite: what it can mend is no violation (3.12). */
  static Verdict validate(
      MemorySegment code, long address, CpuFeatures cpu, Rewrites rewrites, Listing listing) {
    if (address % BUNDLE != 0) {
      throw new IllegalArgumentException(
          "code at address 0x" + Long.toHexString(address) + "; a multiple of 32 is needed");
    }
    ReferenceValidator judge = new ReferenceValidator(cpu, false);
    if (rewrites != null) {
      rewrites.look();
      judge.rewrites = rewrites;
    }
    if (judge.accepts(code)) {
      return Verdict.ACCEPTED;
    }
    long most = listing.countAll() ? Long.MAX_VALUE : listing.most();
    return judge.refusal(new Report(address, listing), most);
  }

  /** Yes or no to a whole chunk. May be called again for another. */
  boolean accepts(MemorySegment chunk) {
    if (chunk.byteSize() % BUNDLE != 0 || chunk.byteSize() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "code of " + chunk.byteSize() + " bytes; whole bundles of 32, at most 2 GiB, are needed");
    }
    code = chunk;
    size = (int) chunk.byteSize();
    valid = new BitSet(size);
    jumps = false;
    report = null;
    complete = false;
    walk(0);
    if (violations == 0 && jumps) {
      complete = true;
      walk(0);
    }
    return violations == 0;
  }

  /** Yes or no to a chunk in an array; for replays. */
  boolean accepts(byte[] bytes, int offset, int length) {
    return accepts(MemorySegment.ofArray(bytes).asSlice(offset, length));
  }

  /** Violations of the chunk that {@link #accepts} has refused, up to one more than the most. */
  private Verdict refusal(Report to, long most) {
    complete = false;
    walk(most);
    complete = true;
    report = to;
    walk(most);
    return to.refusal();
  }

  // ---- 3.1 The chunk, bundle by bundle ----

  /** Goes through the chunk until more rules are broken than this. */
  private void walk(long mostViolations) {
    violations = 0;
    for (bundle = 0; bundle < size && violations <= mostViolations; bundle += BUNDLE) {
      available = Math.min(window.length, size - bundle);
      MemorySegment.copy(code, ValueLayout.JAVA_BYTE, bundle, window, 0, available);
      restricted = NONE;
      for (int p = 0; p < BUNDLE; ) {
        p += construct(p);
        if (violations > mostViolations) {
          known = bundle;
          return;
        }
      }
      judged(pendingFixUp(), last, BUNDLE - last); // it would be in the next bundle
    }
    known = bundle;
  }

  /** The longest construct at {@code p}; its length, or how far to skip after a bad one. */
  private int construct(int p) {
    int length = sandboxedString(p);
    if (length == 0) {
      length = maskedJump(p);
    }
    return length == 0 ? single(p) : length;
  }

  /** One instruction, alone or as a part of a sequence. */
  private int single(int p) {
    start(p);
    int length = RSP_FIX_UPS.length(window, p, BUNDLE);
    if (length != 0) {
      return fixUp(RSP, Rule.RSP_FIXUP_MISPLACED, p, length);
    }
    length = RBP_FIX_UPS.length(window, p, BUNDLE);
    if (length != 0) {
      return fixUp(RBP, Rule.RBP_FIXUP_MISPLACED, p, length);
    }
    length = STACK_COPIES.length(window, p, BUNDLE);
    if (length == 0) {
      length = LONG_NOPS.length(window, p, BUNDLE);
    }
    if (length != 0) {
      judged(pendingFixUp(), p, length);
      restricted = NONE;
      return length;
    }
    Instruction instruction = DECODER.decode(window, p, BUNDLE);
    return instruction == null ? forbidden(p) : ordinary(instruction, p);
  }

  /** An instruction starts here, so that direct jumps may come here. */
  private void start(int p) {
    last = p;
    if (!complete) {
      valid.set(bundle + p);
    }
  }

  /** Direct jumps may not come here after all, unless it is the start of the bundle. */
  private void noTarget(int p) {
    if (!complete) {
      valid.clear(bundle + p);
    }
  }

  // ---- 3.4, 3.5, 3.10 to 3.12: an ordinary instruction ----

  private int ordinary(Instruction i, int p) {
    int rules = directJump(i, p) | memory(i, p) | pendingFixUp() | writes(i);
    if ((i.row().cpu() & ~cpu) != 0) { // 3.11
      rules |= Rule.CPU_FEATURE.bit();
    }
    if (i.row().nontemporal() && !nontemporalAllowed) { // 3.12
      rules |= Rule.MUST_BE_REWRITTEN.bit();
    }
    boolean indexed = i.rm() != null && i.rm().index() != NONE;
    judged(mended(rules, p, i.length(), indexed) ? 0 : rules, p, i.length());
    return i.length();
  }

  /** 3.12: whether the loader makes this its only fault good. */
  private boolean mended(int rules, int p, int length, boolean indexed) {
    boolean lacking = rules == Rule.CPU_FEATURE.bit();
    return rewrites != null
        && (lacking || rules == Rule.MUST_BE_REWRITTEN.bit())
        && rewrites.mend(lacking, window, p, length, indexed);
  }

  /** 3.4: the base is one of four, the index was restricted by the instruction before. */
  private int memory(Instruction i, int p) {
    if (i.rm() == null || !i.rm().memory() || !i.row().access()) {
      return 0;
    }
    int rules = 0;
    int base = i.rm().base();
    if (base != RIP && base != R15 && base != RSP && base != RBP) {
      rules |= Rule.FORBIDDEN_BASE.bit();
    }
    int index = i.rm().index();
    if (index != NONE) {
      if (index != restricted) {
        rules |= Rule.UNRESTRICTED_INDEX.bit();
      }
      noTarget(p); // nobody may jump between the mask and the access
    }
    return rules;
  }

  /** 3.5: what is written. Afterwards {@link #restricted} is as the next instruction finds it. */
  private int writes(Instruction i) {
    restricted = NONE;
    if (i.nop()) {
      return 0;
    }
    int rules = 0;
    for (Write write : i.row().writes()) {
      int register = i.register(write);
      if (register == R15) {
        rules |= Rule.R15_MODIFIED.bit();
      } else if (register != NONE && write.effect() == Effect.ZERO_EXTENDS) {
        restricted = register;
      } else if (register == RSP) {
        rules |= Rule.RSP_MODIFIED.bit();
      } else if (register == RBP) {
        rules |= Rule.RBP_MODIFIED.bit();
      }
    }
    return rules;
  }

  /** 3.5: after a 32-bit write to esp or ebp nothing but its fix-up may come. */
  private int pendingFixUp() {
    return switch (restricted) {
      case RSP -> Rule.RSP_FIXUP_MISSING.bit();
      case RBP -> Rule.RBP_FIXUP_MISSING.bit();
      default -> 0;
    };
  }

  /** 3.10: to a bundle, or to the start of an instruction of this chunk. */
  private int directJump(Instruction i, int p) {
    long target = (long) bundle + p + i.length() + i.distance();
    if (!i.row().jump() || target % BUNDLE == 0) {
      return 0;
    }
    if (target < 0 || target >= size) {
      return Rule.JUMP_OUT_OF_RANGE.bit();
    }
    jumps = true;
    return complete && target < known && !valid.get((int) target) ? Rule.BAD_JUMP_TARGET.bit() : 0;
  }

  // ---- 3.6: r15 is added to rsp or rbp ----

  private int fixUp(int register, Rule misplaced, int p, int length) {
    judged(restricted == register ? 0 : misplaced.bit() | pendingFixUp(), p, length);
    restricted = NONE;
    noTarget(p);
    return length;
  }

  // ---- 3.7: indirect calls and jumps ----

  private int maskedJump(int p) {
    if (MASKS.length(window, p, BUNDLE) == 0) {
      return 0;
    }
    for (Set[] parts : MASKED_JUMPS) {
      int mask = parts[0].length(window, p, BUNDLE);
      int add = mask == 0 ? 0 : parts[1].length(window, p + mask, BUNDLE);
      int jump = add == 0 ? 0 : parts[2].length(window, p + mask + add, BUNDLE);
      if (jump != 0) {
        single(p); // the first two are ordinary instructions, too, and judged as such
        single(p + mask);
        start(p + mask + add);
        judged(pendingFixUp(), p + mask + add, jump);
        restricted = NONE;
        noTarget(p + mask);
        noTarget(p + mask + add);
        return mask + add + jump;
      }
    }
    return 0;
  }

  // ---- 3.8: string instructions ----

  private int sandboxedString(int p) {
    int rsi = sandbox(RSI_SANDBOX, p);
    int rdi = sandbox(RDI_SANDBOX, p + rsi);
    int string = p + rsi + rdi;
    int length = 0;
    int features = 0;
    if (rsi != 0 && rdi != 0) {
      length = RSI_RDI_STRINGS.length(window, string, BUNDLE);
    } else if (rsi != 0) {
      length = RSI_STRINGS.length(window, string, BUNDLE);
    } else if (rdi != 0) {
      for (int kind = 0; kind < RDI_STRINGS.length && length == 0; kind++) {
        length = RDI_STRINGS[kind].length(window, string, BUNDLE);
        features = RDI_STRING_FEATURES[kind];
      }
    }
    if (length == 0) {
      return 0;
    }
    for (int at = p; at < string; ) { // mov and lea are ordinary instructions, too
      at += single(at);
    }
    last = string;
    int rules = (features & ~cpu) == 0 ? 0 : Rule.CPU_FEATURE.bit();
    judged(mended(rules, string, length, false) ? 0 : rules, string, length);
    restricted = NONE;
    for (int at = p + 1; at <= string; at++) {
      noTarget(at);
    }
    return string + length - p;
  }

  /** The length of mov and lea that make a full address of a register's lower half, or 0. */
  private int sandbox(Set[] parts, int p) {
    int mov = parts[0].length(window, p, BUNDLE);
    int lea = mov == 0 ? 0 : parts[1].length(window, p + mov, BUNDLE);
    return lea == 0 ? 0 : mov + lea;
  }

  // ---- What is not allowed: say which rule it breaks, and find the next instruction ----

  private int forbidden(int p) {
    int pending = pendingFixUp();
    restricted = NONE;
    Instruction crossing = DECODER.decode(window, p, available);
    if (crossing != null || LONG_NOPS.length(window, p, available) != 0) {
      int length = crossing != null ? crossing.length() : available - p;
      judged(pending, p, length);
      judged(Rule.STRADDLES_BUNDLE.bit(), p, length);
      return BUNDLE - p;
    }
    Rule rule = Rule.BAD_INSTRUCTION;
    int length = INDIRECT_JUMPS.length(window, p, BUNDLE);
    if (length != 0) {
      rule = Rule.INDIRECT_JUMP_UNMASKED;
    } else {
      length = anyString(p);
      if (length != 0) {
        rule = Rule.STRING_UNSANDBOXED;
      } else {
        length = disassembler.decode(window, p, available);
      }
    }
    if (length == 0) { // nobody knows where the next one starts, but in the next bundle
      length = BUNDLE - p;
    }
    judged(pending, p, length);
    judged(rule.bit(), p, length);
    return Math.min(length, BUNDLE - p);
  }

  private int anyString(int p) {
    int length = RSI_STRINGS.length(window, p, BUNDLE);
    if (length == 0) {
      length = RSI_RDI_STRINGS.length(window, p, BUNDLE);
    }
    for (int kind = 0; kind < RDI_STRINGS.length && length == 0; kind++) {
      length = RDI_STRINGS[kind].length(window, p, BUNDLE);
    }
    return length;
  }

  /** Counts and reports the rules, as a set of their bits, that the instruction breaks. */
  private void judged(int rules, int p, int length) {
    if (rules == 0) {
      return;
    }
    for (Rule rule : Rule.ALL) {
      if ((rules & rule.bit()) != 0) {
        violations++;
        if (report != null) {
          report.add(rule, window, bundle, p, length);
        }
      }
    }
  }
}
