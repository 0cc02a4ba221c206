package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.halite.ppapi.PpVarType;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PepperTest {
  private static final int INSTANCE = Scene.INSTANCE;

  @Test
  void eventsReachTheModuleInTheOrderOfTheBinding() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.start();
      scene.pepper.createInstance(INSTANCE, List.of(), List.of());
      scene.changeView(INSTANCE, 1, 2, 3, 4, true, 1);
      scene.pepper.changeFocus(INSTANCE, true);
      scene.pepper.postMessage(INSTANCE, Var.NULL, () -> scene.events.add("taken"));
      scene.pepper.destroyInstance(INSTANCE);
      assertEquals(0, scene.finish());
      assertEquals(
          List.of(
              "Initialize",
              "GetInterface PPP_Instance;1.1",
              "GetInterface PPP_Messaging;1.0",
              "GetInterface PPP_InputEvent;0.1",
              "GetInterface PPP_MouseLock;1.0",
              "DidCreate " + INSTANCE,
              "created " + INSTANCE + " true",
              "DidChangeView " + INSTANCE,
              "DidChangeFocus " + INSTANCE + " 1",
              "taken",
              "HandleMessage",
              "DidDestroy " + INSTANCE,
              "Shutdown"),
          List.copyOf(scene.events));
    }
  }

  @Test
  void shutdownDestroysTheElementsThatLive() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      assertEquals(0, scene.finish());
      assertEquals(List.of("DidDestroy " + INSTANCE, "Shutdown"), List.copyOf(scene.events));
    }
  }

  @Test
  void attributesArriveInLowerCaseInModuleMemoryAndAreTakenBack() throws InterruptedException {
    try (Scene scene = new Scene()) {
      List<String> seen = new ArrayList<>();
      scene.didCreate =
          arguments -> {
            for (int i = 0; i < arguments[1]; i++) {
              String name =
                  scene.module.readString(scene.module.readInt(arguments[2] + 4L * i), 100);
              seen.add(
                  name
                      + "="
                      + scene.module.readString(scene.module.readInt(arguments[3] + 4L * i), 100));
            }
            return 1;
          };
      scene.startWithInstance();
      int before = scene.module.blocks();
      scene.pepper.createInstance(
          7, List.of("SRC", "data-Größe", "empty"), List.of("A.nmf", "ß", ""));
      scene.expect("created 7 true");
      assertEquals(List.of("src=A.nmf", "data-größe=ß", "empty="), seen);
      assertEquals(before, scene.module.blocks());
    }
  }

  @Test
  void attributesBeyondTheBoundsAreRefusedInASentence() {
    try (Scene scene = new Scene()) {
      String huge = "x".repeat(Attributes.MAX_BYTES);
      Exception tooLong =
          assertThrows(
              IllegalArgumentException.class,
              () -> scene.pepper.createInstance(INSTANCE, List.of("a"), List.of(huge)));
      assertEquals(
          "the attributes are longer than the 1048576 bytes they may have", tooLong.getMessage());
      Exception unpaired =
          assertThrows(
              IllegalArgumentException.class,
              () -> scene.pepper.createInstance(INSTANCE, List.of("a"), List.of()));
      assertEquals("1 attribute names came with 0 values", unpaired.getMessage());
      List<String> many = Collections.nCopies(Attributes.MAX_COUNT + 1, "");
      assertThrows(
          IllegalArgumentException.class, () -> scene.pepper.createInstance(INSTANCE, many, many));
      assertThrows(
          IllegalArgumentException.class,
          () -> scene.pepper.createInstance(0, List.of(), List.of()));
    }
  }

  @Test
  void anElementTheModuleRefusesIsNotLive() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.didCreate = arguments -> 0xffff_ffff_0000_0000L;
      scene.start();
      scene.pepper.createInstance(INSTANCE, List.of(), List.of());
      scene.expect("created " + INSTANCE + " false");
      scene.pepper.changeFocus(INSTANCE, true);
      AtomicInteger taken = new AtomicInteger();
      scene.pepper.postMessage(INSTANCE, Var.NULL, taken::incrementAndGet);
      assertEquals(0, scene.finish());
      assertEquals(List.of("Shutdown"), List.copyOf(scene.events));
      assertEquals(1, taken.get());
    }
  }

  @Test
  void aModuleWithoutPppInstanceCannotServeAnElement() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.instanceInterface = "none";
      scene.start();
      scene.pepper.createInstance(INSTANCE, List.of(), List.of());
      scene.expect("created " + INSTANCE + " false");
      assertEquals(0, scene.finish());
      assertEquals(
          List.of(
              "the module has no PPP_Instance;1.1 and no PPP_Instance;1.0: it cannot serve an element"),
          scene.logs);
    }
  }

  @Test
  void versionOneNoughtTakesTheViewAsTwoRectangles() throws InterruptedException {
    try (Scene scene = new Scene()) {
      List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
      scene.instanceInterface = "PPP_Instance;1.0";
      scene.didChangeView =
          arguments -> {
            for (int i = 0; i < 4; i++) {
              numbers.add(scene.module.readInt(arguments[1] + 4L * i));
            }
            for (int i = 0; i < 4; i++) {
              numbers.add(scene.module.readInt(arguments[2] + 4L * i));
            }
            return 0;
          };
      scene.startWithInstance();
      scene.changeView(INSTANCE, -5, 6, 70, 80, true, 2);
      scene.finish();
      assertEquals(List.of(-5, 6, 70, 80, 0, 0, 70, 80), numbers);
    }
  }

  @Test
  void ofViewChangesThatPileUpTheModuleSeesTheLast() throws InterruptedException {
    try (Scene scene = new Scene()) {
      CountDownLatch posted = new CountDownLatch(1);
      List<Integer> widths = Collections.synchronizedList(new ArrayList<>());
      scene.handleMessage =
          arguments -> {
            await(posted);
            return 0;
          };
      scene.didChangeView =
          arguments -> {
            int at = scene.module.allocate(16);
            scene.call("PPB_View;1.0", "GetRect", (int) arguments[1], at);
            widths.add(scene.module.readInt(at + 8L));
            return 0;
          };
      scene.startWithInstance();
      scene.pepper.postMessage(INSTANCE, Var.NULL, () -> {});
      for (int width = 1; width <= 1000; width++) {
        assertTrue(scene.changeView(INSTANCE, 0, 0, width, 1, true, 1));
      }
      posted.countDown();
      scene.finish();
      assertEquals(1000, widths.getLast());
      assertTrue(widths.size() <= 2, () -> "seen: " + widths);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, java.util.concurrent.TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aMessageArrivesInTwoIntegerRegistersAndDiesAfterTheCall() throws InterruptedException {
    try (Scene scene = new Scene()) {
      List<PpVar> seen = Collections.synchronizedList(new ArrayList<>());
      List<String> texts = Collections.synchronizedList(new ArrayList<>());
      scene.handleMessage =
          arguments -> {
            assertEquals(INSTANCE, arguments[0]);
            PpVar var = new PpVar((int) arguments[1], arguments[2]);
            seen.add(var);
            int lengthAt = scene.module.allocate(4);
            int text = scene.call("PPB_Var;1.1", "VarToUtf8", var, lengthAt).word();
            texts.add(scene.module.readString(text, 100) + scene.module.readInt(lengthAt));
            scene.module.free(lengthAt);
            return 0;
          };
      scene.startWithInstance();
      scene.pepper.postMessage(INSTANCE, new Var.Text("häl"), () -> {});
      scene.finish();
      assertEquals(PpVarType.STRING, seen.getFirst().type());
      assertEquals(List.of("häl4"), texts);
      int lengthAt = scene.module.allocate(4);
      assertEquals(0, scene.call("PPB_Var;1.1", "VarToUtf8", seen.getFirst(), lengthAt).word());
    }
  }

  @Test
  void aMessageToAPexeArrivesByPointer() throws InterruptedException {
    try (Scene scene = new Scene()) {
      List<PpVar> seen = Collections.synchronizedList(new ArrayList<>());
      scene.hook = Pepper.PEXE_HOOK;
      scene.handleMessage =
          arguments -> {
            assertEquals(2, arguments.length);
            seen.add(scene.module.varAt(arguments[1]));
            return 0;
          };
      scene.startWithInstance();
      scene.pepper.postMessage(INSTANCE, new Var.Real(0.5), () -> {});
      scene.pepper.postMessage(INSTANCE, new Var.Int32(-7), () -> {});
      scene.finish();
      assertEquals(List.of(PpVar.of(0.5), PpVar.of(-7)), seen);
    }
  }

  @Test
  void thePexeConventionPassesAndReturnsVarsByPointer() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.hook = Pepper.PEXE_HOOK;
      scene.startWithInstance();
      FakeModule module = scene.module;
      PpVar text =
          module.pexeCall(scene.thunk("PPB_Var;1.1", "VarFromUtf8"), true, module.string("abc"), 3);
      assertEquals(PpVarType.STRING, text.type());
      PpVar array = module.pexeCall(scene.thunk("PPB_VarArray;1.0", "Create"), true);
      assertEquals(
          1, module.pexeCall(scene.thunk("PPB_VarArray;1.0", "Set"), false, array, 0, text).type());
      module.pexeCall(scene.thunk("PPB_Messaging;1.0", "PostMessage"), false, INSTANCE, array);
      assertEquals(new Var.Array(List.of(new Var.Text("abc"))), scene.message());
    }
  }

  @Test
  void theSameInterfaceNameHasTheSameAddress() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      int address = scene.table("PPB_Core;1.0");
      assertNotEquals(0, address);
      assertEquals(address, scene.table("PPB_Core;1.0"));
    }
  }

  @Test
  void anUnknownInterfaceIsNullAndLoggedOnce() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      for (int i = 0; i < 3; i++) {
        assertEquals(0, scene.table("PPB_Nonesuch;1.0"));
        assertEquals(0, scene.table("PPB_Evil\n\u001b[31m"));
      }
      assertEquals(
          List.of(
              "the module asked for interface \"PPB_Nonesuch;1.0\", which Halite does not have",
              "the module asked for interface \"PPB_Evil??[31m\", which Halite does not have"),
          scene.logs);
    }
  }

  @Test
  void anInterfaceNameThatIsNoStringIsNull() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      for (int address : new int[] {0, -1, 1 << 22, scene.module.string("P".repeat(1000))}) {
        assertEquals(0, scene.module.call(scene.getBrowserInterface, address).word());
      }
      assertEquals(1, scene.logs.size());
    }
  }

  @Test
  void aThousandUnknownInterfacesDoNotFloodTheLog() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      for (int i = 0; i < 1000; i++) {
        assertEquals(0, scene.table("PPB_" + i));
      }
      assertEquals(Notices.LIMIT + 1, scene.logs.size());
    }
  }

  @Test
  void aFailedInitializationEndsTheStartWithItsError() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.initialize = arguments -> -2;
      scene.start();
      scene.awaitEnd();
      assertEquals(0xffff_fffeL, scene.status);
      assertEquals(
          List.of("PPP_InitializeModule of the module failed with PPAPI error -2"), scene.logs);
    }
  }

  @Test
  void startingTwiceIsRefused() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      int start = scene.module.thunk(scene.hooks(Pepper.HOOK).functions().getFirst());
      assertEquals(-11, scene.module.call(start, scene.module.tableOf(1, 2, 3)).word());
    }
  }

  @Test
  void startFunctionsThatCannotBeReadEndTheStart() {
    try (Scene scene = new Scene()) {
      int start = scene.module.thunk(scene.hooks(Pepper.HOOK).functions().getFirst());
      assertEquals(-4, scene.module.call(start, -8).word());
      assertEquals(-4, scene.module.call(start, 0).word());
    }
  }

  @Test
  void anElementCanBeUnboundFromGraphicsButBoundToNone() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      assertEquals(1, scene.call("PPB_Instance;1.0", "BindGraphics", INSTANCE, 0).word());
      assertEquals(0, scene.call("PPB_Instance;1.0", "BindGraphics", INSTANCE, 1).word());
      assertEquals(0, scene.call("PPB_Instance;1.0", "BindGraphics", INSTANCE + 1, 0).word());
      assertEquals(0, scene.call("PPB_Instance;1.0", "IsFullFrame", INSTANCE).word());
    }
  }

  @Test
  void whatAModuleKeepsIsFreedAndToldAtTheEndOfItsElement() throws InterruptedException {
    try (Scene scene = new Scene(1 << 22).startWithInstance()) {
      int size = scene.module.tableOf(4, 4);
      for (int i = 0; i < 3; i++) {
        scene.call("PPB_ImageData;1.0", "Create", Scene.INSTANCE, 0, size, true);
      }
      scene.call("PPB_MessageLoop;1.0", "Create", Scene.INSTANCE);
      scene.string("kept");
      scene.finish();
      assertEquals(
          List.of(
              "at the end of its element the module still held 3 ImageData, 1 MessageLoop,"
                  + " 1 variables"),
          scene.tips);
    }
  }

  @Test
  void aModuleThatGivesAllBackIsToldNothing() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      PpVar text = scene.string("given back");
      scene.call("PPB_Var;1.2", "Release", text);
      int loop = scene.call("PPB_MessageLoop;1.0", "Create", Scene.INSTANCE).word();
      scene.call("PPB_Core;1.0", "ReleaseResource", loop);
      scene.finish();
      assertEquals(List.of(), scene.tips);
    }
  }

  @Test
  void tenThousandElementsLeaveNothingBehind() throws InterruptedException {
    try (Scene scene = new Scene(1 << 22).start()) {
      int blocks = 0;
      for (int i = 1; i <= 10_000; i++) {
        assertTrue(scene.pepper.createInstance(i, List.of("id"), List.of("m")));
        scene.expect("created " + i + " true");
        if (i == 1) {
          blocks = scene.module.blocks();
        }
        assertTrue(scene.changeView(i, 0, 0, 100, 100, true, 1));
        int size = scene.module.tableOf(4, 4);
        scene.call("PPB_ImageData;1.0", "Create", i, 0, size, true);
        int graphics = scene.call("PPB_Graphics2D;1.2", "Create", i, size, true).word();
        scene.call("PPB_Instance;1.0", "BindGraphics", i, graphics);
        scene.call("PPB_InputEvent;1.0", "RequestInputEvents", i, 1);
        scene.call("PPB_AudioConfig;1.1", "CreateStereo16Bit", i, 48_000, 512);
        scene.module.free(size);
        assertTrue(scene.pepper.destroyInstance(i));
        scene.expect("DidDestroy " + i);
        scene.frames.clear();
      }
      scene.finish();
      assertTrue(scene.memories <= 4, "the pool keeps four, and has " + scene.memories);
      assertTrue(scene.module.blocks() <= blocks + 4, "blocks " + scene.module.blocks());
      assertEquals(10_000, scene.tips.size());
    }
  }

  @Test
  void aThreadCreatorIsRemembered() {
    try (Scene scene = new Scene()) {
      int register = scene.module.thunk(scene.hooks(Pepper.HOOK).functions().get(1));
      scene.module.call(register, 4);
      assertEquals(null, scene.pepper.threadCreator());
      scene.module.call(register, scene.module.tableOf(64, 96));
      assertEquals(new Pepper.ThreadCreator(64, 96), scene.pepper.threadCreator());
    }
  }

  @Test
  void messagesFloodingAModuleThatDoesNotListenAreRefusedNotHoarded() throws InterruptedException {
    try (Scene scene = new Scene()) {
      CountDownLatch posted = new CountDownLatch(1);
      scene.didCreate =
          arguments -> {
            await(posted);
            return 1;
          };
      scene.start();
      scene.pepper.createInstance(INSTANCE, List.of(), List.of());
      int accepted = 0;
      while (scene.pepper.postMessage(INSTANCE, Var.NULL, () -> {})) {
        accepted++;
      }
      assertTrue(accepted <= WorkQueue.LIMIT);
      posted.countDown();
    }
  }

  @Test
  void aModuleWithoutMessagingStillTakesMessages() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.offersMessaging = false;
      scene.startWithInstance();
      AtomicInteger taken = new AtomicInteger();
      scene.pepper.postMessage(INSTANCE, Var.NULL, taken::incrementAndGet);
      assertEquals(0, scene.finish());
      assertEquals(1, taken.get());
      assertEquals(
          List.of("a message from the page was dropped: the module has no PPP_Messaging;1.0"),
          scene.logs);
    }
  }
}
