package org.halite.bridge.origin;

/**
 * What was decided about one request or one answer: made by this package, obeyed by {@code fetch},
 * shown to the page's developer, in the tools and in the transcript as it stands.
 *
 * @param allowed whether to go on
 * @param reason one sentence or phrase for the page's developer: what was refused and what would
 *     allow it, or why it may pass
 */
public record Decision(boolean allowed, String reason) {
  public static Decision allow(String reason) {
    return new Decision(true, reason);
  }

  public static Decision refuse(String reason) {
    return new Decision(false, reason);
  }
}
