package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * PPB_MessageLoop and what PPB_Core says of threads. The test's own thread is a module thread other
 * than the main one.
 */
@Timeout(60)
final class MessageLoopTest {
  private Scene scene;
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws InterruptedException {
    scene = new Scene().startWithInstance();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  private FakeModule.Result loop(String function, Object... arguments) {
    return scene.call("PPB_MessageLoop;1.0", function, arguments);
  }

  private int create() {
    return loop("Create", Scene.INSTANCE).word();
  }

  private int attached() {
    int loop = create();
    assertEquals(0, loop("AttachToCurrentThread", loop).word());
    return loop;
  }

  private CompletionCallback noting(String what) {
    return callback(
        arguments -> {
          ran.add(what + " " + arguments[0] + " " + (int) arguments[1]);
          return 0;
        });
  }

  private CompletionCallback callback(FakeModule.Script script) {
    return new CompletionCallback(scene.module.function(script), 42, 0);
  }

  /** Runs {@code script} on the module's main thread, in HandleMessage, and waits for it. */
  private void onMainThread(Runnable script) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    scene.handleMessage =
        arguments -> {
          try {
            script.run();
          } catch (RuntimeException | AssertionError e) {
            thrown.set(e);
          }
          done.countDown();
          return 0;
        };
    scene.pepper.postMessage(Scene.INSTANCE, Var.NULL, () -> {});
    assertTrue(done.await(20, TimeUnit.SECONDS));
    assertNull(thrown.get());
  }

  @Test
  void worksRunInOrderAndQuitEndsAfterThem() {
    int loop = attached();
    assertEquals(0, loop("PostWork", loop, noting("late"), 30L).word());
    assertEquals(0, loop("PostWork", loop, noting("first"), 0L).word());
    assertEquals(0, loop("PostWork", loop, noting("second"), 0L).word());
    CompletionCallback quit =
        callback(
            arguments -> {
              loop("PostQuit", loop, false);
              return 0;
            });
    assertEquals(0, loop("PostWork", loop, quit, 60L).word());
    assertEquals(0, loop("Run", loop).word());
    assertEquals(List.of("first 42 0", "second 42 0", "late 42 0"), ran);
  }

  @Test
  void aLoopCanRunAgainUntilItIsDestroyed() {
    int loop = attached();
    loop("PostQuit", loop, false);
    assertEquals(0, loop("Run", loop).word());
    loop("PostWork", loop, noting("again"), 0L);
    loop("PostQuit", loop, true);
    assertEquals(0, loop("Run", loop).word());
    assertEquals(List.of("again 42 0"), ran);
    assertEquals(-2, loop("PostWork", loop, noting("never"), 0L).word());
    assertEquals(-52, loop("Run", loop).word());
    assertEquals(0, loop("GetCurrent").word());
    int next = create();
    assertEquals(0, loop("AttachToCurrentThread", next).word());
    assertEquals(next, loop("GetCurrent").word());
  }

  @Test
  void worksPostedBeforeTheThreadIsThereWaitForIt() throws InterruptedException {
    int loop = create();
    loop("PostWork", loop, noting("early"), 0L);
    loop("PostQuit", loop, true);
    Thread worker =
        new Thread(
            () -> {
              ran.add("attach " + loop("AttachToCurrentThread", loop).word());
              ran.add("run " + loop("Run", loop).word());
            });
    worker.start();
    worker.join();
    assertEquals(List.of("attach 0", "early 42 0", "run 0"), ran);
  }

  @Test
  void aLoopInsideALoopEndsFirst() {
    int loop = attached();
    CompletionCallback nested =
        callback(
            arguments -> {
              ran.add("in");
              ran.add("inner " + loop("Run", loop).word());
              return 0;
            });
    loop("PostWork", loop, nested, 0L);
    loop("PostWork", loop, noting("work"), 0L);
    loop("PostQuit", loop, false);
    loop("PostQuit", loop, true);
    assertEquals(0, loop("Run", loop).word());
    assertEquals(List.of("in", "work 42 0", "inner 0"), ran);
  }

  @Test
  void aLoopEndsWithItsThread() throws InterruptedException {
    int loop = create();
    int before = scene.module.blocks();
    Thread worker =
        new Thread(
            () -> {
              assertEquals(0, loop("AttachToCurrentThread", loop).word());
              loop("PostWork", loop, noting("never"), 0L);
              scene.module.endThread();
            });
    worker.start();
    worker.join();
    assertEquals(-2, loop("PostWork", loop, noting("never"), 0L).word());
    scene.call("PPB_Core;1.0", "ReleaseResource", loop);
    assertEquals(-5, loop("PostWork", loop, noting("never"), 0L).word(), "nobody refers to it");
    assertEquals(List.of(), ran);
    assertEquals(before, scene.module.blocks());
  }

  @Test
  void aThreadHasOneLoopAndALoopOneThread() throws InterruptedException {
    int loop = attached();
    int other = create();
    assertEquals(-11, loop("AttachToCurrentThread", other).word());
    assertEquals(-11, loop("AttachToCurrentThread", loop).word());
    assertEquals(-52, loop("Run", other).word());
    Thread worker =
        new Thread(
            () -> {
              ran.add("attach " + loop("AttachToCurrentThread", loop).word());
              ran.add("run " + loop("Run", loop).word());
              ran.add("current " + loop("GetCurrent").word());
            });
    worker.start();
    worker.join();
    assertEquals(List.of("attach -52", "run -52", "current 0"), ran);
  }

  @Test
  void theMainLoopIsAttachedFromTheStartAndCannotBeRunOrQuit() throws InterruptedException {
    int main = loop("GetForMainThread").word();
    assertNotEquals(0, main);
    assertEquals(0, loop("GetCurrent").word());
    assertEquals(-52, loop("Run", main).word());
    assertEquals(-52, loop("PostQuit", main, true).word());
    assertEquals(-11, loop("AttachToCurrentThread", main).word());
    onMainThread(
        () -> {
          assertEquals(main, loop("GetCurrent").word());
          assertEquals(-11, loop("Run", main).word());
          assertEquals(-11, loop("AttachToCurrentThread", create()).word());
        });
  }

  @Test
  void theMainLoopOutlivesEveryRelease() throws InterruptedException {
    int main = loop("GetForMainThread").word();
    for (int i = 0; i < 10; i++) {
      scene.call("PPB_Core;1.0", "ReleaseResource", main);
    }
    assertEquals(main, loop("GetForMainThread").word());
    assertEquals(0, loop("PostWork", main, noting("main"), 0L).word());
    onMainThread(() -> {});
    assertEquals(List.of("main 42 0"), ran);
  }

  @Test
  void callOnMainThreadRunsThereWithItsResult() throws InterruptedException {
    assertEquals(0, scene.call("PPB_Core;1.0", "IsMainThread").word());
    CompletionCallback where =
        callback(
            arguments -> {
              ran.add(scene.call("PPB_Core;1.0", "IsMainThread").word() + " " + (int) arguments[1]);
              return 0;
            });
    scene.call("PPB_Core;1.0", "CallOnMainThread", -5, where, -7);
    onMainThread(() -> {});
    assertEquals(List.of("1 -7"), ran);
  }

  @Test
  void aCallbackWithoutFunctionIsNotCalled() throws InterruptedException {
    CompletionCallback none = new CompletionCallback(0, 1, 0);
    scene.call("PPB_Core;1.0", "CallOnMainThread", 0, none, 0);
    assertEquals(-4, loop("PostWork", create(), none, 0L).word());
    onMainThread(() -> {});
  }

  @Test
  void whatIsNoLoopIsABadResource() {
    for (int bad : new int[] {0, -1, 12_345, Integer.MIN_VALUE}) {
      assertEquals(-5, loop("AttachToCurrentThread", bad).word());
      assertEquals(-5, loop("Run", bad).word());
      assertEquals(-5, loop("PostWork", bad, noting(""), 0L).word());
      assertEquals(-5, loop("PostQuit", bad, true).word());
    }
    assertEquals(0, loop("Create", Scene.INSTANCE + 1).word());
  }

  @Test
  void delaysBeyondTimeAreLongNotNegative() {
    int loop = attached();
    loop("PostWork", loop, noting("never"), Long.MAX_VALUE);
    loop("PostWork", loop, noting("now"), Long.MIN_VALUE);
    loop("PostQuit", loop, true);
    assertEquals(0, loop("Run", loop).word());
    assertEquals(List.of("now 42 0"), ran);
  }

  @Test
  void worksWithoutEndAreRefused() {
    int loop = create();
    CompletionCallback work = noting("");
    int thunk = scene.thunk("PPB_MessageLoop;1.0", "PostWork");
    int posted = 0;
    while (scene.module.call(thunk, loop, work, 0L).word() == 0) {
      posted++;
    }
    assertEquals(WorkQueue.MODULE_LIMIT, posted);
    assertEquals(-8, scene.module.call(thunk, loop, work, 0L).word());
    assertEquals(0, loop("PostQuit", loop, true).word());
  }

  @Test
  void aFloodOfCallsLeavesRoomForTheBrowser() throws InterruptedException {
    CountDownLatch flooded = new CountDownLatch(1);
    scene.handleMessage =
        arguments -> {
          PepperTest.await(flooded);
          return 0;
        };
    scene.pepper.postMessage(Scene.INSTANCE, Var.NULL, () -> {});
    CompletionCallback work = noting("");
    int thunk = scene.thunk("PPB_Core;1.0", "CallOnMainThread");
    for (int i = 0; i < WorkQueue.MODULE_LIMIT + 10; i++) {
      scene.module.call(thunk, 0, work, 0);
    }
    assertTrue(scene.pepper.destroyInstance(Scene.INSTANCE));
    flooded.countDown();
    assertEquals(0, scene.finish());
    assertEquals(
        List.of(
            "PPB_Core.CallOnMainThread: a call was dropped, because 65536 are waiting for the main thread"),
        scene.logs);
  }

  @Test
  void anElementsLoopsGoWithIt() throws InterruptedException {
    int loop = create();
    scene.pepper.destroyInstance(Scene.INSTANCE);
    scene.expect("DidDestroy " + Scene.INSTANCE);
    scene.finish();
    assertEquals(-5, loop("PostQuit", loop, true).word());
  }

  @Test
  void resourcesWithoutEndAreRefused() {
    int thunk = scene.thunk("PPB_MessageLoop;1.0", "Create");
    int made = 0;
    int last = 0;
    for (int id = scene.module.call(thunk, Scene.INSTANCE).word(); id != 0; made++) {
      last = id;
      id = scene.module.call(thunk, Scene.INSTANCE).word();
    }
    assertEquals(Resources.LIMIT - 1, made);
    scene.call("PPB_Core;1.0", "ReleaseResource", last);
    assertNotEquals(0, scene.module.call(thunk, Scene.INSTANCE).word());
  }

  @Test
  void anInterruptEndsAThreadThatWaitsForWork() throws InterruptedException {
    int loop = create();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread worker =
        new Thread(
            () -> {
              loop("AttachToCurrentThread", loop);
              try {
                loop("Run", loop);
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    worker.start();
    worker.interrupt();
    worker.join();
    assertEquals(org.halite.runtime.machine.ModuleEnded.class, thrown.get().getClass());
  }

  @Test
  void timeIsWallClockAndTicksDoNotGoBack() {
    double before = System.currentTimeMillis() / 1000.0 - 1;
    double time = scene.call("PPB_Core;1.0", "GetTime").xmm0();
    assertTrue(time > before && time < before + 100, "GetTime said " + time);
    double ticks = scene.call("PPB_Core;1.0", "GetTimeTicks").xmm0();
    assertTrue(scene.call("PPB_Core;1.0", "GetTimeTicks").xmm0() >= ticks);
  }
}
