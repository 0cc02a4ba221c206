package org.halite.runtime.check;

import java.io.PrintStream;
import java.util.HexFormat;
import java.util.Map;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.elf.LoadCode;
import org.halite.runtime.validator.Rule;
import org.halite.runtime.validator.Verdict;
import org.halite.runtime.validator.Violation;

/**
 * Verdicts for programs: a line with one JSON object for each file, its members as README.md tells.
 * All violations are counted in it, the first hundred thousand described.
 */
final class JsonVerdict implements VerdictWriter {
  /** So many violations are listed unless all are wanted: some 30 MB of text. */
  static final int LISTED = 100_000;

  private final PrintStream out;
  private final boolean all;
  private JsonWriter json;

  /** The array that is open, or null. */
  private String list;

  private boolean violated;

  JsonVerdict(PrintStream out, boolean all) {
    this.out = out;
    this.all = all;
  }

  @Override
  public long most() {
    return all ? Long.MAX_VALUE : LISTED;
  }

  @Override
  public void begin(String file) {
    json = new JsonWriter(out);
    list = null;
    violated = false;
    json.open('{').name("file").value(file);
  }

  @Override
  public void unreadable(String sentence) {
    json.name("accepted").value(false).name("error").value(sentence);
    end();
  }

  @Override
  public void refused(ElfRefusal refusal) {
    json.name("accepted").value(false);
    refusal(refusal.code(), refusal.getMessage());
    end();
  }

  @Override
  public void image(CodeFacts facts, CpuChoice cpu) {
    json.name("elf").open('{');
    json.name("class").value(facts.elfClass());
    json.name("textAddress").value(facts.address());
    json.name("textSize").value(facts.size());
    json.name("entry").value(facts.entry()).close('}');
    json.name("cpu").open('{').name("mode").value(cpu.mode()).name("features").open('[');
    for (String feature : cpu.features().names()) {
      json.value(feature);
    }
    json.close(']').close('}');
  }

  @Override
  public void violation(Violation violation, String symbol) {
    violated = true;
    item("violations", violation, symbol);
  }

  @Override
  public void rewritten(Violation reason, String symbol) {
    item("rewritten", reason, symbol);
  }

  @Override
  public void judged(Verdict verdict) {
    if (list != null) {
      json.close(']');
    }
    if (!violated) {
      json.name("violations").open('[').close(']');
    }
    json.name("accepted").value(verdict.accepted());
    json.name("violationCount").value(verdict.violationCount());
    json.name("violationsByRule").open('{');
    for (Map.Entry<Rule, Long> rule : verdict.byRule().entrySet()) {
      json.name(rule.getKey().name()).value(rule.getValue());
    }
    json.close('}');
    if (!verdict.accepted()) {
      refusal(LoadCode.VALIDATION_FAILED, "the code breaks the sandbox's rules");
    }
    end();
  }

  private void refusal(LoadCode code, String sentence) {
    json.name("refusal").open('{').name("code").value(code.number());
    json.name("name").value(code.name()).name("sentence").value(sentence).close('}');
  }

  private void item(String name, Violation violation, String symbol) {
    if (list == null) {
      json.name(name).open('[');
      list = name;
    }
    json.open('{').name("address").value(violation.address());
    json.name("symbol").value(symbol);
    json.name("bytes").value(HexFormat.of().formatHex(violation.bytes()));
    json.name("disassembly").value(violation.disassembly());
    json.name("rule").value(violation.rule().name());
    json.name("explanation").value(violation.explanation()).close('}');
  }

  private void end() {
    json.close('}');
    out.println();
    out.flush();
  }
}
