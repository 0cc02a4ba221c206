package org.halite.bridge.module;

import java.util.HashMap;
import java.util.Map;

/**
 * What pages have posted and modules have not taken, of all modules together: without it a page of
 * many modules that take nothing would fill the browser's heap. Who holds most when there is too
 * much has to go, so that nobody can end the modules of others. Thread-safe.
 */
final class PostBudget {
  /** Less than half of the browser's heap. */
  static final long MAX_BYTES = 384L << 20;

  private final long most;

  // Guarded by this.
  private final Map<Outbox, Long> held = new HashMap<>();
  private long total;

  /**
   * @param most in bytes
   */
  PostBudget(long most) {
    this.most = most;
  }

  /**
   * One holds more.
   *
   * @return who has to go, for whom nothing is counted any longer; null when there is room
   */
  synchronized Outbox take(Outbox holder, long bytes) {
    held.merge(holder, bytes, Long::sum);
    total += bytes;
    if (total <= most) {
      return null;
    }
    Outbox fullest = holder;
    for (Map.Entry<Outbox, Long> each : held.entrySet()) {
      if (each.getValue() > held.get(fullest)) {
        fullest = each.getKey();
      }
    }
    forget(fullest);
    return fullest;
  }

  /** One holds less, unless it is forgotten. */
  synchronized void giveBack(Outbox holder, long bytes) {
    if (held.computeIfPresent(holder, (_, before) -> before - bytes) != null) {
      total -= bytes;
    }
  }

  /** One holds nothing any more. */
  synchronized void forget(Outbox holder) {
    Long bytes = held.remove(holder);
    if (bytes != null) {
      total -= bytes;
    }
  }

  /** In bytes, for tests. */
  synchronized long total() {
    return total;
  }
}
