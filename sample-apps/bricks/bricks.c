// A game in a page: PPB_Graphics2D, PPB_InputEvent, PPB_Audio. The end of each flush makes the next picture, so that
// the screen sets the pace; while nothing moves, nothing is painted and no processor time is used.
// Says {"score", "lives", "level", "phase"} to its page whenever one of them is another.
#include <stdlib.h>
#include <string.h>
#include "game.h"
#include "picture.h"
#include "sounds.h"
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_graphics_2d.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_input_event.h"
#include "ppapi/c/ppb_instance.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_dictionary.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_input_event.h"
#include "ppapi/c/ppp_instance.h"

enum { KEY_SPACE = 32, KEY_LEFT = 37, KEY_RIGHT = 39, KEY_P = 80, MOST_STEPS = GAME_STEPS / 10 };
static const char *const PHASES[] = {"ready", "playing", "over"};

static PPB_GetInterface get_interface;
static const PPB_Core *core;
static const PPB_Graphics2D *graphics;
static const PPB_ImageData *images;
static const PPB_InputEvent *inputs;
static const PPB_Instance *instances;
static const PPB_KeyboardInputEvent *keys;
static const PPB_Messaging *messaging;
static const PPB_MouseInputEvent *mice;
static const PPB_Var *vars;
static const PPB_VarDictionary *dictionaries;

static PP_Instance page;
static PP_Resource context, image;
static struct game game, told;
static const char *told_phase;
static int paused, left, right; /* keys that are down */
static int flushing, changed;
static double last; /* when the game was last moved, in seconds */

static int moves(void) { return !paused && (game.phase == PLAYING || left != right); }

static void set(struct PP_Var dictionary, const char *name, struct PP_Var value) {
  struct PP_Var key = vars->VarFromUtf8(name, strlen(name));
  dictionaries->Set(dictionary, key, value);
  vars->Release(key);
}

static void tell(void) {
  const char *phase = paused ? "paused" : PHASES[game.phase];
  if (phase == told_phase && game.score == told.score && game.lives == told.lives && game.level == told.level) {
    return;
  }
  told = game;
  told_phase = phase;
  struct PP_Var dictionary = dictionaries->Create(), word = vars->VarFromUtf8(phase, strlen(phase));
  set(dictionary, "score", PP_MakeInt32(game.score));
  set(dictionary, "lives", PP_MakeInt32(game.lives));
  set(dictionary, "level", PP_MakeInt32(game.level));
  set(dictionary, "phase", word);
  messaging->PostMessage(page, dictionary);
  vars->Release(word);
  vars->Release(dictionary);
}

/* As many steps as time has passed, but after a long rest not all at once. */
static void advance(void) {
  double now = core->GetTimeTicks();
  int steps = (int)((now - last) * GAME_STEPS), happened = 0;
  last = steps > MOST_STEPS ? now : last + (double)steps / GAME_STEPS;
  for (int i = 0; i < steps && i < MOST_STEPS; i++) {
    happened |= game_step(&game, right - left);
  }
  sounds_play(happened);
}

static void flushed(void *unused, int32_t result);

/* Shows the game as it is, unless a picture is still on its way: then that one's end will. */
static void show(void) {
  changed = 1;
  tell();
  if (!context || flushing) {
    return;
  }
  static const struct PP_Point corner = {0, 0};
  changed = 0;
  picture_draw(&game, paused, images->Map(image));
  graphics->PaintImageData(context, image, &corner, 0);
  flushing = graphics->Flush(context, PP_MakeCompletionCallback(flushed, 0)) == PP_OK_COMPLETIONPENDING;
}

static void flushed(void *unused, int32_t result) {
  (void)unused;
  flushing = 0;
  if (result != PP_OK) {
    return;
  }
  if (moves()) {
    advance();
    changed = 1;
  }
  if (changed) {
    show();
  }
}

/* Goes on from now, whatever has been before. */
static void wake(void) {
  if (!flushing) {
    last = core->GetTimeTicks();
  }
  show();
}

static void rest(int resting) {
  if (resting != paused && (game.phase == PLAYING || !resting)) {
    paused = resting;
    sounds_run(!paused);
    wake();
  }
}

static void launch(void) {
  if (paused) {
    rest(0);
  } else {
    game_launch(&game);
    sounds_run(1);
    wake();
  }
}

static PP_Bool key(PP_Resource event, int down) {
  switch (keys->GetKeyCode(event)) {
  case KEY_LEFT: left = down; break;
  case KEY_RIGHT: right = down; break;
  case KEY_SPACE:
    if (down && !(inputs->GetModifiers(event) & PP_INPUTEVENT_MODIFIER_ISAUTOREPEAT)) {
      launch();
    }
    return PP_TRUE;
  case KEY_P:
    if (down) {
      rest(!paused);
    }
    return PP_TRUE;
  default: return PP_FALSE; /* the page's */
  }
  wake();
  return PP_TRUE;
}

static PP_Bool handle_input(PP_Instance instance, PP_Resource event) {
  (void)instance;
  switch (inputs->GetType(event)) {
  case PP_INPUTEVENT_TYPE_KEYDOWN: return key(event, 1);
  case PP_INPUTEVENT_TYPE_KEYUP: return key(event, 0);
  case PP_INPUTEVENT_TYPE_MOUSEMOVE:
    if (!paused) {
      game_place(&game, mice->GetPosition(event).x);
      wake();
    }
    return PP_TRUE;
  case PP_INPUTEVENT_TYPE_MOUSEDOWN: launch(); return PP_TRUE;
  default: return PP_FALSE;
  }
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[], const char *values[]) {
  static const struct PP_Size size = {GAME_WIDTH, GAME_HEIGHT};
  (void)count, (void)names, (void)values;
  page = instance;
  context = graphics->Create(instance, &size, PP_TRUE);
  image = images->Create(instance, PP_IMAGEDATAFORMAT_BGRA_PREMUL, &size, PP_TRUE);
  if (!images->Map(image) || !instances->BindGraphics(instance, context)) {
    return PP_FALSE;
  }
  inputs->RequestFilteringInputEvents(instance, PP_INPUTEVENT_CLASS_KEYBOARD);
  inputs->RequestInputEvents(instance, PP_INPUTEVENT_CLASS_MOUSE);
  sounds_begin(instance, get_interface);
  game_begin(&game);
  wake();
  return PP_TRUE;
}

static void did_destroy(PP_Instance instance) { (void)instance; }

static void did_change_view(PP_Instance instance, PP_Resource view) {
  (void)instance, (void)view;
  wake();
}

static void did_change_focus(PP_Instance instance, PP_Bool has_focus) {
  (void)instance;
  if (!has_focus) {
    left = right = 0;
    rest(1);
  }
}

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  (void)instance, (void)loader;
  return PP_FALSE;
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get) {
  (void)module;
  get_interface = get;
  core = get(PPB_CORE_INTERFACE);
  graphics = get(PPB_GRAPHICS_2D_INTERFACE);
  images = get(PPB_IMAGEDATA_INTERFACE);
  inputs = get(PPB_INPUT_EVENT_INTERFACE);
  instances = get(PPB_INSTANCE_INTERFACE);
  keys = get(PPB_KEYBOARD_INPUT_EVENT_INTERFACE);
  messaging = get(PPB_MESSAGING_INTERFACE);
  mice = get(PPB_MOUSE_INPUT_EVENT_INTERFACE);
  vars = get(PPB_VAR_INTERFACE);
  dictionaries = get(PPB_VAR_DICTIONARY_INTERFACE);
  return core && graphics && images && inputs && instances && keys && messaging && mice && vars && dictionaries
             ? PP_OK
             : PP_ERROR_NOINTERFACE;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instance = {did_create, did_destroy, did_change_view, did_change_focus,
                                        handle_document_load};
  static const PPP_InputEvent input = {handle_input};
  return !strcmp(name, PPP_INSTANCE_INTERFACE)      ? (const void *)&instance
         : !strcmp(name, PPP_INPUT_EVENT_INTERFACE) ? (const void *)&input
                                                    : NULL;
}
