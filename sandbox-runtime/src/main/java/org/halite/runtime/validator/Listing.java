package org.halite.runtime.validator;

import java.util.function.Consumer;

/**
 * Who is told of violations as they are found, in order of address. All are counted, but to
 * describe one costs far more, and hostile code can have one at each byte.
 *
 * @param most so many are described; those beyond are only counted
 * @param each is given them
 */
public record Listing(long most, Consumer<Violation> each) {
  /** As many as a {@link Verdict} holds, told to nobody else. */
  static final Listing FOR_VERDICT = new Listing(Verdict.MAX_LISTED, violation -> {});
}
