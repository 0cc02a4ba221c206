package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.halite.ppapi.Var;
import org.halite.wire.WireException;
import org.junit.jupiter.api.Test;

class PostBudgetTest {
  private static final String FULLEST =
      "the modules of all pages have not taken what was posted to them, and this one has the most"
          + " of it waiting";

  private final PostBudget budget = new PostBudget(10_000);
  private final List<String> greedySaid = new ArrayList<>();
  private final List<String> modestSaid = new ArrayList<>();
  private final Outbox greedy = new Outbox(1, budget, greedySaid::add);
  private final Outbox modest = new Outbox(1, budget, modestSaid::add);

  private static Var bytes(int length) {
    return new Var.ArrayBuffer(new byte[length]);
  }

  @Test
  void whoHasMostWaitingGoesAndNotWhoCameLast() throws WireException {
    for (int i = 0; i < 8; i++) {
      greedy.post(bytes(1000));
    }
    modest.post(bytes(1000));
    assertEquals(List.of(), greedySaid);
    modest.post(bytes(1000));
    assertEquals(List.of(FULLEST), greedySaid);
    assertEquals(List.of(), modestSaid);
    for (int i = 0; i < 7; i++) { // there is room again
      modest.post(bytes(1000));
    }
    assertEquals(List.of(), modestSaid);
    modest.post(bytes(1000));
    assertEquals(List.of(FULLEST), modestSaid);
    assertEquals(List.of(FULLEST), greedySaid);
    assertEquals(0, budget.total());
  }

  @Test
  void whoEndsOrHasEndedHoldsNothing() throws WireException, InterruptedException {
    greedy.post(bytes(5000));
    modest.post(bytes(1000));
    greedy.close();
    assertEquals(1000 + 5 + 64, budget.total());
    greedy.post(bytes(5000));
    modest.close();
    modest.close();
    assertEquals(0, budget.total());
    budget.giveBack(greedy, 5000); // its last messages are taken after its end
    assertEquals(0, budget.total());
    assertEquals(List.of(), greedySaid);
    var answer = modest.ask(bytes(1));
    try {
      Var _ = answer.get();
    } catch (ExecutionException e) {
      assertEquals("the module has ended", e.getCause().getMessage());
    }
    assertTrue(answer.isCompletedExceptionally());
  }

  @Test
  void oneMessageThatIsTooMuchEndsItsOwnModule() throws WireException {
    modest.post(bytes(9000));
    greedy.post(bytes(9500));
    assertEquals(List.of(FULLEST), greedySaid);
    assertEquals(List.of(), modestSaid);
  }
}
