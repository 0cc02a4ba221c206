package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.PpError;
import org.halite.ppapi.PpInputEvent;

/** PPB_InputEvent 1.0 and its relatives for mouse, wheel, keyboard, touch and input methods. */
final class InputEventService implements Service {
  /** Segments of a text that an input method composes. */
  private static final int MAX_SEGMENTS = 4096;

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
      case "GetButton" -> call.answer(event == null ? PpInputEvent.NO_BUTTON : event.button());
      case "GetPosition" ->
          call.answerPoint(event == null ? 0 : event.x(), event == null ? 0 : event.y());
      case "GetClickCount" -> call.answer(event == null ? 0 : event.clicks());
      case "GetMovement" ->
          call.answerPoint(
              event == null ? 0 : event.movementX(), event == null ? 0 : event.movementY());
      case "GetDelta" ->
          call.answerFloats(event == null ? 0 : event.deltaX(), event == null ? 0 : event.deltaY());
      case "GetTicks" ->
          call.answerFloats(event == null ? 0 : event.ticksX(), event == null ? 0 : event.ticksY());
      case "GetScrollByPage" -> call.answer(event != null && event.byPage());
      case "GetKeyCode" -> call.answer(event == null ? 0 : event.keyCode());
      case "GetCharacterText", "GetText" -> answerText(call, event == null ? null : event.text());
      case "GetCode" -> answerText(call, event == null ? null : event.code());
      case "GetSegmentNumber" ->
          call.answer(event == null ? 0 : Math.max(event.composition().segments().size() - 1, 0));
      case "GetSegmentOffset" -> call.answer(segment(event, call.word(1)));
      case "GetTargetSegment" -> call.answer(event == null ? -1 : event.composition().target());
      case "GetSelection" -> {
        call.memory().writeInt(call.unsigned(1), event == null ? 0 : event.composition().start());
        call.memory().writeInt(call.unsigned(2), event == null ? 0 : event.composition().end());
      }
      case "AddTouchPoint" -> addTouch(call, event);
      case "GetTouchCount" -> call.answer(touches(event, call.word(1)).size());
      case "GetTouchByIndex" -> call.answerStruct(touch(event, call.word(1), call.word(2), false));
      case "GetTouchById" -> call.answerStruct(touch(event, call.word(1), call.word(2), true));
      // No pen that tells its tilt is known here.
      case "GetTouchTiltByIndex", "GetTouchTiltById" -> call.answerFloats(0, 0);
      default -> throw call.undeclared();
    }
  }

  private void answerText(PepperCall call, String text) {
    call.answer(text == null ? PpVar.UNDEFINED : vars.text(text));
  }

  private static int segment(InputEvent event, int index) {
    return event == null || index < 0 || index >= event.composition().segments().size()
        ? 0
        : event.composition().segments().get(index);
  }

  private static List<InputEvent.Touch> touches(InputEvent event, int list) {
    List<InputEvent.Touch> found = new ArrayList<>();
    if (event != null) {
      synchronized (event.touches()) {
        for (InputEvent.Touch touch : event.touches()) {
          if (touch.list() == list) {
            found.add(touch);
          }
        }
      }
    }
    return found;
  }

  private static byte[] touch(InputEvent event, int list, int wanted, boolean byId) {
    List<InputEvent.Touch> touches = touches(event, list);
    for (int i = 0; i < touches.size(); i++) {
      byte[] point = touches.get(i).point();
      if ((byId ? Bytes.int32(point, 0) : i) == wanted) {
        return point;
      }
    }
    return new byte[TOUCH_BYTES];
  }

  private static void addTouch(PepperCall call, InputEvent event) {
    byte[] point = call.memory().read(call.unsigned(2), TOUCH_BYTES);
    int list = call.word(1);
    if (event != null && list >= 0 && list <= MAX_TOUCH_LIST) {
      synchronized (event.touches()) {
        if (event.touches().size() < InputEvent.MAX_TOUCHES) {
          event.touches().add(new InputEvent.Touch(list, point));
        }
      }
    }
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
    InputEvent event =
        InputEvent.plain(instance, type, call.real64(next), modified ? call.word(next + 1) : 0);
    InputEvent whole =
        switch (eventClass) {
          case PpInputEvent.CLASS_MOUSE -> mouse(call, event);
          case PpInputEvent.CLASS_WHEEL -> wheel(call, event);
          case PpInputEvent.CLASS_KEYBOARD ->
              event.withKey(
                  call.word(4),
                  vars.textOf(call.var(5)),
                  call.parameters() > 6 ? vars.textOf(call.var(6)) : null);
          case PpInputEvent.CLASS_IME -> composition(call, event);
          default -> event;
        };
    return whole == null ? 0 : resources.add(whole);
  }

  private static InputEvent mouse(PepperCall call, InputEvent event) {
    byte[] place = call.memory().read(call.unsigned(5), 8);
    byte[] movement = call.parameters() > 7 ? call.memory().read(call.unsigned(7), 8) : new byte[8];
    return event.withMouse(
        call.word(4),
        call.word(6),
        Bytes.int32(place, 0),
        Bytes.int32(place, 4),
        Bytes.int32(movement, 0),
        Bytes.int32(movement, 4));
  }

  private static InputEvent wheel(PepperCall call, InputEvent event) {
    byte[] delta = call.memory().read(call.unsigned(3), 8);
    byte[] ticks = call.memory().read(call.unsigned(4), 8);
    return event.withWheel(
        Float.intBitsToFloat(Bytes.int32(delta, 0)),
        Float.intBitsToFloat(Bytes.int32(delta, 4)),
        Float.intBitsToFloat(Bytes.int32(ticks, 0)),
        Float.intBitsToFloat(Bytes.int32(ticks, 4)),
        call.bool(5));
  }

  private InputEvent composition(PepperCall call, InputEvent event) {
    int count = call.word(4);
    if (count < 0 || count > MAX_SEGMENTS) {
      return null;
    }
    List<Integer> segments = new ArrayList<>();
    if (count > 0) { // offsets of so many segments, and the end of the last
      byte[] offsets = call.memory().read(call.unsigned(5), 4 * (count + 1));
      for (int i = 0; i <= count; i++) {
        segments.add(Bytes.int32(offsets, 4 * i));
      }
    }
    return event.withComposition(
        vars.textOf(call.var(3)),
        new InputEvent.Composition(segments, call.word(6), call.word(7), call.word(8)));
  }
}
