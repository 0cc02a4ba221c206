package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.Declarations;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every function of every interface with arguments that no compiler would make. */
@Timeout(120)
final class HostileCallsTest {
  /** Numbers at the edges, and small ones that may name living variables and resources. */
  private static long argument(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(12);
      case 1 -> random.nextInt(40);
      case 2 -> 0x1_0000L + random.nextInt(1 << 16);
      case 3 -> -1L - random.nextInt(16);
      case 4 -> Scene.INSTANCE;
      case 5 -> 1L << random.nextInt(64);
      case 6 -> random.nextLong();
      default -> 5L + random.nextInt(6);
    };
  }

  private static List<Integer> thunks(Scene scene) {
    List<Integer> thunks = new ArrayList<>();
    for (Declaration declaration : Declarations.BROWSER) {
      for (int slot = 0; slot < declaration.size(); slot++) {
        // Run is for threads that mean to stay.
        if (!declaration.function(slot).name().equals("Run")) {
          thunks.add(scene.module.readInt(scene.table(declaration.name()) + 4L * slot));
        }
      }
    }
    return thunks;
  }

  private static void attack(Scene scene, List<Integer> thunks, Random random, int calls) {
    scene.refusesAll = true; // functions that wait would wait for the test
    for (int i = 0; i < calls; i++) {
      Object[] arguments = new Object[6];
      for (int a = 0; a < arguments.length; a++) {
        arguments[a] = argument(random);
      }
      FakeModule.Result _ = scene.module.call(thunks.get(random.nextInt(thunks.size())), arguments);
    }
  }

  @Test
  void everyDeclaredFunctionIsThereUnderBothConventions() throws InterruptedException {
    for (String hook : List.of(Pepper.HOOK, Pepper.PEXE_HOOK)) {
      try (Scene scene = new Scene()) {
        scene.hook = hook;
        scene.startWithInstance();
        for (int thunk : thunks(scene)) {
          FakeModule.Result _ = scene.module.call(thunk, 0, 0, 0, 0, 0, 0);
        }
        assertEquals(-5, scene.call("PPB_MessageLoop;1.0", "Run", 0).word());
      }
    }
  }

  @Test
  void noArgumentsMakeTheRuntimeThrow() throws InterruptedException {
    for (String hook : List.of(Pepper.HOOK, Pepper.PEXE_HOOK)) {
      try (Scene scene = new Scene()) {
        scene.hook = hook;
        scene.startWithInstance();
        Random random = new Random(20260801);
        // Memory full of the same kind of numbers, for the pointers to find.
        for (int at = 0x1_0000; at < 0x2_0000; at += 8) {
          if (at >= 0x1_8000) {
            scene.module.writeLong(at, argument(random));
          }
        }
        attack(scene, thunks(scene), random, 100_000);
      }
    }
  }

  @Test
  void fourThreadsAtOnceDoNotMakeTheRuntimeThrow() throws InterruptedException {
    try (Scene scene = new Scene(1 << 24)) {
      scene.startWithInstance();
      List<Integer> thunks = thunks(scene);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Random random = new Random(t);
        Thread thread =
            new Thread(
                () -> {
                  try {
                    attack(scene, thunks, random, 30_000);
                  } catch (RuntimeException | Error e) {
                    thrown.set(e);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (int i = 0; i < 100; i++) {
        scene.pepper.postMessage(
            Scene.INSTANCE, new Var.Array(List.of(new Var.Text("x"))), () -> {});
        scene.changeView(Scene.INSTANCE, i, i, i, i, true, 1);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertNull(thrown.get());
    }
  }

  @Test
  void memoryThatTheModuleTakesAwayCostsItTheEventOnly() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.startWithInstance();
      scene.module.takeLentMemoryAway();
      scene.pepper.postMessage(Scene.INSTANCE, new Var.ArrayBuffer(new byte[16]), () -> {});
      scene.pepper.createInstance(7, List.of("a"), List.of("b"));
      scene.expect("created 7 false");
      assertEquals(0, scene.finish());
      assertEquals(2, scene.logs.size());
    }
  }

  @Test
  void atTheMemoryLimitAnElementIsRefusedInASentence() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.startWithInstance();
      scene.module.reachMemoryLimit();
      scene.pepper.createInstance(7, List.of("a"), List.of("b"));
      scene.expect("created 7 false");
      assertEquals(
          List.of("the module's memory has no room for the element's attributes"), scene.logs);
      assertEquals(0, scene.finish());
    }
  }
}
