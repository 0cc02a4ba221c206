// Asks things of its window as messages say: "fill 1", "lock", "unlock", "cursor TYPE", "image X Y",
// "screen", "text TYPE X Y HEIGHT"; "click WORDS" does so when a button goes down. Tells of views, of
// what the mouse does, and when it has lost the mouse.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_fullscreen.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_input_event.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_mouse_cursor.h"
#include "ppapi/c/ppb_mouse_lock.h"
#include "ppapi/c/ppb_text_input_controller.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_view.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_input_event.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"
#include "ppapi/c/ppp_mouse_lock.h"

static PPB_GetInterface get;
static const PPB_Fullscreen *fullscreen;
static const PPB_ImageData *images;
static const PPB_InputEvent *inputs;
static const PPB_Messaging *messaging;
static const PPB_MouseCursor *cursors;
static const PPB_MouseInputEvent *mice;
static const PPB_MouseLock *locks;
static const PPB_TextInputController *texts;
static const PPB_Var *vars;
static const PPB_View *views;
static PP_Instance element;
static char on_click[256];

static void say(const char *text) {
  struct PP_Var var = vars->VarFromUtf8(text, strlen(text));
  messaging->PostMessage(element, var);
  vars->Release(var);
}

static void locked(void *data, int32_t result) {
  char line[64];
  (void)data;
  snprintf(line, sizeof line, "locked %d", (int)result);
  say(line);
}

static void do_as(const char *words) {
  char word[16] = "", line[128];
  int a = 0, b = 0, c = 0, d = 0;
  sscanf(words, "%15s %d %d %d %d", word, &a, &b, &c, &d);
  if (!strcmp(word, "fill")) {
    PP_Bool will = fullscreen->SetFullscreen(element, a ? PP_TRUE : PP_FALSE);
    snprintf(line, sizeof line, "fills %d is %d", will, fullscreen->IsFullscreen(element));
    say(line);
  } else if (!strcmp(word, "lock")) {
    int32_t result = locks->LockMouse(element, PP_MakeCompletionCallback(locked, 0));
    if (result != PP_OK_COMPLETIONPENDING)
      locked(0, result);
  } else if (!strcmp(word, "unlock")) {
    locks->UnlockMouse(element);
  } else if (!strcmp(word, "cursor")) {
    snprintf(line, sizeof line, "cursor %d", cursors->SetCursor(element, a, 0, 0));
    say(line);
  } else if (!strcmp(word, "image")) {
    struct PP_Size size = {16, 16};
    struct PP_Point spot = {a, b};
    PP_Resource image = images->Create(element, images->GetNativeImageDataFormat(), &size, PP_TRUE);
    unsigned *pixels = images->Map(image);
    for (int i = 0; i < 256; i++)
      pixels[i] = 0xffff0000;
    snprintf(line, sizeof line, "cursor %d", cursors->SetCursor(element, PP_MOUSECURSOR_TYPE_CUSTOM, image, &spot));
    say(line);
  } else if (!strcmp(word, "screen")) {
    struct PP_Size size = {0, 0};
    PP_Bool known = fullscreen->GetScreenSize(element, &size);
    snprintf(line, sizeof line, "screen %d %dx%d", known, (int)size.width, (int)size.height);
    say(line);
  } else if (!strcmp(word, "text")) {
    struct PP_Rect caret = {{b, c}, {1, d}};
    texts->SetTextInputType(element, a);
    texts->UpdateCaretPosition(element, &caret);
    say("text");
  } else if (!strcmp(word, "click")) {
    snprintf(on_click, sizeof on_click, "%s", words + 6);
    say("waits for a click");
  } else if (!strcmp(word, "die")) {
    abort();
  }
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  char text[256];
  uint32_t length = 0;
  const char *utf8 = vars->VarToUtf8(message, &length);
  (void)instance;
  snprintf(text, sizeof text, "%.*s", (int)length, utf8);
  do_as(text);
}

static PP_Bool handle_input(PP_Instance instance, PP_Resource event) {
  char line[128];
  (void)instance;
  int type = inputs->GetType(event);
  struct PP_Point moved = mice->GetMovement(event);
  snprintf(line, sizeof line, "mouse %d moved %d,%d", type, (int)moved.x, (int)moved.y);
  say(line);
  if (type == PP_INPUTEVENT_TYPE_MOUSEDOWN && on_click[0]) {
    char words[256];
    strcpy(words, on_click);
    on_click[0] = 0;
    do_as(words);
  }
  return PP_TRUE;
}

static void mouse_lock_lost(PP_Instance instance) {
  (void)instance;
  say("lost the mouse");
}

static void did_change_view(PP_Instance instance, PP_Resource view) {
  char line[128];
  struct PP_Rect rect;
  views->GetRect(view, &rect);
  snprintf(line, sizeof line, "view %dx%d at %d,%d full %d %d", (int)rect.size.width, (int)rect.size.height,
           (int)rect.point.x, (int)rect.point.y, views->IsFullscreen(view), fullscreen->IsFullscreen(instance));
  say(line);
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[], const char *values[]) {
  (void)count, (void)names, (void)values;
  element = instance;
  inputs->RequestInputEvents(instance, PP_INPUTEVENT_CLASS_MOUSE);
  return PP_TRUE;
}
static void did_destroy(PP_Instance instance) { (void)instance; }
static void did_change_focus(PP_Instance instance, PP_Bool focus) { (void)instance, (void)focus; }
static PP_Bool handle_document_load(PP_Instance instance, PP_Resource of) {
  (void)instance, (void)of;
  return PP_FALSE;
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get_browser_interface) {
  (void)module;
  get = get_browser_interface;
  fullscreen = get(PPB_FULLSCREEN_INTERFACE);
  images = get(PPB_IMAGEDATA_INTERFACE);
  inputs = get(PPB_INPUT_EVENT_INTERFACE);
  messaging = get(PPB_MESSAGING_INTERFACE_1_0);
  cursors = get(PPB_MOUSECURSOR_INTERFACE);
  mice = get(PPB_MOUSE_INPUT_EVENT_INTERFACE);
  locks = get(PPB_MOUSELOCK_INTERFACE);
  texts = get(PPB_TEXTINPUTCONTROLLER_INTERFACE);
  vars = get(PPB_VAR_INTERFACE);
  views = get(PPB_VIEW_INTERFACE);
  return fullscreen && cursors && locks && texts ? PP_OK : PP_ERROR_NOINTERFACE;
}
void PPP_ShutdownModule(void) {}
const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instances = {did_create, did_destroy, did_change_view, did_change_focus,
                                         handle_document_load};
  static const PPP_Messaging messages = {handle_message};
  static const PPP_InputEvent input_events = {handle_input};
  static const PPP_MouseLock mouse_locks = {mouse_lock_lost};
  return !strcmp(name, PPP_INSTANCE_INTERFACE) ? (const void *)&instances
       : !strcmp(name, PPP_MESSAGING_INTERFACE) ? (const void *)&messages
       : !strcmp(name, PPP_INPUT_EVENT_INTERFACE) ? (const void *)&input_events
       : !strcmp(name, PPP_MOUSELOCK_INTERFACE) ? (const void *)&mouse_locks : 0;
}
