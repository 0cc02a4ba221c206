package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PPB_Messaging 1.2: a handler on the loop of another thread, and pages that wait for it. */
@Timeout(60)
final class MessageHandlerTest {
  private static final int DATA = 77;
  private static final Var YES = new Var.Bool(true);

  private Scene scene;
  private int loop;
  private Thread worker;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<Optional<Var>> answers = new LinkedBlockingQueue<>();
  private FakeModule.Script handleMessage = _ -> 0;
  private FakeModule.Script handleBlocking = _ -> 0;

  @BeforeEach
  void start() throws InterruptedException {
    scene = new Scene().startWithInstance();
    loop = loop("Create", Scene.INSTANCE);
  }

  @AfterEach
  void stop() throws InterruptedException {
    scene.close();
    if (worker != null) {
      worker.interrupt();
      worker.join();
    }
  }

  private int loop(String function, Object... arguments) {
    return scene.call("PPB_MessageLoop;1.0", function, arguments).word();
  }

  private int register(int table, int onLoop) {
    return scene
        .call("PPB_Messaging;1.2", "RegisterMessageHandler", Scene.INSTANCE, DATA, table, onLoop)
        .word();
  }

  private int table() {
    return scene.module.tableOf(
        scene.module.function(arguments -> noted("message", handleMessage, arguments)),
        scene.module.function(arguments -> noted("blocking", handleBlocking, arguments)),
        scene.module.function(arguments -> noted("destroy", _ -> 0, arguments)));
  }

  private long noted(String what, FakeModule.Script script, long[] arguments) {
    assertEquals(Scene.INSTANCE, arguments[0]);
    assertEquals(DATA, arguments[1]);
    boolean elsewhere = worker == null || Thread.currentThread() == worker;
    told.add(elsewhere ? what : what + " on a wrong thread");
    return script.run(arguments);
  }

  /** Runs the loop on a thread of its own until it is quit for good. */
  private void runLoop() {
    worker =
        new Thread(
            () -> {
              loop("AttachToCurrentThread", loop);
              try {
                loop("Run", loop);
              } catch (org.halite.runtime.machine.ModuleEnded ended) {
                // the test is over
              }
            });
    worker.start();
  }

  private void ask(Var message) {
    assertTrue(
        scene.pepper.askMessage(
            Scene.INSTANCE, message, answer -> answers.add(Optional.ofNullable(answer))));
  }

  private Var answer() throws InterruptedException {
    Optional<Var> answer = answers.poll(20, TimeUnit.SECONDS);
    assertTrue(answer != null, () -> "no answer came; told were " + told);
    return answer.orElse(null);
  }

  @Test
  void theAnswerIsWhatTheHandlerPutThere() throws InterruptedException {
    handleBlocking =
        arguments -> {
          PpVar given = scene.module.varAt(arguments[2]);
          PpVar array = scene.call("PPB_VarArray;1.0", "Create").var();
          scene.call("PPB_VarArray;1.0", "Set", array, 0, given);
          scene.module.writeInt(arguments[3], array.type());
          scene.module.writeLong(arguments[3] + 8, array.bits());
          return 0;
        };
    assertEquals(0, register(table(), loop));
    int blocks = scene.module.blocks();
    runLoop();
    ask(new Var.Text("question"));
    assertEquals(new Var.Array(List.of(new Var.Text("question"))), answer());
    assertEquals(List.of("blocking"), told);
    loop("PostQuit", loop, true);
    worker.join();
    assertEquals(blocks, scene.module.blocks());
  }

  @Test
  void messagesGoToTheHandlerInOrderAndNotToPppMessaging() throws InterruptedException {
    List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
    handleMessage =
        arguments -> {
          told.add("" + (int) scene.module.varAt(arguments[2]).bits());
          return 0;
        };
    assertEquals(0, register(table(), loop));
    for (int i = 0; i < 3; i++) {
      int number = i;
      scene.pepper.postMessage(Scene.INSTANCE, new Var.Int32(i), () -> taken.add(number));
    }
    ask(Var.NULL);
    runLoop();
    assertEquals(Var.UNDEFINED, answer());
    assertEquals(List.of("message", "0", "message", "1", "message", "2", "blocking"), told);
    assertEquals(List.of(0, 1, 2), taken);
    assertTrue(scene.events.stream().noneMatch("HandleMessage"::equals));
  }

  @Test
  void withoutAHandlerThereIsNoAnswer() throws InterruptedException {
    ask(Var.NULL);
    assertNull(answer());
  }

  @Test
  void anUnregisteredHandlerIsToldAndPppMessagingTakesOver() throws InterruptedException {
    assertEquals(0, register(table(), loop));
    scene.call("PPB_Messaging;1.2", "UnregisterMessageHandler", Scene.INSTANCE);
    ask(Var.NULL);
    assertNull(answer());
    scene.pepper.postMessage(Scene.INSTANCE, Var.NULL, () -> {});
    scene.expect("HandleMessage");
    loop("PostQuit", loop, true);
    runLoop();
    worker.join();
    assertEquals(List.of("destroy"), told);
  }

  @Test
  void aSecondHandlerTakesThePlaceOfTheFirst() throws InterruptedException {
    assertEquals(0, register(table(), loop));
    assertEquals(0, register(table(), loop));
    ask(Var.NULL);
    runLoop();
    assertEquals(Var.UNDEFINED, answer());
    assertEquals(List.of("destroy", "blocking"), told);
  }

  @Test
  void aLoopThatIsQuitForGoodAnswersWhoWaitsAndServesNoMore() throws InterruptedException {
    assertEquals(0, register(table(), loop));
    loop("PostQuit", loop, true);
    ask(Var.NULL);
    scene.pepper.postMessage(Scene.INSTANCE, Var.NULL, () -> answers.add(Optional.of(YES)));
    scene.pepper.changeFocus(Scene.INSTANCE, true);
    scene.expect("DidChangeFocus " + Scene.INSTANCE + " 1");
    runLoop();
    assertNull(answer());
    assertEquals(YES, answer());
    worker.join();
    ask(Var.NULL);
    assertNull(answer());
    assertEquals(List.of(), told);
  }

  @Test
  void theElementsEndIsTheHandlersEnd() throws InterruptedException {
    assertEquals(0, register(table(), loop));
    scene.pepper.destroyInstance(Scene.INSTANCE);
    scene.expect("DidDestroy " + Scene.INSTANCE);
    ask(Var.NULL);
    assertNull(answer());
  }

  @Test
  void whatIsNoHandlerIsRefused() throws InterruptedException {
    int complete = table();
    assertEquals(-4, register(0, loop));
    assertEquals(-4, register(0x7ffffff0, loop));
    assertEquals(-4, register(scene.module.tableOf(1, 0, 1), loop));
    assertEquals(-5, register(complete, loop + 1000));
    assertEquals(-52, register(complete, loop("GetForMainThread")));
    assertEquals(
        -4,
        scene
            .call(
                "PPB_Messaging;1.2",
                "RegisterMessageHandler",
                Scene.INSTANCE + 1,
                DATA,
                complete,
                loop)
            .word());
    scene.call("PPB_Messaging;1.2", "UnregisterMessageHandler", Scene.INSTANCE + 1);
    ask(Var.NULL);
    assertNull(answer());
  }

  @Test
  void aResponseThatIsNoValueIsUndefined() throws InterruptedException {
    handleBlocking =
        arguments -> {
          scene.module.writeInt(arguments[3], 5);
          scene.module.writeLong(arguments[3] + 8, 0x7777_7777L);
          return 0;
        };
    assertEquals(0, register(table(), loop));
    runLoop();
    ask(Var.NULL);
    assertEquals(Var.UNDEFINED, answer());
  }

  @Test
  void memoryThatIsTakenAwayLosesOneMessageAndNotTheLoop() throws InterruptedException {
    handleBlocking =
        _ -> {
          scene.module.takeLentMemoryAway();
          return 0;
        };
    assertEquals(0, register(table(), loop));
    runLoop();
    ask(Var.NULL);
    assertEquals(Var.UNDEFINED, answer());
    ask(Var.NULL);
    assertEquals(Var.UNDEFINED, answer());
    assertEquals(List.of("blocking"), told);
    assertTrue(worker.isAlive());
  }
}
