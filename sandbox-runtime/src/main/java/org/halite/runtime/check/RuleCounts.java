package org.halite.runtime.check;

import java.util.EnumMap;
import java.util.Map;
import org.halite.runtime.validator.Rule;

/** How often each rule was broken in one file. */
final class RuleCounts {
  private final EnumMap<Rule, Long> counts = new EnumMap<>(Rule.class);
  private long total;

  void add(Rule rule) {
    counts.merge(rule, 1L, Long::sum);
    total++;
  }

  long total() {
    return total;
  }

  /** Only rules that were broken, in the order of {@link Rule}. */
  Map<Rule, Long> byRule() {
    return counts;
  }
}
