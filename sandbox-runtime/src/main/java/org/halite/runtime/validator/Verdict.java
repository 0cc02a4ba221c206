package org.halite.runtime.validator;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the validator says of a piece of code.
 *
 * @param accepted true only if no rule is broken
 * @param violations in order of address, at most {@link #MAX_LISTED}
 * @param byRule how often each rule is broken, in the rules' order; only rules that are
 */
public record Verdict(boolean accepted, List<Violation> violations, Map<Rule, Long> byRule) {
  /** So many violations are described; more are only counted. */
  public static final int MAX_LISTED = 1000;

  static final Verdict ACCEPTED = new Verdict(true, List.of(), Map.of());

  public Verdict {
    violations = List.copyOf(violations);
    EnumMap<Rule, Long> ordered = new EnumMap<>(Rule.class);
    ordered.putAll(byRule);
    byRule = Collections.unmodifiableMap(ordered);
    if (accepted != byRule.isEmpty()) {
      throw new IllegalArgumentException(
          accepted ? "accepted code breaks " + byRule : "refused code breaks no rule");
    }
  }

  /** How many violations there are in all. */
  public long violationCount() {
    long sum = 0;
    for (long count : byRule.values()) {
      sum += count;
    }
    return sum;
  }
}
