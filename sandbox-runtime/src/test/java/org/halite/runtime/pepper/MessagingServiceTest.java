package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halite.ppapi.PpVarType;
import org.halite.ppapi.Var;
import org.halite.wire.VarCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MessagingServiceTest {
  private static final String NOT_SENT =
      "console 3 [] PPB_Messaging.PostMessage: the message was not sent: ";
  private static final String DROPPED = "console 3 [] A message to the module was dropped: ";

  private Scene scene;

  @BeforeEach
  void make() {
    scene = new Scene(1 << 23);
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  private void post(PpVar var) {
    scene.call("PPB_Messaging;1.0", "PostMessage", Scene.INSTANCE, var);
  }

  private PpVar array(PpVar... elements) {
    PpVar array = scene.call("PPB_VarArray;1.0", "Create").var();
    for (int i = 0; i < elements.length; i++) {
      scene.call("PPB_VarArray;1.0", "Set", array, i, elements[i]);
    }
    return array;
  }

  /** A module that posts back what it gets. */
  private void startEcho() throws InterruptedException {
    scene.handleMessage =
        arguments -> {
          post(new PpVar((int) arguments[1], arguments[2]));
          return 0;
        };
    scene.startWithInstance();
  }

  private void send(Var message) {
    scene.pepper.postMessage(Scene.INSTANCE, message, () -> {});
  }

  @Test
  void everyKindOfValueComesBackAsItWent() throws InterruptedException {
    startEcho();
    Map<String, Var> entries = new LinkedHashMap<>();
    entries.put("z", new Var.Array(List.of(Var.NULL, Var.UNDEFINED, new Var.Array(List.of()))));
    entries.put("", new Var.Text("Grüße 𝄞\0"));
    entries.put("a", new Var.Dictionary(Map.of("x", new Var.Real(-0.0))));
    for (Var each :
        List.of(
            Var.UNDEFINED,
            Var.NULL,
            new Var.Bool(true),
            new Var.Bool(false),
            new Var.Int32(Integer.MIN_VALUE),
            new Var.Real(Double.NaN),
            new Var.Real(1e300),
            new Var.Text(""),
            new Var.Dictionary(entries))) {
      send(each);
      assertEquals(each, scene.message());
    }
    send(new Var.ArrayBuffer(new byte[] {1, -2, 3}));
    assertArrayEquals(new byte[] {1, -2, 3}, ((Var.ArrayBuffer) scene.message()).bytes());
  }

  @Test
  void aMessageThatWasHandledLeavesNothingBehind() throws InterruptedException {
    scene.startWithInstance();
    int blocks = scene.module.blocks();
    Var tree = new Var.ArrayBuffer(new byte[100]);
    for (int i = 0; i < 50; i++) {
      tree = new Var.Array(List.of(tree, new Var.Dictionary(Map.of("k", new Var.Text("t")))));
    }
    send(tree);
    scene.finish();
    assertEquals(blocks, scene.module.blocks());
  }

  @Test
  void aMegabyteAThousandTimesComesBack() throws InterruptedException {
    startEcho();
    Var megabyte = new Var.Text("x".repeat(1 << 20));
    for (int i = 0; i < 1000; i++) {
      send(megabyte);
      assertEquals(megabyte, scene.message());
    }
  }

  @Test
  void aMessageTooLargeForTheModulesMemoryIsDroppedInASentence() throws InterruptedException {
    startEcho();
    int blocks = scene.module.blocks();
    send(
        new Var.Array(
            List.of(new Var.ArrayBuffer(new byte[10]), new Var.ArrayBuffer(new byte[1 << 23]))));
    scene.expect(DROPPED + "the module's memory has no room for its 8388608 bytes");
    assertEquals(blocks, scene.module.blocks());
    send(Var.NULL);
    assertEquals(Var.NULL, scene.message());
  }

  @Test
  void aMessageOverTheBudgetIsDroppedAndGivenBack() throws InterruptedException {
    startEcho();
    List<Var> elements =
        new ArrayList<>(Collections.nCopies(8, new Var.Text("x".repeat((int) (Vars.BUDGET / 7)))));
    send(new Var.Array(elements));
    scene.expect(DROPPED + "there is no room for its variables");
    Var half = new Var.Text("x".repeat((int) (Vars.BUDGET / 2)));
    send(new Var.Array(List.of(half)));
    if (Vars.BUDGET / 2 + 100 < VarCodec.MAX_BYTES) {
      assertEquals(new Var.Array(List.of(half)), scene.message());
    } else {
      scene.expect(NOT_SENT + "it is larger than 67108864 bytes");
    }
  }

  @Test
  void aCycleIsNotSent() throws InterruptedException {
    scene.startWithInstance();
    PpVar outer = array(array(PpVar.NULL));
    PpVar inner = scene.call("PPB_VarArray;1.0", "Get", outer, 0).var();
    scene.call("PPB_VarArray;1.0", "Set", inner, 0, outer);
    post(outer);
    scene.expect(NOT_SENT + "it contains itself");
    PpVar dictionary = scene.call("PPB_VarDictionary;1.0", "Create").var();
    scene.call("PPB_VarDictionary;1.0", "Set", dictionary, scene.string("me"), dictionary);
    post(dictionary);
    scene.expect(NOT_SENT + "it contains itself");
    assertNull(scene.messages.peek());
  }

  @Test
  void theSameArrayTwiceIsNoCycle() throws InterruptedException {
    scene.startWithInstance();
    PpVar shared = array(PpVar.of(7));
    post(array(shared, shared));
    Var seven = new Var.Array(List.of(new Var.Int32(7)));
    assertEquals(new Var.Array(List.of(seven, seven)), scene.message());
  }

  @Test
  void whatIsSentFitsTheWireToTheLastLevel() throws Exception {
    scene.startWithInstance();
    PpVar nested = array();
    for (int i = 0; i < VarCodec.MAX_DEPTH; i++) {
      nested = array(nested);
    }
    post(nested);
    Var deepest = scene.message();
    assertEquals(deepest, VarCodec.decode(VarCodec.encode(deepest)));
    post(array(nested));
    scene.expect(NOT_SENT + "it is nested deeper than 100 levels");
  }

  @Test
  void sharingThatDoublesAtEachLevelIsNotSent() throws InterruptedException {
    scene.startWithInstance();
    PpVar bomb = array(PpVar.NULL);
    for (int i = 0; i < 60; i++) {
      bomb = array(bomb, bomb);
    }
    post(bomb);
    scene.expect(NOT_SENT + "it has more than 1000000 values");
  }

  @Test
  void aBufferSharedManyTimesIsCountedEachTime() throws InterruptedException {
    scene.startWithInstance();
    PpVar buffer = scene.call("PPB_VarArrayBuffer;1.0", "Create", 1 << 20).var();
    PpVar[] many = new PpVar[65];
    java.util.Arrays.fill(many, buffer);
    post(array(many));
    scene.expect(NOT_SENT + "it is larger than 67108864 bytes");
  }

  @Test
  void resourcesAndForgedVarsAreNotSent() throws InterruptedException {
    scene.startWithInstance();
    int loop = scene.call("PPB_MessageLoop;1.0", "Create", Scene.INSTANCE).word();
    post(scene.call("PPB_Var;1.2", "VarFromResource", loop).var());
    scene.expect(NOT_SENT + "it holds resource " + loop + ", and resources cannot be sent");
    post(new PpVar(PpVarType.ARRAY, 123_456));
    scene.expect(NOT_SENT + "it holds a variable of type 7 that does not exist");
    post(new PpVar(-5, 0));
    scene.expect(NOT_SENT + "it holds a variable of type -5 that does not exist");
  }

  @Test
  void anElementThatIsGoneSendsNothing() throws InterruptedException {
    scene.startWithInstance();
    scene.call("PPB_Messaging;1.0", "PostMessage", Scene.INSTANCE + 1, PpVar.NULL);
    scene.pepper.destroyInstance(Scene.INSTANCE);
    scene.expect("DidDestroy " + Scene.INSTANCE);
    scene.finish();
    post(PpVar.NULL);
    assertNull(scene.messages.peek());
  }

  @Test
  void consoleLinesShowEachKindOfValue() throws InterruptedException {
    scene.startWithInstance();
    PpVar source = scene.string("mod");
    PpVar[] values = {
      PpVar.UNDEFINED,
      PpVar.NULL,
      PpVar.of(true),
      PpVar.of(-1),
      PpVar.of(0.5),
      scene.string("hi"),
      array(),
      scene.call("PPB_VarDictionary;1.0", "Create").var(),
      new PpVar(PpVarType.STRING, 0),
      new PpVar(77, 0)
    };
    for (PpVar value : values) {
      scene.call("PPB_Console;1.0", "LogWithSource", Scene.INSTANCE, 2, source, value);
    }
    assertEquals(
        List.of(
            "[Undefined]",
            "[Null]",
            "[True]",
            "-1",
            "0.500000",
            "hi",
            "[Array]",
            "[Dictionary]",
            "[Invalid string]",
            "[Invalid var]"),
        scene.events.stream().map(line -> line.replace("console 2 [mod] ", "")).toList());
  }

  @Test
  void aConsoleLineWithoutEndIsCut() throws InterruptedException {
    scene.startWithInstance();
    scene.call("PPB_Console;1.0", "Log", Scene.INSTANCE, 99, scene.string("x".repeat(100_000)));
    scene.expect("console 1 [] " + "x".repeat(ConsoleService.MAX_LINE - 1) + "…");
    scene.call("PPB_Console;1.0", "Log", 77, 1, PpVar.NULL);
    assertNull(scene.events.peek());
  }
}
