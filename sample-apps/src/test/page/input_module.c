// Says each input event as a line. Messages: "take 7", "filter 2", "clear 1" with classes; "handle 0" or 1;
// "around CARET ANCHOR TEXT" for input methods.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_input_event.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_text_input_controller.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_input_event.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

static const PPB_Core *core;
static const PPB_InputEvent *inputs;
static const PPB_KeyboardInputEvent *keys;
static const PPB_Messaging *messaging;
static const PPB_MouseInputEvent *mice;
static const PPB_TextInputController *texts;
static const PPB_Var *vars;
static const PPB_WheelInputEvent *wheels;
static const struct PPB_TouchInputEvent_1_0 *touches;
static const PPB_IMEInputEvent *compositions;
static PP_Instance element;
static int handled = 1;

static void say(const char *text) {
  struct PP_Var var = vars->VarFromUtf8(text, strlen(text));
  messaging->PostMessage(element, var);
  vars->Release(var);
}

static void copy(struct PP_Var var, char *to, size_t size) {
  uint32_t length = 0;
  const char *text = var.type == PP_VARTYPE_STRING ? vars->VarToUtf8(var, &length) : NULL;
  if (text == NULL || length >= size) {
    length = 0;
  } else {
    memcpy(to, text, length);
  }
  to[length] = 0;
  vars->Release(var);
}

/* "3@12,34" for each finger of a list. */
static const char *list(PP_Resource event, PP_TouchListType type) {
  static char text[3][128];
  char *to = text[type];
  to[0] = 0;
  for (uint32_t i = 0; i < touches->GetTouchCount(event, type); i++) {
    struct PP_TouchPoint point = touches->GetTouchByIndex(event, type, i);
    size_t used = strlen(to);
    snprintf(to + used, sizeof text[0] - used, " %u@%d,%d", (unsigned)point.id, (int)point.position.x,
             (int)point.position.y);
  }
  return to;
}

/* The offsets of segments, and the selection. */
static void tell_composition(PP_Resource event, int type, char *line, size_t size) {
  char text[32];
  uint32_t start = 77, end = 77;
  copy(compositions->GetText(event), text, sizeof text);
  compositions->GetSelection(event, &start, &end);
  snprintf(line, size, "text %d [%s] target %d selected %u-%u segments", type, text,
           (int)compositions->GetTargetSegment(event), (unsigned)start, (unsigned)end);
  for (uint32_t i = 0; compositions->GetSegmentNumber(event) && i <= compositions->GetSegmentNumber(event); i++) {
    size_t used = strlen(line);
    snprintf(line + used, size - used, " %u", (unsigned)compositions->GetSegmentOffset(event, i));
  }
}

static PP_Bool handle_input(PP_Instance instance, PP_Resource event) {
  char line[256], text[32], code[32];
  PP_InputEvent_Type type = inputs->GetType(event);
  unsigned modifiers = inputs->GetModifiers(event);
  double age = core->GetTimeTicks() - inputs->GetTimeStamp(event);
  (void)instance;
  if (age < 0 || age > 5) {
    say("an event of another time");
  }
  if (mice->IsMouseInputEvent(event)) {
    struct PP_Point at = mice->GetPosition(event), by = mice->GetMovement(event);
    snprintf(line, sizeof line, "mouse %d button %d clicks %d at %d,%d moved %d,%d modifiers %u",
             type, mice->GetButton(event), (int)mice->GetClickCount(event), at.x, at.y, by.x, by.y,
             modifiers);
  } else if (wheels->IsWheelInputEvent(event)) {
    struct PP_FloatPoint delta = wheels->GetDelta(event), ticks = wheels->GetTicks(event);
    snprintf(line, sizeof line, "wheel %d delta %s%s ticks %s modifiers %u", type,
             delta.x < 0 ? "-x" : delta.x > 0 ? "+x" : "", delta.y < 0 ? "-y" : delta.y > 0 ? "+y" : "",
             ticks.y < 0 ? "-" : ticks.y > 0 ? "+" : "0", modifiers);
  } else if (keys->IsKeyboardInputEvent(event)) {
    copy(keys->GetCharacterText(event), text, sizeof text);
    copy(keys->GetCode(event), code, sizeof code);
    snprintf(line, sizeof line, "key %d number %u text [%s] code [%s] modifiers %u", type,
             (unsigned)keys->GetKeyCode(event), text, code, modifiers);
  } else if (touches->IsTouchInputEvent(event)) {
    struct PP_TouchPoint first = touches->GetTouchByIndex(event, PP_TOUCHLIST_TYPE_CHANGEDTOUCHES, 0);
    snprintf(line, sizeof line, "touch %d all%s changed%s here%s modifiers %u radius %g,%g angle %g pressure %g",
             type, list(event, PP_TOUCHLIST_TYPE_TOUCHES), list(event, PP_TOUCHLIST_TYPE_CHANGEDTOUCHES),
             list(event, PP_TOUCHLIST_TYPE_TARGETTOUCHES), modifiers, first.radius.x, first.radius.y,
             first.rotation_angle, first.pressure);
  } else if (compositions->IsIMEInputEvent(event)) {
    tell_composition(event, type, line, sizeof line);
  } else {
    snprintf(line, sizeof line, "event %d", type);
  }
  say(line);
  return handled ? PP_TRUE : PP_FALSE;
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  char text[128], line[64];
  unsigned classes, caret, anchor;
  int begin = 0;
  vars->AddRef(message);
  copy(message, text, sizeof text);
  if (sscanf(text, "take %u", &classes) == 1) {
    snprintf(line, sizeof line, "takes %d", (int)inputs->RequestInputEvents(instance, classes));
    say(line);
  } else if (sscanf(text, "filter %u", &classes) == 1) {
    snprintf(line, sizeof line, "filters %d",
             (int)inputs->RequestFilteringInputEvents(instance, classes));
    say(line);
  } else if (sscanf(text, "clear %u", &classes) == 1) {
    inputs->ClearInputEventRequest(instance, classes);
    say("clears");
  } else if (sscanf(text, "handle %d", &handled) == 1) {
    say("handles");
  } else if (sscanf(text, "around %u %u %n", &caret, &anchor, &begin) == 2 && begin) {
    struct PP_Var around = vars->VarFromUtf8(text + begin, strlen(text + begin));
    texts->UpdateSurroundingText(element, around, caret, anchor);
    vars->Release(around);
    say("tells");
  } else if (strcmp(text, "hang") == 0) {
    say("hangs");
    for (;;) {
    }
  }
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[],
                          const char *values[]) {
  (void)count, (void)names, (void)values;
  element = instance;
  return PP_TRUE;
}

static void did_destroy(PP_Instance instance) {
  (void)instance;
}

static void did_change_view(PP_Instance instance, PP_Resource view) {
  (void)instance, (void)view;
}

static void did_change_focus(PP_Instance instance, PP_Bool has_focus) {
  (void)instance;
  say(has_focus ? "focus" : "blur");
}

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  (void)instance, (void)loader;
  return PP_FALSE;
}

static const PPP_Instance instance_interface = {did_create, did_destroy, did_change_view,
                                                did_change_focus, handle_document_load};
static const PPP_Messaging messaging_interface = {handle_message};
static const PPP_InputEvent input_interface = {handle_input};

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get) {
  (void)module;
  core = get(PPB_CORE_INTERFACE);
  inputs = get(PPB_INPUT_EVENT_INTERFACE);
  keys = get(PPB_KEYBOARD_INPUT_EVENT_INTERFACE);
  messaging = get(PPB_MESSAGING_INTERFACE);
  mice = get(PPB_MOUSE_INPUT_EVENT_INTERFACE);
  texts = get(PPB_TEXTINPUTCONTROLLER_INTERFACE);
  vars = get(PPB_VAR_INTERFACE);
  wheels = get(PPB_WHEEL_INPUT_EVENT_INTERFACE);
  touches = get(PPB_TOUCH_INPUT_EVENT_INTERFACE_1_0);
  compositions = get(PPB_IME_INPUT_EVENT_INTERFACE);
  return touches && compositions && texts && core && inputs && keys && messaging && mice && vars && wheels ? PP_OK : PP_ERROR_FAILED;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  if (strcmp(name, PPP_INSTANCE_INTERFACE) == 0) {
    return &instance_interface;
  }
  if (strcmp(name, PPP_INPUT_EVENT_INTERFACE) == 0) {
    return &input_interface;
  }
  return strcmp(name, PPP_MESSAGING_INTERFACE) == 0 ? &messaging_interface : NULL;
}
