package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final Mailbox mailbox = new Mailbox(threads::add);
  private final List<String> done = new ArrayList<>();

  private void runThreads() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }

  @Test
  void tasksRunOnTheHostsThreadsInOrder() {
    mailbox.execute(() -> done.add("a"));
    mailbox.execute(() -> done.add("b"));
    assertTrue(done.isEmpty());
    assertEquals(1, threads.size(), "one thread at a time");
    runThreads();
    assertEquals(List.of("a", "b"), done);
  }

  @Test
  void aShortTaskRunsAtOnceWhenNothingElseDoes() {
    mailbox.executeAtOnce(() -> done.add("a"));
    assertEquals(List.of("a"), done);
    assertTrue(threads.isEmpty());
  }

  @Test
  void aShortTaskOvertakesNobody() {
    mailbox.execute(() -> done.add("a"));
    mailbox.executeAtOnce(() -> done.add("b"));
    assertTrue(done.isEmpty());
    runThreads();
    assertEquals(List.of("a", "b"), done);
  }

  @Test
  void whatAShortTaskSendsRunsAfterIt() {
    mailbox.executeAtOnce(
        () -> {
          mailbox.execute(() -> done.add("b"));
          mailbox.executeAtOnce(() -> done.add("c"));
          done.add("a");
        });
    assertEquals(List.of("a"), done);
    runThreads();
    assertEquals(List.of("a", "b", "c"), done);
  }

  @Test
  void aTaskThatFailsStopsNoOther() {
    mailbox.execute(
        () -> {
          throw new IllegalStateException("mine");
        });
    mailbox.execute(() -> done.add("a"));
    assertThrows(IllegalStateException.class, this::runThreads);
    runThreads();
    assertThrows(
        IllegalStateException.class,
        () ->
            mailbox.executeAtOnce(
                () -> {
                  throw new IllegalStateException("mine");
                }));
    mailbox.executeAtOnce(() -> done.add("b"));
    assertEquals(List.of("a", "b"), done);
  }

  @Test
  void manyThreadsRunOneTaskAtATime() throws InterruptedException {
    int each = 2_000;
    int[] running = new int[1];
    int[] count = new int[1];
    List<String> wrong = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(4 * each);
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      Mailbox shared = new Mailbox(workers);
      Runnable task =
          () -> {
            if (++running[0] != 1) {
              wrong.add("two at once");
            }
            count[0]++;
            running[0]--;
            all.countDown();
          };
      for (int t = 0; t < 4; t++) {
        boolean atOnce = t % 2 == 0;
        workers.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                if (atOnce) {
                  shared.executeAtOnce(task);
                } else {
                  shared.execute(task);
                }
              }
            });
      }
      assertTrue(all.await(10, TimeUnit.SECONDS));
    }
    assertEquals(List.of(), wrong);
    assertEquals(4 * each, count[0]);
  }
}
