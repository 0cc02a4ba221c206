package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CompletionTest {
  private static final int PENDING = -1;

  private final FakeModule module = new FakeModule(1 << 20);
  private final Resources resources = new Resources();
  private final MessageLoops loops = new MessageLoops(resources);
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private MessageLoop loop;

  @BeforeEach
  void attach() {
    loop = new MessageLoop(1, false);
    module.call(module.thunk(call -> assertEquals(0, loops.attach(resources.add(loop), call))));
  }

  private CompletionCallback callback(int flags) {
    int function =
        module.function(
            arguments -> {
              ran.add((int) arguments[0] + " got " + (int) arguments[1]);
              return 0;
            });
    return new CompletionCallback(function, 9, flags);
  }

  /** Runs what waits in the loop, on this thread. */
  private List<String> deliver() {
    loop.postQuit(false);
    int thunk = module.thunk(call -> loop.runUntilQuit(call));
    FakeModule.Result _ = module.call(thunk);
    return ran;
  }

  @Test
  void aRequiredCallbackIsCalledLaterEvenForAResultThatIsThere() {
    assertEquals(PENDING, Completion.run(callback(0), loops, completion -> completion.complete(5)));
    assertTrue(ran.isEmpty());
    assertEquals(List.of("9 got 5"), deliver());
  }

  @Test
  void anOptionalCallbackIsNotCalledForAResultThatIsThere() {
    int flags = CompletionCallback.OPTIONAL;
    assertEquals(5, Completion.run(callback(flags), loops, completion -> completion.complete(5)));
    assertTrue(deliver().isEmpty());
  }

  @Test
  void aLateResultComesThroughTheLoopExactlyOnce() {
    AtomicReference<Completion> late = new AtomicReference<>();
    assertEquals(PENDING, Completion.run(callback(CompletionCallback.OPTIONAL), loops, late::set));
    late.get().complete(6);
    late.get().complete(7);
    late.get().abort();
    assertEquals(List.of("9 got 6"), deliver());
  }

  @Test
  void anAbortedOperationSaysSo() {
    AtomicReference<Completion> late = new AtomicReference<>();
    assertEquals(PENDING, Completion.run(callback(0), loops, late::set));
    late.get().abort();
    assertEquals(List.of("9 got -3"), deliver());
  }

  @Test
  void aBlockingCallbackWaitsOnABackgroundThread() {
    Completion.Operation elsewhere = completion -> new Thread(() -> completion.complete(8)).start();
    assertEquals(8, Completion.run(new CompletionCallback(0, 0, 0), loops, elsewhere));
  }

  @Test
  void aBlockingCallbackIsRefusedOnTheMainThread() {
    MessageLoops fresh = new MessageLoops(new Resources());
    assertTrue(fresh.attachMain());
    assertEquals(
        -13,
        Completion.run(new CompletionCallback(0, 0, 0), fresh, completion -> ran.add("begun")));
    assertTrue(ran.isEmpty());
  }

  @Test
  void aCallbackOnAThreadWithoutLoopIsRefused() throws InterruptedException {
    Thread thread =
        new Thread(
            () -> ran.add("" + Completion.run(callback(0), loops, completion -> ran.add("begun"))));
    thread.start();
    thread.join();
    assertEquals(List.of("-51"), ran);
  }

  @Test
  void aFailureIsToldToACallbackThatIsRequired() {
    assertEquals(PENDING, Completion.fail(callback(0), loops, -11));
    assertEquals(-11, Completion.fail(callback(CompletionCallback.OPTIONAL), loops, -11));
    assertEquals(-5, Completion.fail(new CompletionCallback(0, 0, 0), loops, -5));
    assertEquals(List.of("9 got -11"), deliver());
  }

  @Test
  void whoAnswersAPageThatWaitsMayNotWait() {
    loop.answering(true);
    CompletionCallback blocking = new CompletionCallback(0, 0, 0);
    assertEquals(-53, Completion.run(blocking, loops, completion -> ran.add("begun")));
    assertTrue(ran.isEmpty());
    loop.answering(false);
    assertEquals(8, Completion.run(blocking, loops, completion -> completion.complete(8)));
  }

  @Test
  void aLoopQuitForGoodIsNone() {
    loop.postQuit(true);
    deliver();
    assertEquals(-51, Completion.run(callback(0), loops, completion -> ran.add("begun")));
    assertEquals(-5, Completion.fail(callback(0), loops, -5));
    assertEquals(-51, Completion.fail(callback(0), loops, -11));
    assertTrue(ran.isEmpty());
  }

  @Test
  void aLoopDestroyedMeanwhileDropsTheResult() {
    AtomicReference<Completion> late = new AtomicReference<>();
    assertEquals(PENDING, Completion.run(callback(0), loops, late::set));
    loop.postQuit(true);
    deliver();
    late.get().complete(1);
    assertEquals(-2, loop.postWork(callback(0), 0, 0));
    assertTrue(ran.isEmpty());
  }
}
