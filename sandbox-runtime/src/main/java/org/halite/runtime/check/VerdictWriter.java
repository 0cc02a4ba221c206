package org.halite.runtime.check;

import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.validator.Verdict;
import org.halite.runtime.validator.Violation;

/**
 * Tells what {@link ModuleCheck} finds, in this order: begin; then refused or image; after an image
 * all violations, then judged. unreadable may come in place of refused and image.
 */
sealed interface VerdictWriter permits TextVerdict, JsonVerdict {
  /** So many violations of a file are described to it; the others are only counted. */
  long most();

  /** A new file. */
  void begin(String file);

  /** The file could not be read; the sentence names it. The end of this file. */
  void unreadable(String sentence);

  /** The headers break a rule. The end of this file. */
  void refused(ElfRefusal refusal);

  /** The headers are in order; the code comes next. */
  void image(CodeFacts facts, CpuChoice cpu);

  /**
   * A broken rule.
   *
   * @param symbol {@code function+0x12}, or null
   */
  void violation(Violation violation, String symbol);

  /** An instruction that the loader replaces in accepted code: spec/nacl.md 3.12. */
  void rewritten(Violation reason, String symbol);

  /** The end of this file. */
  void judged(Verdict verdict);
}
