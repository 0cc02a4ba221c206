package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.halite.runtime.syscall.FileTree;
import org.halite.runtime.syscall.Prototypes;
import org.halite.runtime.syscall.Prototypes.Kind;
import org.halite.runtime.syscall.Prototypes.Prototype;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack 15: every system call that there is, with every forged value for each argument and for
 * each two. The answer must be a result or an error; whatever it was, the process lives, and
 * nothing was written where the module may not write.
 */
class HostileArgumentsTest {
  private static final int THREAD_CREATE = 80;
  private static final int LAST_ERROR = 133;

  @TempDir Path outside;
  private FileTree tree;

  @BeforeEach
  void giveADirectory() throws IOException {
    tree = FileTree.open(Files.createDirectory(outside.resolve("root")).toString());
  }

  @AfterEach
  void closeDirectory() {
    Kernel.call(Kernel.CLOSE, tree.root());
  }

  @TestFactory
  List<DynamicTest> everyCallSurvivesForgedArguments() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<Prototype> prototypes;
    try (ForgedWorld world = new ForgedWorld(tree)) {
      prototypes = Prototypes.of(world.module().systemCalls);
    }
    assertTrue(prototypes.size() > 70, prototypes.size() + " calls");
    for (Prototype prototype : prototypes) {
      String name = prototype.number() + " " + prototype.name();
      tests.add(dynamicTest(name, () -> attack(prototype)));
    }
    return tests;
  }

  private void attack(Prototype prototype) throws Exception {
    int done = 0;
    List<CallSequence.Call> calls = null;
    do {
      try (ForgedWorld world = new ForgedWorld(tree)) {
        boolean first = calls == null;
        if (first) {
          calls = calls(prototype, world);
          assertTrue(calls.size() < CallSequence.MOST, calls.size() + " calls");
        }
        done += run(world, prototype, calls.subList(done, calls.size()));
        int good = first ? (int) world.sequence().result(world.prepared()) : 0;
        assertTrue(good != -Errno.EFAULT && good != -Errno.EBADF, "good ones are not: " + good);
      }
    } while (done < calls.size());
  }

  /** How many calls of the list are done with: all, or up to one that ended the module. */
  private static int run(ForgedWorld world, Prototype prototype, List<CallSequence.Call> calls)
      throws Exception {
    world.start(calls);
    int prepared = world.prepared();
    Exit exit = world.awaitExitOrWait();
    int returned = world.sequence().returned() - prepared;
    assertTrue(returned >= 0, "the preparation fails: " + exit);
    for (int i = 0; i < returned; i++) {
      checkResult(prototype, calls.get(i), world.sequence().result(prepared + i));
    }
    world.assertUnharmed();
    if (returned == calls.size()) {
      assertEquals(new Exit.Normal(CallSequence.DONE), exit);
      return returned;
    }
    String last = ForgedWorld.describe(calls.get(returned));
    switch (exit) {
      case Exit.Normal normal ->
          assertTrue(prototype.number() == 30 || prototype.number() == 81, last + ": " + normal);
      case Exit.Fault fault -> // of a thread that was told to start where no code is
          assertEquals(THREAD_CREATE, prototype.number(), last + ": " + fault);
      case Exit.Killed killed -> assertEquals(ForgedWorld.WAITS, killed, last);
    }
    return returned + 1;
  }

  private static void checkResult(Prototype prototype, CallSequence.Call call, long rax) {
    assertEquals(0, rax >>> 32, () -> ForgedWorld.describe(call) + ": the upper half of rax");
    int result = (int) rax;
    if (result < 0 && !prototype.address()) {
      assertTrue(result >= -LAST_ERROR, () -> ForgedWorld.describe(call) + " = " + result);
    }
  }

  /** One argument forged in all ways, then each two in those that fit their types. */
  private static List<CallSequence.Call> calls(Prototype prototype, ForgedWorld world) {
    Set<Long> all = new LinkedHashSet<>();
    for (Kind kind : Kind.values()) {
      all.addAll(world.forged(kind));
    }
    List<CallSequence.Call> calls = new ArrayList<>();
    long[] good = world.good(prototype);
    calls.add(new CallSequence.Call(prototype.number(), good));
    for (int i = 0; i < good.length; i++) {
      for (long value : all) {
        calls.add(with(prototype, good, i, value, i, value));
      }
      List<Long> firsts = world.forged(prototype.arguments().get(i));
      for (int k = i + 1; k < good.length; k++) {
        for (long first : firsts) {
          for (long second : world.forged(prototype.arguments().get(k))) {
            calls.add(with(prototype, good, i, first, k, second));
          }
        }
      }
    }
    return calls;
  }

  private static CallSequence.Call with(
      Prototype prototype, long[] good, int i, long first, int k, long second) {
    long[] arguments = good.clone();
    arguments[i] = first;
    arguments[k] = second;
    return new CallSequence.Call(prototype.number(), arguments);
  }

  /** A handler that takes a register as it is, and one that writes text, would be found. */
  @Test
  @Timeout(60)
  void carelessHandlersWouldBeFound() throws Exception {
    SystemCallTable asAddress =
        (number, thread) -> {
          if (number == 12) {
            Kernel.write(thread.integerRegister(1), new byte[] {1});
          }
          return 0;
        };
    SystemCallTable intoText =
        (number, thread) -> {
          long base = thread.sandbox().space().base();
          Kernel.protect(base + 0x20000, 0x10000, 7);
          Kernel.write(base + 0x2fff0, new byte[] {1});
          Kernel.protect(base + 0x20000, 0x10000, 5);
          return 0;
        };
    SystemCallTable intoGuard =
        (number, thread) -> {
          Kernel.protect(thread.sandbox().space().base() - 0x10000, 0x10000, 3);
          return 0;
        };
    for (SystemCallTable careless : List.of(asAddress, intoText, intoGuard)) {
      try (ForgedWorld world = new ForgedWorld(tree)) {
        world.module().sandbox.setSystemCalls(careless);
        world.start(List.of(new CallSequence.Call(12, 0, world.outside(), 1)));
        assertNotEquals(ForgedWorld.WAITS, world.awaitExitOrWait());
        assertThrows(AssertionError.class, world::assertUnharmed);
      }
    }
  }

  /** Kinds that no prototype has any more would test nothing. */
  @Test
  void everyKindOfArgumentIsForgedSomewhere() throws IOException {
    try (ForgedWorld world = new ForgedWorld(tree)) {
      List<Prototype> prototypes = Prototypes.of(world.module().systemCalls);
      for (Kind kind : Kind.values()) {
        if (prototypes.stream().noneMatch(p -> p.arguments().contains(kind))) {
          fail("no call takes a " + kind);
        }
        assertTrue(world.forged(kind).size() > 10);
      }
    }
  }
}
