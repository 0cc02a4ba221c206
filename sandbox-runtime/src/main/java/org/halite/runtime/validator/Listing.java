package org.halite.runtime.validator;

import java.util.function.Consumer;

/**
 * Who is told of violations as they are found, in order of address. All are counted, but to
 * describe one costs far more, and hostile code can have one at each byte.
 *
 * @param most so many are described; those beyond are only counted
 * @param countAll whether to go on to the code's end when there are more; else one more than {@code
 *     most} is where the count ends, which is soon
 * @param each is given them
 */
public record Listing(long most, boolean countAll, Consumer<Violation> each) {
  /** As many as a {@link Verdict} holds, told to nobody else, and all counted. */
  static final Listing FOR_VERDICT = new Listing(Verdict.MAX_LISTED, true, violation -> {});

  /** As many as a {@link Verdict} holds, for who only wants to know what was wrong. */
  public static final Listing BRIEF = new Listing(Verdict.MAX_LISTED, false, violation -> {});
}
