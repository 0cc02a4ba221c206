package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.imc.RuntimeService;
import org.halite.wire.ControlWire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One process that waits; whatever becomes of it, modules get one that works. */
class WarmSpareTest {
  private static final int NEVER = 3_600_000;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<RuntimeProcess> started = new CopyOnWriteArrayList<>();
  private WarmSpare spare;

  private WarmSpare spare(String script, int refillMillis, int idleMillis) throws Exception {
    RuntimeCommand command = LocalModuleHostTest.scripted(script);
    spare =
        new WarmSpare(
            service -> {
              RuntimeProcess process = RuntimeProcess.startSpare(command, null, loops, service);
              started.add(process);
              return process;
            },
            clock,
            true,
            refillMillis,
            idleMillis);
    return spare;
  }

  /** Waits until there is one, as a page's module may have to. */
  private RuntimeProcess waiting() throws Exception {
    for (int i = 0; i < 3000; i++) {
      RuntimeProcess process = spare.waiting();
      if (process != null) {
        return process;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("there is no spare after 30 s");
  }

  private static void awaitEnd(RuntimeProcess process) throws Exception {
    int _ = process.ended().get(30, TimeUnit.SECONDS);
    assertFalse(process.handle().isAlive());
    assertFalse(Files.exists(process.socketPath().getParent()));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (spare != null) {
      spare.close();
      assertNull(spare.waiting());
      spare.prepare();
      assertNull(spare.take(new Owner()));
    }
    clock.shutdownNow();
    for (RuntimeProcess process : started) {
      process.kill();
      awaitEnd(process);
    }
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** Whose process it is. */
  private static final class Owner implements RuntimeService {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void request(RuntimeRequest request) {
      heard.add(ControlWire.BROWSER_SERVICE.get(request.message().method()).name());
      request.reply();
    }

    @Override
    public void closed(String reason) {
      heard.add(reason);
    }
  }

  @Test
  void theSpareIsTakenOnceAndServesItsOwner() throws Exception {
    spare("", NEVER, NEVER).prepare();
    RuntimeProcess prepared = waiting();
    Owner owner = new Owner();
    assertSame(prepared, spare.take(owner));
    assertNull(spare.take(new Owner()));
    prepared.kill();
    awaitEnd(prepared);
    for (int i = 0; i < 3000 && owner.heard.isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertEquals(List.of("the runtime process closed its connection"), owner.heard);
  }

  @Test
  void twoModulesAtOnceNeverGetTheSameProcess() throws Exception {
    spare("", 0, NEVER).prepare();
    RuntimeProcess first = spare.take(new Owner());
    assertNotNull(first);
    RuntimeProcess second = waiting();
    assertNotSame(first, second);
    assertTrue(first.handle().isAlive());
  }

  @Test
  void thereIsNeverMoreThanOne() throws Exception {
    spare("", NEVER, NEVER);
    for (int i = 0; i < 20; i++) {
      spare.prepare();
    }
    RuntimeProcess only = waiting();
    for (int i = 0; i < 20; i++) {
      spare.prepare();
    }
    assertSame(only, waiting());
    assertEquals(1, started.size());
  }

  @Test
  void aSpareThatWasKilledIsNotGivenAway() throws Exception {
    spare("", NEVER, NEVER).prepare();
    RuntimeProcess prepared = waiting();
    var _ = prepared.ready().get(30, TimeUnit.SECONDS);
    assertTrue(prepared.handle().destroyForcibly());
    assertNull(spare.take(new Owner()));
  }

  @Test
  void aSpareThatNoLongerAnswersIsNotGivenAway() throws Exception {
    spare("", NEVER, NEVER).prepare();
    RuntimeProcess prepared = waiting();
    var _ = prepared.ready().get(30, TimeUnit.SECONDS);
    stop(prepared);
    assertNull(spare.take(new Owner()));
    awaitEnd(prepared);
  }

  private static void stop(RuntimeProcess process) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-STOP", Long.toString(process.handle().pid())).start();
    assertEquals(0, kill.waitFor());
  }

  @Test
  void aSpareThatSpeaksBeforeItHasAModuleIsKilled() throws Exception {
    spare("speaks first", NEVER, NEVER).prepare();
    for (int i = 0; i < 3000 && started.isEmpty(); i++) {
      Thread.sleep(10);
    }
    awaitEnd(started.getFirst());
    assertNull(spare.take(new Owner()));
  }

  @Test
  void aSpareThatCannotStartIsNoSpare() throws Exception {
    spare("dies", NEVER, NEVER).prepare();
    assertNull(spare.take(new Owner()));
  }

  @Test
  void aSpareWithAWrongTokenIsNoSpare() throws Exception {
    spare("wrong token", NEVER, NEVER).prepare();
    assertNull(spare.take(new Owner()));
  }

  @Test
  void whereNoProcessCanBeStartedThereIsNoSpareAndNoError() throws Exception {
    RuntimeCommand missing =
        new RuntimeCommand(Path.of("/nonexistent/java"), List.of(), List.of(), "Main");
    spare =
        new WarmSpare(
            service -> {
              throw new IOException(missing.java() + " cannot be started");
            },
            clock,
            true,
            NEVER,
            NEVER);
    spare.prepare();
    assertNull(spare.take(new Owner()));
  }

  @Test
  void aSpareThatNobodyTakesIsEnded() throws Exception {
    spare("", NEVER, 200).prepare();
    for (int i = 0; i < 3000 && started.isEmpty(); i++) {
      Thread.sleep(10);
    }
    awaitEnd(started.getFirst());
    assertNull(spare.waiting());
  }

  @Test
  void closingWhileItStartsLeavesNoProcess() throws Exception {
    spare("silent", NEVER, NEVER).prepare();
    RuntimeProcess starting = waiting();
    spare.close();
    awaitEnd(starting);
  }

  @Test
  void aModuleThatEndsWhileItWaitsForTheSpareTakesItAlong() throws Exception {
    spare("silent", NEVER, NEVER).prepare();
    RuntimeProcess starting = waiting();
    Thread module =
        Thread.startVirtualThread(
            () -> {
              try {
                assertNull(spare.take(new Owner()));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    module.interrupt();
    module.join();
    awaitEnd(starting);
  }

  @Test
  void aSpareHasEnteredItsJailBeforeItIsGivenAModule() throws Exception {
    RuntimeCommand command = RuntimeCommand.installed();
    RuntimeProcess process = RuntimeProcess.startSpare(command, null, loops, new Owner());
    started.add(process);
    var _ = process.ready().get(30, TimeUnit.SECONDS);
    Path status = Path.of("/proc", Long.toString(process.handle().pid()), "status");
    List<String> lines = List.of();
    for (int i = 0; i < 3000 && !lines.contains("NoNewPrivs:\t1"); i++) {
      Thread.sleep(10);
      lines = Files.readAllLines(status);
    }
    assertTrue(lines.contains("NoNewPrivs:\t1"), lines::toString);
    assertTrue(lines.contains("CapPrm:\t0000000000000000"), lines::toString);
    assertTrue(lines.contains("CapEff:\t0000000000000000"), lines::toString);
  }
}
