package org.halite.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final int MOST = 3;
  private long now;
  private final Patience patience = new Patience(() -> now, MOST);

  private void come(long nanos) {
    patience.begin();
    now += nanos;
    patience.end();
  }

  /** Looks until told to sleep; nothing comes. */
  private int vainLooks() {
    patience.begin();
    int looks = 0;
    while (patience.more()) {
      looks++;
      now += Patience.LONGEST_NANOS / 10;
    }
    return looks;
  }

  @Test
  void nobodyLooksBeforeAnAnswerHasComeQuickly() {
    assertEquals(0, vainLooks());
    come(Patience.LONGEST_NANOS);
    assertEquals(0, vainLooks());
  }

  @Test
  void afterAQuickAnswerTheNextIsLookedFor() {
    come(Patience.LONGEST_NANOS - 1);
    patience.begin();
    assertTrue(patience.more());
  }

  @Test
  void aLookEndsInTime() {
    come(1);
    assertEquals(10, vainLooks());
  }

  @Test
  void afterAFewVainLooksNoneIsMade() {
    for (int i = 0; i < 100; i++) {
      come(1);
    }
    for (int i = 0; i < MOST; i++) {
      assertEquals(10, vainLooks());
    }
    assertEquals(0, vainLooks());
  }

  @Test
  void withOneProcessorNobodyLooks() {
    Patience alone = new Patience(() -> now, 0);
    alone.begin();
    alone.end();
    alone.begin();
    assertFalse(alone.more());
  }
}
