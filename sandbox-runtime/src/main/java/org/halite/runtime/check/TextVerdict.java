package org.halite.runtime.check;

import java.io.PrintStream;
import java.util.HexFormat;
import java.util.Map;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.validator.Rule;
import org.halite.runtime.validator.Verdict;
import org.halite.runtime.validator.Violation;

/** Verdicts for a person: a line a violation under a headline, a summary when there are many. */
final class TextVerdict implements VerdictWriter {
  /** So many violations are listed unless all are wanted. */
  static final int LISTED = 1000;

  /** From so many on a summary by rule helps. */
  private static final int SUMMARY_FROM = 10;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean all;
  private String file;
  private String code;
  private long listed;
  private long rewritten;

  TextVerdict(PrintStream out, PrintStream err, boolean all) {
    this.out = out;
    this.err = err;
    this.all = all;
  }

  @Override
  public long most() {
    return all ? Long.MAX_VALUE : LISTED;
  }

  @Override
  public void begin(String name) {
    file = name;
    listed = 0;
    rewritten = 0;
  }

  @Override
  public void unreadable(String sentence) {
    out.flush();
    err.println("halite: " + sentence);
  }

  @Override
  public void refused(ElfRefusal refusal) {
    out.println(
        file
            + ": refused: "
            + refusal.getMessage()
            + " (load error "
            + refusal.code().number()
            + ", "
            + refusal.code()
            + ")");
  }

  @Override
  public void image(CodeFacts facts, CpuChoice cpu) {
    code =
        facts.size()
            + " bytes of code at 0x"
            + Long.toHexString(facts.address())
            + ", entry 0x"
            + Long.toHexString(facts.entry())
            + ", ELF"
            + facts.elfClass()
            + ", judged for "
            + cpu.name();
  }

  @Override
  public void violation(Violation violation, String symbol) {
    if (listed == 0) {
      out.println(file + ": refused: " + code);
    }
    listed++;
    line(violation, symbol);
  }

  @Override
  public void rewritten(Violation reason, String symbol) {
    if (rewritten == 0) {
      out.println(file + ": accepted: " + code + "; the loader will replace these instructions:");
    }
    rewritten++;
    if (all || rewritten <= LISTED) {
      line(reason, symbol);
    }
  }

  @Override
  public void judged(Verdict verdict) {
    if (verdict.accepted()) {
      if (rewritten == 0) {
        out.println(file + ": accepted: " + code);
      } else {
        notListed(rewritten);
      }
      return;
    }
    long count = verdict.violationCount();
    notListed(count);
    out.println(count + (count == 1 ? " violation" : " violations"));
    if (count >= SUMMARY_FROM) {
      for (Map.Entry<Rule, Long> rule : verdict.byRule().entrySet()) {
        out.println("  " + rule.getValue() + " " + rule.getKey());
      }
    }
  }

  private void line(Violation violation, String symbol) {
    out.println(
        HexFormat.of().toHexDigits(violation.address(), 8)
            + (symbol == null ? "" : " <" + symbol + ">")
            + ": "
            + HexFormat.of().formatHex(violation.bytes())
            + "  "
            + violation.disassembly()
            + ": "
            + violation.rule()
            + ": "
            + violation.explanation());
  }

  private void notListed(long count) {
    if (!all && count > LISTED) {
      out.println("and " + (count - LISTED) + " more; --all lists them");
    }
  }
}
