package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.halite.ppapi.PpError;
import org.halite.ppapi.PpInputEvent;
import org.halite.ppapi.PpVarType;
import org.halite.wire.InputCodec;
import org.halite.wire.InputDetail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Input events that modules get, and those they make. */
@Timeout(60)
final class InputEventServiceTest {
  private static final String INPUT = "PPB_InputEvent;1.0";
  private static final String MOUSE = "PPB_MouseInputEvent;1.1";
  private static final String WHEEL = "PPB_WheelInputEvent;1.0";
  private static final String KEYS = "PPB_KeyboardInputEvent;1.2";
  private static final String TOUCH = "PPB_TouchInputEvent;1.4";
  private static final String IME = "PPB_IMEInputEvent;1.0";

  private Scene scene;

  @BeforeEach
  void make() {
    scene = new Scene();
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private int words(int... values) {
    return scene.module.tableOf(values);
  }

  private int mouse(int type) {
    return scene
        .call(MOUSE, "Create", Scene.INSTANCE, type, 2.5, 65, 2, words(-3, 4), 2, words(5, -6))
        .word();
  }

  @Test
  void anEventComesAsAResourceThatDiesAfterTheCall() throws InterruptedException {
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    List<Boolean> answers = Collections.synchronizedList(new ArrayList<>());
    scene.handleInput =
        arguments -> {
          int event = (int) arguments[1];
          seen.add(event);
          assertEquals(Scene.INSTANCE, arguments[0]);
          assertTrue(scene.call(KEYS, "IsKeyboardInputEvent", event).bool());
          assertFalse(scene.call(MOUSE, "IsMouseInputEvent", event).bool());
          assertEquals(PpInputEvent.KEYDOWN, scene.call(INPUT, "GetType", event).word());
          assertEquals(1.5, scene.call(INPUT, "GetTimeStamp", event).xmm0());
          assertEquals(3, scene.call(INPUT, "GetModifiers", event).word());
          assertEquals(65, scene.call(KEYS, "GetKeyCode", event).word());
          assertEquals(
              PpVarType.UNDEFINED, scene.call(KEYS, "GetCharacterText", event).var().type());
          assertEquals(PpVarType.STRING, scene.call(KEYS, "GetCode", event).var().type());
          return seen.size() == 1 ? 1 : 0;
        };
    scene.startWithInstance();
    InputEvent event =
        new InputEvent(
            Scene.INSTANCE, PpInputEvent.KEYDOWN, 1.5, 3, new InputDetail.Key(65, null, "KeyA"));
    scene.pepper.inputEvent(event, answers::add);
    scene.pepper.inputEvent(event, answers::add);
    scene.finish();
    assertEquals(List.of(true, false), answers);
    assertFalse(scene.call(INPUT, "IsInputEvent", seen.getFirst()).bool());
  }

  @Test
  void anEventForNobodyIsAnsweredToo() throws InterruptedException {
    List<Boolean> answers = Collections.synchronizedList(new ArrayList<>());
    scene.offersInput = false;
    scene.startWithInstance();
    InputDetail still = InputDetail.Mouse.NONE;
    InputEvent event = new InputEvent(Scene.INSTANCE, PpInputEvent.MOUSEMOVE, 0, 0, still);
    scene.pepper.inputEvent(event, answers::add);
    scene.pepper.inputEvent(new InputEvent(77, PpInputEvent.MOUSEMOVE, 0, 0, still), answers::add);
    scene.finish();
    assertEquals(List.of(false, false), answers);
  }

  @Test
  void wishesAreToldTheBrowserWhenTheyChange() throws InterruptedException {
    scene.startWithInstance();
    int instance = Scene.INSTANCE;
    String filter = "RequestFilteringInputEvents";
    assertEquals(0, scene.call(INPUT, "RequestInputEvents", instance, 5).word());
    scene.expect("wants 5 0");
    assertEquals(0, scene.call(INPUT, filter, instance, 6).word());
    scene.expect("wants 1 6");
    for (int i = 0; i < 1000; i++) {
      assertEquals(0, scene.call(INPUT, filter, instance, 2).word());
    }
    scene.call(INPUT, "ClearInputEventRequest", instance, 3);
    assertEquals(List.of(), scene.expect("wants 0 4"));
    assertEquals(
        PpError.PP_ERROR_NOTSUPPORTED,
        scene.call(INPUT, "RequestInputEvents", instance, -1).word());
    scene.expect("wants 31 0");
    assertEquals(
        PpError.PP_ERROR_BADARGUMENT, scene.call(INPUT, "RequestInputEvents", 99, 1).word());
    assertEquals(PpError.PP_ERROR_BADARGUMENT, scene.call(INPUT, filter, 99, 1).word());
    assertTrue(scene.events.isEmpty());
  }

  @Test
  void aMouseEventThatTheModuleMakesIsWhatItSaid() throws InterruptedException {
    scene.startWithInstance();
    int event = mouse(PpInputEvent.MOUSEDOWN);
    assertTrue(scene.call(MOUSE, "IsMouseInputEvent", event).bool());
    assertEquals(2.5, scene.call(INPUT, "GetTimeStamp", event).xmm0());
    assertEquals(65, scene.call(INPUT, "GetModifiers", event).word());
    assertEquals(2, scene.call(MOUSE, "GetButton", event).word());
    assertEquals(2, scene.call(MOUSE, "GetClickCount", event).word());
    assertEquals(0x4_ffff_fffdL, scene.call(MOUSE, "GetPosition", event).rax());
    assertEquals(0xffff_fffa_0000_0005L, scene.call(MOUSE, "GetMovement", event).rax());
    for (int bad : new int[] {PpInputEvent.WHEEL, PpInputEvent.KEYDOWN, -1, 19, 1 << 30}) {
      assertEquals(0, mouse(bad));
    }
    assertEquals(
        0, scene.call(MOUSE, "Create", 99, 0, 2.5, 65, 2, words(1, 2), 2, words(5, 6)).word());
    assertEquals(0, scene.call(MOUSE, "Create", Scene.INSTANCE, 0, 2.5, 0, 2, 8, 2, 8).word());
  }

  @Test
  void wheelAndKeyboardEventsTheSame() throws InterruptedException {
    scene.startWithInstance();
    int floats = words(Float.floatToRawIntBits(1.5f), Float.floatToRawIntBits(-2f));
    int wheel = scene.call(WHEEL, "Create", Scene.INSTANCE, 1.0, 0, floats, floats, true).word();
    long delta = Double.doubleToRawLongBits(scene.call(WHEEL, "GetDelta", wheel).xmm0());
    assertEquals(Float.floatToRawIntBits(1.5f), (int) delta);
    assertEquals(Float.floatToRawIntBits(-2f), (int) (delta >>> 32));
    assertTrue(scene.call(WHEEL, "GetScrollByPage", wheel).bool());
    PpVar text = scene.string("ä");
    int key =
        scene
            .call(KEYS, "Create", Scene.INSTANCE, PpInputEvent.CHAR, 1.0, 0, 7, text, PpVar.NULL)
            .word();
    PpVar back = scene.call(KEYS, "GetCharacterText", key).var();
    int length = scene.module.allocate(4);
    int at = scene.call("PPB_Var;1.2", "VarToUtf8", back, length).word();
    assertEquals("ä", scene.module.readString(at, 10));
    assertEquals(PpVar.UNDEFINED, scene.call(KEYS, "GetCode", key).var());
    assertFalse(scene.call(WHEEL, "IsWheelInputEvent", key).bool());
    assertEquals(0, scene.call(WHEEL, "GetDelta", key).rax());
  }

  @Test
  void fingersAreKeptInTheirListsUpToABound() throws InterruptedException {
    scene.startWithInstance();
    int touch = scene.call(TOUCH, "Create", Scene.INSTANCE, PpInputEvent.TOUCHSTART, 1.0, 0).word();
    int point = words(9, 1, 2, 3, 4, 5, 6);
    for (int i = 0; i < 2 * InputCodec.MAX_TOUCHES; i++) {
      scene.call(TOUCH, "AddTouchPoint", touch, 1, point);
    }
    scene.call(TOUCH, "AddTouchPoint", touch, 77, point);
    assertEquals(InputCodec.MAX_TOUCHES, scene.call(TOUCH, "GetTouchCount", touch, 1).word());
    assertEquals(0, scene.call(TOUCH, "GetTouchCount", touch, 0).word());
    int result = scene.module.allocate(28);
    assertEquals(result, scene.call(TOUCH, "GetTouchById", result, touch, 1, 9).word());
    assertEquals(6, scene.module.readInt(result + 24L));
    scene.call(TOUCH, "GetTouchByIndex", result, touch, 1, -1);
    assertEquals(0, scene.module.readInt(result));
  }

  @Test
  void aCompositionIsReadOnceAndBounded() throws InterruptedException {
    scene.startWithInstance();
    int offsets = words(0, 2, 5);
    PpVar text = scene.string("abcde");
    int type = PpInputEvent.IME_COMPOSITION_UPDATE;
    int event =
        scene.call(IME, "Create", Scene.INSTANCE, type, 1.0, text, 2, offsets, 1, 3, 4).word();
    assertNotEquals(0, event);
    assertEquals(2, scene.call(IME, "GetSegmentNumber", event).word());
    assertEquals(5, scene.call(IME, "GetSegmentOffset", event, 2).word());
    assertEquals(0, scene.call(IME, "GetSegmentOffset", event, -1).word());
    assertEquals(0, scene.call(IME, "GetSegmentOffset", event, 3).word());
    assertEquals(1, scene.call(IME, "GetTargetSegment", event).word());
    int out = words(9, 9);
    scene.call(IME, "GetSelection", event, out, out + 4);
    assertEquals(List.of(3, 4), List.of(scene.module.readInt(out), scene.module.readInt(out + 4)));
    int one = words(9, 9);
    scene.call(IME, "GetSelection", event, 0, one + 4);
    assertEquals(List.of(9, 4), List.of(scene.module.readInt(one), scene.module.readInt(one + 4)));
    scene.call(IME, "GetSelection", event, one, 0);
    assertEquals(3, scene.module.readInt(one));
    scene.call(IME, "GetSelection", event, -4, one); // what cannot be written ends the call
    for (int count : new int[] {-1, Integer.MAX_VALUE, 5000}) {
      assertEquals(
          0,
          scene
              .call(IME, "Create", Scene.INSTANCE, type, 1.0, text, count, offsets, 1, 3, 4)
              .word());
    }
  }
}
