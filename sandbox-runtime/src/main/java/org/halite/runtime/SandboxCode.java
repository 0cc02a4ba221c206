package org.halite.runtime;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.machine.CodeValidator;
import org.halite.runtime.machine.LiveCode;
import org.halite.runtime.validator.CpuFeatures;
import org.halite.runtime.validator.Listing;
import org.halite.runtime.validator.Modification;
import org.halite.runtime.validator.Validator;
import org.halite.runtime.validator.Verdict;
import org.halite.runtime.validator.Violation;

/** The machine's judge of code: the validator with this processor's features. */
public final class SandboxCode implements CodeValidator {
  private static final byte HALT = (byte) 0xf4;
  private static final byte RETURN = (byte) 0xc3;

  private final CpuFeatures cpu;

  /**
   * @throws IOException when the processor's features cannot be read
   */
  public SandboxCode() throws IOException {
    cpu = CpuFeatures.host();
  }

  /**
   * Judges a bundle of halts, so that the validator's classes and tables are there: code that is
   * made at run time is judged in a process that can open no file.
   */
  public void warm() {
    MemorySegment halts = MemorySegment.ofArray(new byte[Validator.BUNDLE_BYTES]).fill(HALT);
    String refusal = validate(halts, 0);
    if (refusal != null) {
      throw new IllegalStateException("the validator refuses halts: " + refusal);
    }
  }

  /**
   * Judges a return, so that what explains refusals is there too: its tables are read when first
   * needed, and behind the jail's walls only a jar that is open already can be read.
   */
  public void warmRefusals() {
    MemorySegment code = MemorySegment.ofArray(new byte[Validator.BUNDLE_BYTES]).fill(HALT);
    code.set(ValueLayout.JAVA_BYTE, 0, RETURN);
    if (validate(code, 0) == null) {
      throw new IllegalStateException("the validator accepts a return");
    }
  }

  /** The features it judges by, as text: verdicts hold for these only. */
  public String features() {
    return cpu.toString();
  }

  @Override
  public String validate(MemorySegment code, long address) {
    Verdict verdict = Validator.validateAndRewrite(code, address, cpu, Listing.BRIEF);
    if (verdict.accepted()) {
      return null;
    }
    Violation first = verdict.violations().getFirst();
    return "the code breaks the sandbox's rules in "
        + places(verdict.violationCount())
        + " at 0x"
        + Long.toHexString(first.address())
        + " ("
        + first.disassembly().strip()
        + "): "
        + first.explanation();
  }

  private static String places(long count) {
    if (count == 1) {
      return "one place";
    }
    return count > Verdict.MAX_LISTED
        ? "more than " + Verdict.MAX_LISTED + " places, first"
        : count + " places, first";
  }

  @Override
  public boolean accepts(MemorySegment code, long address) {
    return Validator.acceptsAndRewrites(code, cpu);
  }

  @Override
  public boolean acceptsUnchanged(MemorySegment code, long address) {
    return Validator.accepts(code, cpu, Runtime.getRuntime().availableProcessors());
  }

  @Override
  public List<LiveCode.Change> changes(MemorySegment old, MemorySegment replacement) {
    Modification modification = Validator.modification(old, replacement, cpu);
    if (!modification.allowed()) {
      return null;
    }
    List<LiveCode.Change> changes = new ArrayList<>();
    for (Modification.Change change : modification.changes()) {
      changes.add(new LiveCode.Change(change.offset(), change.length()));
    }
    return changes;
  }
}
