package org.halite.runtime.validator;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * Judges x86-64 code by the rules of spec/nacl.md chapter 3: code that it accepts cannot leave its
 * sandbox, whatever it does.
 *
 * <p>The verdict is about the bytes as they were read. The caller must see to it that nobody
 * changes them afterwards: validate a private copy and map that, never a page that another can
 * still write.
 */
public final class Validator {
  /** Code is validated in bundles of 32 bytes, spec/nacl.md 1. */
  public static final int BUNDLE_BYTES = ChunkWalk.BUNDLE;

  /** A rewrite can uncover one more (3.12: each bundle is validated twice more), never a third. */
  private static final int REWRITING_ROUNDS = 2;

  private Validator() {}

  /**
   * Judges read-only text. Nothing is changed; instructions that would have to be rewritten are
   * violations.
   *
   * @param code whole bundles; native or heap memory
   * @param address guest address of its first byte, a multiple of 32; used in the report only
   * @param cpu features the code may use
   * @throws IllegalArgumentException if size or address is not a multiple of 32
   */
  public static Verdict validate(MemorySegment code, long address, CpuFeatures cpu) {
    return validate(code, address, cpu, Listing.FOR_VERDICT);
  }

  /**
   * As {@link #validate(MemorySegment, long, CpuFeatures)}, and tells every violation, however many
   * there are, in order of address.
   *
   * @param each is given each violation of a refusal
   */
  public static Verdict validate(
      MemorySegment code, long address, CpuFeatures cpu, Listing listing) {
    check(code, address);
    return accepts(code, cpu, processors())
        ? Verdict.ACCEPTED
        : refusal(code, address, cpu, null, listing);
  }

  /**
   * Whether read-only text obeys every rule, without a word of why not.
   *
   * @param code whole bundles; native memory that any thread may read, or heap memory
   * @param cpu features the code may use
   * @param threads so many may walk at once; small code takes one
   * @throws IllegalArgumentException if the size is not a multiple of 32
   */
  public static boolean accepts(MemorySegment code, CpuFeatures cpu, int threads) {
    check(code, 0);
    return ParallelWalk.accepts(code, cpu, threads);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Judges a private writable copy, as file loading and dyncode_create do, and rewrites in place
   * what 3.12 can mend. The result is judged again as read-only text, so the verdict holds for the
   * bytes left in {@code code}. After a refusal throw the copy away.
   *
   * @param code whole bundles; native or heap memory, writable
   * @param address guest address of its first byte, a multiple of 32; used in the report only
   * @param cpu features the code may use
   * @throws IllegalArgumentException if size or address is not a multiple of 32
   */
  public static Verdict validateAndRewrite(MemorySegment code, long address, CpuFeatures cpu) {
    return validateAndRewrite(code, address, cpu, Listing.FOR_VERDICT);
  }

  /**
   * As {@link #validateAndRewrite(MemorySegment, long, CpuFeatures)}, and tells of violations as
   * they are found.
   */
  public static Verdict validateAndRewrite(
      MemorySegment code, long address, CpuFeatures cpu, Listing listing) {
    check(code, address);
    if (accepts(code, cpu, processors())) {
      return Verdict.ACCEPTED;
    }
    Rewrites rewrites = new Rewrites();
    return mends(code, cpu, rewrites)
        ? validate(code, address, cpu, listing)
        : refusal(code, address, cpu, rewrites, listing);
  }

  /**
   * As {@link #validateAndRewrite(MemorySegment, long, CpuFeatures)}, without a word of why not. A
   * process that has locked itself down can no longer read the tables that a report needs.
   *
   * @throws IllegalArgumentException if the size is not a multiple of 32
   */
  public static boolean acceptsAndRewrites(MemorySegment code, CpuFeatures cpu) {
    return accepts(code, cpu, processors())
        || (mends(code, cpu, new Rewrites()) && accepts(code, cpu, processors()));
  }

  /** Rewrites what can be mended; false if anything else is wrong. */
  private static boolean mends(MemorySegment code, CpuFeatures cpu, Rewrites rewrites) {
    ChunkWalk walk = new ChunkWalk(cpu, false, rewrites, null);
    for (int round = 0; round < REWRITING_ROUNDS; round++) {
      rewrites.look();
      if (!walk.accepts(code)) {
        return false;
      }
      if (!rewrites.mendable()) {
        break;
      }
      rewrites.write();
      if (!walk.accepts(code)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Judges new code for the place of live code, as dyncode_modify does (3.13).
   *
   * @param old whole bundles that were accepted before, as they stand in the module
   * @param replacement as many bytes, a private copy
   * @param cpu the features that the old code was judged with
   * @throws IllegalArgumentException if the sizes differ or are no multiple of 32
   */
  public static Modification modification(
      MemorySegment old, MemorySegment replacement, CpuFeatures cpu) {
    return Modification.judge(old, replacement, cpu);
  }

  /**
   * Whether an instruction starts here that does not rely on the one before it, so that a debugger
   * may put a breakpoint there (3.14).
   *
   * @param code whole bundles
   * @param offset in the code; only its bundle is looked at
   */
  public static boolean isInstructionStart(MemorySegment code, long offset, CpuFeatures cpu) {
    long bundle = offset & -BUNDLE_BYTES;
    ChunkWalk walk = new ChunkWalk(cpu, false, null, (at, b, s, length, fixed, word, out) -> true);
    return walk.accepts(code.asSlice(bundle, BUNDLE_BYTES))
        && walk.startsAt((int) (offset - bundle));
  }

  /** What the reference validator finds in code that the automaton refused. */
  private static Verdict refusal(
      MemorySegment code, long address, CpuFeatures cpu, Rewrites rewrites, Listing listing) {
    Verdict verdict = ReferenceValidator.validate(code, address, cpu, rewrites, listing);
    if (!verdict.accepted()) {
      return verdict;
    }
    Violation fault =
        new Violation(address, new byte[0], "", Rule.DISAGREEMENT, Rule.DISAGREEMENT.sentence());
    listing.each().accept(fault);
    return new Verdict(false, List.of(fault), Map.of(Rule.DISAGREEMENT, 1L));
  }

  private static void check(MemorySegment code, long address) {
    if (code.byteSize() % BUNDLE_BYTES != 0) {
      throw new IllegalArgumentException(
          "code of " + code.byteSize() + " bytes; whole bundles of 32 are needed");
    }
    if (address % BUNDLE_BYTES != 0) {
      throw new IllegalArgumentException(
          "code at address 0x" + Long.toHexString(address) + "; a multiple of 32 is needed");
    }
  }

  /** A walk that, like the oracle, accepts non-temporal forms as they are. For tests. */
  static ChunkWalk oracleWalk() {
    return new ChunkWalk(CpuFeatures.all(), true, null, null);
  }
}
