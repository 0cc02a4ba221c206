package org.halite.bridge.origin;

/**
 * What the origin policy says about one request or one answer.
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
