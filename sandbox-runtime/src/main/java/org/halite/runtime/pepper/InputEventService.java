package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.PpError;
import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputCodec;
import org.halite.wire.InputDetail;

/** PPB_InputEvent 1.0 and its relatives for mouse, wheel, keyboard, touch and input methods. */
final class InputEventService implements Service {
  private static final int MAX_TOUCH_LIST = 2;
  private static final int TOUCH_BYTES = 28;

  private final int eventClass;
  private final Resources resources;
  private final Elements elements;
  private final Vars vars;

  /**
   * @param eventClass of the interface, 0 for PPB_InputEvent itself
   */
  InputEventService(int eventClass, Resources resources, Elements elements, Vars vars) {
    this.eventClass = eventClass;
    this.resources = resources;
    this.elements = elements;
    this.vars = vars;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "RequestInputEvents" -> request(call, true, false);
      case "RequestFilteringInputEvents" -> request(call, false, true);
      case "ClearInputEventRequest" -> request(call, false, false);
      case "Create" -> call.answer(create(call));
      default -> ask(call, event(call.word(0)));
    }
  }

  /** The event that an id names, if it is of this interface's class. */
  private InputEvent event(int id) {
    InputEvent event = resources.get(id, InputEvent.class);
    return event != null && (eventClass == 0 || event.eventClass() == eventClass) ? event : null;
  }

  private void request(PepperCall call, boolean take, boolean filter) {
    int instance = call.word(0);
    int classes = call.word(1);
    boolean answers = take || filter;
    if (!elements.isLive(instance)) {
      answer(call, answers, PpError.PP_ERROR_BADARGUMENT);
      return;
    }
    elements.requestInput(instance, classes & PpInputEvent.ALL_CLASSES, take, filter);
    boolean known = (classes & ~PpInputEvent.ALL_CLASSES) == 0;
    answer(call, answers, known ? PpError.PP_OK : PpError.PP_ERROR_NOTSUPPORTED);
  }

  private static void answer(PepperCall call, boolean answers, int result) {
    if (answers) {
      call.answer(result);
    }
  }

  private void ask(PepperCall call, InputEvent event) {
    switch (call.function()) {
      case "IsInputEvent",
          "IsMouseInputEvent",
          "IsWheelInputEvent",
          "IsKeyboardInputEvent",
          "IsTouchInputEvent",
          "IsIMEInputEvent" ->
          call.answer(event != null);
      case "GetType" -> call.answer(event == null ? PpInputEvent.UNDEFINED : event.type());
      case "GetTimeStamp" -> call.answer(event == null ? 0.0 : event.time());
      case "GetModifiers" -> call.answer(event == null ? 0 : event.modifiers());
      default -> {
        InputDetail detail = event == null ? nothing() : event.detail();
        switch (detail) {
          case InputDetail.Mouse mouse -> ask(call, mouse);
          case InputDetail.Wheel wheel -> ask(call, wheel);
          case InputDetail.Key key -> ask(call, key);
          case InputDetail.Composition composition -> ask(call, composition);
          case InputDetail.Touches touches -> ask(call, touches.touches());
        }
      }
    }
  }

  /** What functions answer of an event that is not there. */
  private InputDetail nothing() {
    return switch (eventClass) {
      case PpInputEvent.CLASS_WHEEL -> InputDetail.Wheel.NONE;
      case PpInputEvent.CLASS_KEYBOARD -> InputDetail.Key.NONE;
      case PpInputEvent.CLASS_IME -> InputDetail.Composition.NONE;
      case PpInputEvent.CLASS_TOUCH -> new InputDetail.Touches(new ArrayList<>());
      default -> InputDetail.Mouse.NONE;
    };
  }

  private static void ask(PepperCall call, InputDetail.Mouse mouse) {
    switch (call.function()) {
      case "GetButton" -> call.answer(mouse.button());
      case "GetPosition" -> call.answerPoint(mouse.x(), mouse.y());
      case "GetClickCount" -> call.answer(mouse.clicks());
      case "GetMovement" -> call.answerPoint(mouse.movementX(), mouse.movementY());
      default -> throw call.undeclared();
    }
  }

  private static void ask(PepperCall call, InputDetail.Wheel wheel) {
    switch (call.function()) {
      case "GetDelta" -> call.answerFloats(wheel.deltaX(), wheel.deltaY());
      case "GetTicks" -> call.answerFloats(wheel.ticksX(), wheel.ticksY());
      case "GetScrollByPage" -> call.answer(wheel.byPage());
      default -> throw call.undeclared();
    }
  }

  private void ask(PepperCall call, InputDetail.Key key) {
    switch (call.function()) {
      case "GetKeyCode" -> call.answer(key.keyCode());
      case "GetCharacterText" -> answerText(call, key.text());
      case "GetCode" -> answerText(call, key.code());
      default -> throw call.undeclared();
    }
  }

  private void ask(PepperCall call, InputDetail.Composition composition) {
    List<Integer> segments = composition.segments();
    switch (call.function()) {
      case "GetText" -> answerText(call, composition.text());
      case "GetSegmentNumber" -> call.answer(Math.max(segments.size() - 1, 0));
      case "GetSegmentOffset" -> {
        long index = call.unsigned(1);
        call.answer(index < segments.size() ? segments.get((int) index) : 0);
      }
      case "GetTargetSegment" -> call.answer(composition.target());
      case "GetSelection" -> {
        // As in Chrome, a module may ask for one of them alone.
        if (call.unsigned(1) != 0) {
          call.memory().writeInt(call.unsigned(1), composition.start());
        }
        if (call.unsigned(2) != 0) {
          call.memory().writeInt(call.unsigned(2), composition.end());
        }
      }
      default -> throw call.undeclared();
    }
  }

  private static void ask(PepperCall call, List<InputDetail.Touch> touches) {
    int list = call.word(1);
    switch (call.function()) {
      case "AddTouchPoint" -> addTouch(call, touches);
      case "GetTouchCount" -> call.answer(of(list, touches).size());
      case "GetTouchByIndex" -> call.answerStruct(touch(of(list, touches), call.word(2), false));
      case "GetTouchById" -> call.answerStruct(touch(of(list, touches), call.word(2), true));
      // Only a pen has a tilt, and JavaFX tells of none.
      case "GetTouchTiltByIndex", "GetTouchTiltById" -> call.answerFloats(0, 0);
      default -> throw call.undeclared();
    }
  }

  private void answerText(PepperCall call, String text) {
    call.answer(text == null ? PpVar.UNDEFINED : vars.text(text));
  }

  /** Those of one list; a copy, since another thread may add one. */
  private static List<InputDetail.Touch> of(int list, List<InputDetail.Touch> touches) {
    List<InputDetail.Touch> found = new ArrayList<>();
    synchronized (touches) {
      for (InputDetail.Touch touch : touches) {
        if (touch.list() == list) {
          found.add(touch);
        }
      }
    }
    return found;
  }

  /** A struct PP_TouchPoint. */
  private static byte[] touch(List<InputDetail.Touch> touches, int wanted, boolean byId) {
    byte[] point = new byte[TOUCH_BYTES];
    for (int i = 0; i < touches.size(); i++) {
      InputDetail.Touch touch = touches.get(i);
      if ((byId ? touch.id() : i) == wanted) {
        Bytes.putInt32(point, 0, touch.id());
        float[] numbers = {
          touch.x(), touch.y(), touch.radiusX(), touch.radiusY(), touch.rotation(), touch.pressure()
        };
        for (int k = 0; k < numbers.length; k++) {
          Bytes.putInt32(point, 4 + 4 * k, Float.floatToRawIntBits(numbers[k]));
        }
        break;
      }
    }
    return point;
  }

  private static void addTouch(PepperCall call, List<InputDetail.Touch> touches) {
    byte[] point = call.memory().read(call.unsigned(2), TOUCH_BYTES);
    int list = call.word(1);
    if (list >= 0 && list <= MAX_TOUCH_LIST) {
      synchronized (touches) {
        if (touches.size() < InputCodec.MAX_TOUCHES) {
          touches.add(
              new InputDetail.Touch(
                  list,
                  Bytes.int32(point, 0),
                  real32(point, 4),
                  real32(point, 8),
                  real32(point, 12),
                  real32(point, 16),
                  real32(point, 20),
                  real32(point, 24)));
        }
      }
    }
  }

  private static float real32(byte[] bytes, int at) {
    return Float.intBitsToFloat(Bytes.int32(bytes, at));
  }

  private int create(PepperCall call) {
    int instance = call.word(0);
    boolean wheel = eventClass == PpInputEvent.CLASS_WHEEL;
    int type = wheel ? PpInputEvent.WHEEL : call.word(1);
    int next = wheel ? 1 : 2;
    if (!elements.isLive(instance) || PpInputEvent.classOf(type) != eventClass) {
      return 0;
    }
    boolean modified = eventClass != PpInputEvent.CLASS_IME; // those have no modifiers
    double time = call.real64(next);
    int modifiers = modified ? call.word(next + 1) : 0;
    InputDetail detail =
        switch (eventClass) {
          case PpInputEvent.CLASS_MOUSE -> mouse(call);
          case PpInputEvent.CLASS_WHEEL -> wheel(call);
          case PpInputEvent.CLASS_KEYBOARD ->
              new InputDetail.Key(
                  call.word(4),
                  vars.textOf(call.var(5)),
                  call.parameters() > 6 ? vars.textOf(call.var(6)) : null);
          case PpInputEvent.CLASS_IME -> composition(call);
          default -> nothing();
        };
    return detail == null
        ? 0
        : resources.add(new InputEvent(instance, type, time, modifiers, detail));
  }

  private static InputDetail mouse(PepperCall call) {
    byte[] place = call.memory().read(call.unsigned(5), 8);
    byte[] movement = call.parameters() > 7 ? call.memory().read(call.unsigned(7), 8) : new byte[8];
    return new InputDetail.Mouse(
        call.word(4),
        call.word(6),
        Bytes.int32(place, 0),
        Bytes.int32(place, 4),
        Bytes.int32(movement, 0),
        Bytes.int32(movement, 4));
  }

  private static InputDetail wheel(PepperCall call) {
    byte[] delta = call.memory().read(call.unsigned(3), 8);
    byte[] ticks = call.memory().read(call.unsigned(4), 8);
    return new InputDetail.Wheel(
        real32(delta, 0), real32(delta, 4), real32(ticks, 0), real32(ticks, 4), call.bool(5));
  }

  /** Null when it has more segments than are kept. */
  private InputDetail composition(PepperCall call) {
    int count = call.word(4);
    if (count < 0 || count >= InputCodec.MAX_SEGMENTS) {
      return null;
    }
    List<Integer> segments = new ArrayList<>();
    if (count > 0) { // offsets of so many segments, and the end of the last
      byte[] offsets = call.memory().read(call.unsigned(5), 4 * (count + 1));
      for (int i = 0; i <= count; i++) {
        segments.add(Bytes.int32(offsets, 4 * i));
      }
    }
    return new InputDetail.Composition(
        vars.textOf(call.var(3)), segments, call.word(6), call.word(7), call.word(8));
  }
}
