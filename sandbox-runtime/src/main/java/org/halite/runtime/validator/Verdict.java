package org.halite.runtime.validator;

import java.util.List;

/**
 * What the validator says of a piece of code.
 *
 * @param accepted true only if no rule is broken
 * @param violations in order of address, at most {@link #MAX_LISTED}
 * @param violationCount how many there are in all
 */
public record Verdict(boolean accepted, List<Violation> violations, long violationCount) {
  /** So many violations are described; more are only counted. */
  public static final int MAX_LISTED = 1000;

  static final Verdict ACCEPTED = new Verdict(true, List.of(), 0);

  public Verdict {
    violations = List.copyOf(violations);
    if (accepted != (violationCount == 0)) {
      throw new IllegalArgumentException("accepted with " + violationCount + " violations");
    }
  }
}
