// PPB_InputEvent and its relatives: requests, and events that the module makes itself. What a person
// does is tested by hand and robot.
#include "conformance.h"

static const PPB_InputEvent *inputs;
static PP_Resource mouse_event, key_event;

static void input_1_0(void) {
  inputs = begin(PPB_INPUT_EVENT_INTERFACE_1_0);
  CHECK(inputs->RequestInputEvents(instance, PP_INPUTEVENT_CLASS_MOUSE | PP_INPUTEVENT_CLASS_TOUCH) == PP_OK);
  CHECK(inputs->RequestFilteringInputEvents(instance, PP_INPUTEVENT_CLASS_KEYBOARD) == PP_OK);
  CHECK(inputs->RequestInputEvents(instance, 0) == PP_OK);
  CHECK(inputs->RequestInputEvents(instance, 1 << 5) == PP_ERROR_NOTSUPPORTED);
  CHECK(inputs->RequestFilteringInputEvents(instance, 0xffffffff) == PP_ERROR_NOTSUPPORTED);
  CHECK(inputs->RequestInputEvents(instance + 1, 1) == PP_ERROR_BADARGUMENT);
  CHECK(inputs->RequestFilteringInputEvents(0, 1) == PP_ERROR_BADARGUMENT);
  inputs->ClearInputEventRequest(instance, 0xffffffff);
  inputs->ClearInputEventRequest(instance + 1, 1);
  inputs->ClearInputEventRequest(0, 1);
  CHECK(inputs->RequestInputEvents(0, 1) == PP_ERROR_BADARGUMENT);
  CHECK(!inputs->IsInputEvent(0));
  CHECK(!inputs->IsInputEvent(-1));
  CHECK(inputs->GetType(0) == PP_INPUTEVENT_TYPE_UNDEFINED);
  CHECK(inputs->GetTimeStamp(77) == 0);
  CHECK(inputs->GetModifiers(77) == 0);
  CHECK(inputs->GetTimeStamp(0) == 0);
  CHECK(inputs->GetModifiers(0) == 0);
}

static void mouse(const PPB_MouseInputEvent *mice, PP_Resource event) {
  CHECK(mice->IsMouseInputEvent(event));
  CHECK(inputs->IsInputEvent(event));
  CHECK(inputs->GetType(event) == PP_INPUTEVENT_TYPE_MOUSEDOWN);
  CHECK(inputs->GetTimeStamp(event) == 12.5);
  CHECK(inputs->GetModifiers(event) == (PP_INPUTEVENT_MODIFIER_SHIFTKEY | PP_INPUTEVENT_MODIFIER_MIDDLEBUTTONDOWN));
  CHECK(mice->GetButton(event) == PP_INPUTEVENT_MOUSEBUTTON_MIDDLE);
  CHECK(mice->GetPosition(event).x == -3 && mice->GetPosition(event).y == 70000);
  CHECK(mice->GetClickCount(event) == 2);
  CHECK(!mice->IsMouseInputEvent(0));
  CHECK(mice->GetButton(0) == PP_INPUTEVENT_MOUSEBUTTON_NONE);
  CHECK(mice->GetPosition(99).x == 0 && mice->GetPosition(99).y == 0);
  CHECK(mice->GetClickCount(99) == 0);
  CHECK(mice->GetPosition(0).x == 0 && mice->GetPosition(0).y == 0);
  CHECK(mice->GetClickCount(0) == 0);
}

static void mouse_1_1(void) {
  const PPB_MouseInputEvent *mice = begin(PPB_MOUSE_INPUT_EVENT_INTERFACE_1_1);
  struct PP_Point at = {-3, 70000}, by = {5, -6};
  unsigned modifiers = PP_INPUTEVENT_MODIFIER_SHIFTKEY | PP_INPUTEVENT_MODIFIER_MIDDLEBUTTONDOWN;
  mouse_event = mice->Create(instance, PP_INPUTEVENT_TYPE_MOUSEDOWN, 12.5, modifiers,
                             PP_INPUTEVENT_MOUSEBUTTON_MIDDLE, &at, 2, &by);
  mouse(mice, mouse_event);
  CHECK(mice->GetMovement(mouse_event).x == 5 && mice->GetMovement(mouse_event).y == -6);
  CHECK(mice->GetMovement(0).x == 0 && mice->GetMovement(0).y == 0);
  CHECK(!mice->Create(instance, PP_INPUTEVENT_TYPE_KEYDOWN, 0, 0, 0, &at, 1, &by));
  CHECK(!mice->Create(instance, PP_INPUTEVENT_TYPE_UNDEFINED, 0, 0, 0, &at, 1, &by));
  CHECK(!mice->Create(instance + 1, PP_INPUTEVENT_TYPE_MOUSEUP, 0, 0, 0, &at, 1, &by));
  CHECK(!mice->Create(0, PP_INPUTEVENT_TYPE_MOUSEUP, 0, 0, 0, &at, 1, &by));
  CHECK(!mice->Create(instance, PP_INPUTEVENT_TYPE_MOUSEUP, 0, 0, 0, 0, 1, &by));
  CHECK(!mice->Create(instance, PP_INPUTEVENT_TYPE_MOUSEUP, 0, 0, 0, &at, 1, 0));
}

static void mouse_1_0(void) {
  const struct PPB_MouseInputEvent_1_0 *mice = begin(PPB_MOUSE_INPUT_EVENT_INTERFACE_1_0);
  struct PP_Point at = {-3, 70000};
  unsigned modifiers = PP_INPUTEVENT_MODIFIER_SHIFTKEY | PP_INPUTEVENT_MODIFIER_MIDDLEBUTTONDOWN;
  PP_Resource event = mice->Create(instance, PP_INPUTEVENT_TYPE_MOUSEDOWN, 12.5, modifiers,
                                   PP_INPUTEVENT_MOUSEBUTTON_MIDDLE, &at, 2);
  mouse((const PPB_MouseInputEvent *)mice, event); /* whose first functions are the same */
  CHECK(!mice->Create(instance, PP_INPUTEVENT_TYPE_WHEEL, 0, 0, 0, &at, 1));
  CHECK(!mice->Create(0, PP_INPUTEVENT_TYPE_MOUSEUP, 0, 0, 0, &at, 1));
  CHECK(!mice->Create(instance, PP_INPUTEVENT_TYPE_MOUSEUP, 0, 0, 0, 0, 1));
}

static void wheel_1_0(void) {
  const PPB_WheelInputEvent *wheels = begin(PPB_WHEEL_INPUT_EVENT_INTERFACE_1_0);
  struct PP_FloatPoint delta = {1.5f, -40}, ticks = {0, -1};
  PP_Resource event = wheels->Create(instance, 3.25, PP_INPUTEVENT_MODIFIER_ALTKEY, &delta, &ticks, PP_TRUE);
  CHECK(wheels->IsWheelInputEvent(event));
  CHECK(inputs->GetType(event) == PP_INPUTEVENT_TYPE_WHEEL);
  CHECK(inputs->GetTimeStamp(event) == 3.25);
  CHECK(inputs->GetModifiers(event) == PP_INPUTEVENT_MODIFIER_ALTKEY);
  CHECK(wheels->GetDelta(event).x == 1.5f && wheels->GetDelta(event).y == -40);
  CHECK(wheels->GetTicks(event).x == 0 && wheels->GetTicks(event).y == -1);
  CHECK(wheels->GetScrollByPage(event) == PP_TRUE);
  CHECK(!wheels->IsWheelInputEvent(mouse_event));
  CHECK(wheels->GetDelta(mouse_event).x == 0 && wheels->GetDelta(mouse_event).y == 0);
  CHECK(wheels->GetTicks(0).x == 0 && wheels->GetTicks(0).y == 0);
  CHECK(!wheels->GetScrollByPage(0));
  CHECK(!wheels->Create(0, 0, 0, &delta, &ticks, PP_FALSE));
  CHECK(!wheels->Create(instance, 0, 0, 0, &ticks, PP_FALSE));
  CHECK(!wheels->Create(instance, 0, 0, &delta, 0, PP_FALSE));
  CHECK(!wheels->IsWheelInputEvent(0));
  CHECK(wheels->GetDelta(0).x == 0 && wheels->GetDelta(0).y == 0);
}

static void key(const PPB_KeyboardInputEvent *keys, PP_Resource event) {
  CHECK(keys->IsKeyboardInputEvent(event));
  CHECK(inputs->GetType(event) == PP_INPUTEVENT_TYPE_CHAR);
  CHECK(keys->GetKeyCode(event) == 65);
  CHECK(same_text(keys->GetCharacterText(event), "\xc3\xa4"));
  CHECK(!keys->IsKeyboardInputEvent(mouse_event));
  CHECK(keys->GetKeyCode(mouse_event) == 0);
  CHECK(keys->GetCharacterText(0).type == PP_VARTYPE_UNDEFINED);
  CHECK(!keys->IsKeyboardInputEvent(0));
  CHECK(keys->GetKeyCode(0) == 0);
}

static void keyboard_1_2(void) {
  const PPB_KeyboardInputEvent *keys = begin(PPB_KEYBOARD_INPUT_EVENT_INTERFACE_1_2);
  struct PP_Var text = conformance_text("\xc3\xa4"), code = conformance_text("KeyA");
  key_event = keys->Create(instance, PP_INPUTEVENT_TYPE_CHAR, 1, 0, 65, text, code);
  key(keys, key_event);
  CHECK(same_text(keys->GetCode(key_event), "KeyA"));
  CHECK(keys->GetCode(0).type == PP_VARTYPE_UNDEFINED);
  PP_Resource bare = keys->Create(instance, PP_INPUTEVENT_TYPE_RAWKEYDOWN, 1, 0, 65, PP_MakeUndefined(), PP_MakeUndefined());
  CHECK(keys->IsKeyboardInputEvent(bare));
  CHECK(keys->GetCharacterText(bare).type == PP_VARTYPE_UNDEFINED);
  CHECK(!keys->Create(instance, PP_INPUTEVENT_TYPE_MOUSEMOVE, 1, 0, 65, text, code));
  CHECK(!keys->Create(instance + 1, PP_INPUTEVENT_TYPE_KEYUP, 1, 0, 65, text, code));
  CHECK(!keys->Create(0, PP_INPUTEVENT_TYPE_KEYUP, 1, 0, 65, text, code));
}

static void keyboard_1_0(void) {
  const struct PPB_KeyboardInputEvent_1_0 *keys = begin(PPB_KEYBOARD_INPUT_EVENT_INTERFACE_1_0);
  PP_Resource event = keys->Create(instance, PP_INPUTEVENT_TYPE_CHAR, 1, 0, 65, conformance_text("\xc3\xa4"));
  key((const PPB_KeyboardInputEvent *)keys, event);
  CHECK(!keys->Create(instance, PP_INPUTEVENT_TYPE_TOUCHEND, 1, 0, 65, PP_MakeNull()));
  CHECK(!keys->Create(0, PP_INPUTEVENT_TYPE_KEYUP, 1, 0, 65, PP_MakeNull()));
}

static int same_point(struct PP_TouchPoint one, struct PP_TouchPoint other) {
  return one.id == other.id && one.position.x == other.position.x && one.position.y == other.position.y
      && one.radius.x == other.radius.x && one.radius.y == other.radius.y
      && one.rotation_angle == other.rotation_angle && one.pressure == other.pressure;
}

static PP_Resource touch(const PPB_TouchInputEvent *touches) {
  static const struct PP_TouchPoint none;
  struct PP_TouchPoint first = {7, {1.5f, -2}, {3, 4}, 90, 0.25f}, second = {9, {100, 200}, {1, 1}, 0, 1};
  PP_Resource event = touches->Create(instance, PP_INPUTEVENT_TYPE_TOUCHMOVE, 2, PP_INPUTEVENT_MODIFIER_METAKEY);
  CHECK(touches->IsTouchInputEvent(event));
  CHECK(inputs->GetModifiers(event) == PP_INPUTEVENT_MODIFIER_METAKEY);
  CHECK(touches->GetTouchCount(event, PP_TOUCHLIST_TYPE_TOUCHES) == 0);
  touches->AddTouchPoint(event, PP_TOUCHLIST_TYPE_TOUCHES, &first);
  touches->AddTouchPoint(event, PP_TOUCHLIST_TYPE_TOUCHES, &second);
  touches->AddTouchPoint(event, PP_TOUCHLIST_TYPE_TARGETTOUCHES, &second);
  touches->AddTouchPoint(event, 3, &second);
  touches->AddTouchPoint(mouse_event, PP_TOUCHLIST_TYPE_TOUCHES, &second);
  touches->AddTouchPoint(0, PP_TOUCHLIST_TYPE_TOUCHES, &second);
  touches->AddTouchPoint(event, PP_TOUCHLIST_TYPE_TOUCHES, 0);
  CHECK(touches->GetTouchCount(event, PP_TOUCHLIST_TYPE_TOUCHES) == 2);
  CHECK(touches->GetTouchCount(event, PP_TOUCHLIST_TYPE_CHANGEDTOUCHES) == 0);
  CHECK(touches->GetTouchCount(event, PP_TOUCHLIST_TYPE_TARGETTOUCHES) == 1);
  CHECK(touches->GetTouchCount(event, 3) == 0);
  CHECK(same_point(touches->GetTouchByIndex(event, PP_TOUCHLIST_TYPE_TOUCHES, 0), first));
  CHECK(same_point(touches->GetTouchByIndex(event, PP_TOUCHLIST_TYPE_TOUCHES, 1), second));
  CHECK(same_point(touches->GetTouchById(event, PP_TOUCHLIST_TYPE_TOUCHES, 9), second));
  CHECK(same_point(touches->GetTouchByIndex(event, PP_TOUCHLIST_TYPE_TOUCHES, 2), none));
  CHECK(same_point(touches->GetTouchById(event, PP_TOUCHLIST_TYPE_TARGETTOUCHES, 7), none));
  CHECK(same_point(touches->GetTouchByIndex(mouse_event, PP_TOUCHLIST_TYPE_TOUCHES, 0), none));
  CHECK(same_point(touches->GetTouchByIndex(0, PP_TOUCHLIST_TYPE_TOUCHES, 0), none));
  CHECK(same_point(touches->GetTouchById(0, PP_TOUCHLIST_TYPE_TOUCHES, 7), none));
  CHECK(!touches->IsTouchInputEvent(0));
  CHECK(!touches->IsTouchInputEvent(mouse_event));
  CHECK(touches->GetTouchCount(0, PP_TOUCHLIST_TYPE_TOUCHES) == 0);
  CHECK(!touches->Create(instance, PP_INPUTEVENT_TYPE_MOUSEUP, 2, 0));
  CHECK(!touches->Create(instance + 1, PP_INPUTEVENT_TYPE_TOUCHSTART, 2, 0));
  CHECK(!touches->Create(0, PP_INPUTEVENT_TYPE_TOUCHSTART, 2, 0));
  return event;
}

static void touch_1_0(void) {
  touch(begin(PPB_TOUCH_INPUT_EVENT_INTERFACE_1_0));
}

static void touch_1_4(void) {
  const PPB_TouchInputEvent *touches = begin(PPB_TOUCH_INPUT_EVENT_INTERFACE_1_4);
  PP_Resource event = touch(touches);
  struct PP_FloatPoint tilt = touches->GetTouchTiltByIndex(event, PP_TOUCHLIST_TYPE_TOUCHES, 0);
  CHECK(tilt.x == 0 && tilt.y == 0);
  tilt = touches->GetTouchTiltById(event, PP_TOUCHLIST_TYPE_TOUCHES, 9);
  CHECK(tilt.x == 0 && tilt.y == 0);
  tilt = touches->GetTouchTiltByIndex(0, PP_TOUCHLIST_TYPE_TOUCHES, 0);
  CHECK(tilt.x == 0 && tilt.y == 0);
  tilt = touches->GetTouchTiltById(0, 77, 9);
  CHECK(tilt.x == 0 && tilt.y == 0);
}

static void ime_1_0(void) {
  const PPB_IMEInputEvent *compositions = begin(PPB_IME_INPUT_EVENT_INTERFACE_1_0);
  uint32_t offsets[] = {0, 3, 9}, start = 77, end = 77;
  struct PP_Var text = conformance_text("\xe3\x81\xab\xe3\x81\xbb\xe3\x82\x93");
  PP_Resource event = compositions->Create(instance, PP_INPUTEVENT_TYPE_IME_COMPOSITION_UPDATE, 5, text, 2, offsets, 1, 3, 9);
  CHECK(compositions->IsIMEInputEvent(event));
  CHECK(inputs->GetType(event) == PP_INPUTEVENT_TYPE_IME_COMPOSITION_UPDATE);
  CHECK(inputs->GetTimeStamp(event) == 5);
  CHECK(same_text(compositions->GetText(event), "\xe3\x81\xab\xe3\x81\xbb\xe3\x82\x93"));
  CHECK(compositions->GetSegmentNumber(event) == 2);
  CHECK(compositions->GetSegmentOffset(event, 0) == 0);
  CHECK(compositions->GetSegmentOffset(event, 1) == 3);
  CHECK(compositions->GetSegmentOffset(event, 2) == 9);
  CHECK(compositions->GetSegmentOffset(event, 3) == 0);
  CHECK(compositions->GetSegmentOffset(event, 0xffffffff) == 0);
  CHECK(compositions->GetTargetSegment(event) == 1);
  compositions->GetSelection(event, &start, &end);
  CHECK(start == 3 && end == 9);
  start = end = 77;
  compositions->GetSelection(event, 0, &end); /* one of them is enough */
  CHECK(end == 9);
  compositions->GetSelection(event, &start, 0);
  CHECK(start == 3);
  compositions->GetSelection(0, &start, &end);
  CHECK(start == 0 && end == 0);
  CHECK(!compositions->IsIMEInputEvent(0));
  CHECK(compositions->GetText(0).type == PP_VARTYPE_UNDEFINED);
  CHECK(compositions->GetSegmentNumber(0) == 0);
  CHECK(compositions->GetSegmentOffset(0, 0) == 0);
  PP_Resource wordless =
      compositions->Create(instance, PP_INPUTEVENT_TYPE_IME_COMPOSITION_START, 5, PP_MakeUndefined(), 0, 0, -1, 0, 0);
  CHECK(compositions->IsIMEInputEvent(wordless));
  CHECK(compositions->GetText(wordless).type == PP_VARTYPE_UNDEFINED);
  CHECK(!compositions->Create(instance, PP_INPUTEVENT_TYPE_IME_TEXT, 5, text, 2, 0, -1, 0, 0));
  CHECK(!compositions->Create(0, PP_INPUTEVENT_TYPE_IME_TEXT, 5, text, 0, 0, -1, 0, 0));
  PP_Resource empty = compositions->Create(instance, PP_INPUTEVENT_TYPE_IME_TEXT, 5, text, 0, 0, -1, 0, 0);
  CHECK(compositions->GetSegmentNumber(empty) == 0);
  CHECK(!compositions->IsIMEInputEvent(mouse_event));
  CHECK(compositions->GetText(mouse_event).type == PP_VARTYPE_UNDEFINED);
  CHECK(compositions->GetTargetSegment(0) == -1);
  CHECK(!compositions->Create(instance, PP_INPUTEVENT_TYPE_CHAR, 5, text, 0, 0, -1, 0, 0));
  CHECK(!compositions->Create(instance, PP_INPUTEVENT_TYPE_IME_TEXT, 5, text, 0x7fffffff, offsets, -1, 0, 0));
  CHECK(!compositions->Create(instance + 1, PP_INPUTEVENT_TYPE_IME_TEXT, 5, text, 0, 0, -1, 0, 0));
}

static void run(void) {
  input_1_0();
  mouse_1_1();
  mouse_1_0();
  wheel_1_0();
  keyboard_1_2();
  keyboard_1_0();
  touch_1_0();
  touch_1_4();
  ime_1_0();
  finish();
}

const struct conformance conformance = {.run = run};
