// What a page's module can show, hear of and answer, for `halite bench pictures`. Messages: a number has it draw so
// many pictures over its whole context, one after the other's flush, and answer with the seconds that took; anything
// else it gives back. A movement of the mouse it answers with the time at which it heard of it.
#include <stdint.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_graphics_2d.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_input_event.h"
#include "ppapi/c/ppb_instance.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_input_event.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

enum { WIDTH = 1280, HEIGHT = 720 };

static const PPB_Core *core;
static const PPB_Graphics2D *graphics;
static const PPB_ImageData *images;
static const PPB_InputEvent *inputs;
static const PPB_Instance *instances;
static const PPB_Messaging *messaging;
static PP_Instance page;
static PP_Resource context, image;
static int left;
static double begin;

static void draw(void *unused, int32_t result) {
  static const struct PP_Point corner = {0, 0};
  (void)unused;
  if (result != PP_OK || left-- == 0) {
    messaging->PostMessage(page, PP_MakeDouble(result == PP_OK ? core->GetTimeTicks() - begin : -1));
    return;
  }
  uint32_t *pixels = images->Map(image);
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      pixels[y * WIDTH + x] = 0xff000000u | (uint32_t)((x + left) * 3 & 0xff) << 8 | (uint32_t)((y + left) & 0xff);
    }
  }
  graphics->PaintImageData(context, image, &corner, 0);
  graphics->Flush(context, PP_MakeCompletionCallback(draw, 0));
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  if (message.type == PP_VARTYPE_INT32) {
    left = message.value.as_int;
    begin = core->GetTimeTicks();
    draw(0, PP_OK);
  } else {
    messaging->PostMessage(instance, message);
  }
}

static PP_Bool handle_input(PP_Instance instance, PP_Resource event) {
  if (inputs->GetType(event) == PP_INPUTEVENT_TYPE_MOUSEMOVE)
    messaging->PostMessage(instance, PP_MakeDouble(core->GetTimeTicks()));
  return PP_TRUE;
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[], const char *values[]) {
  static const struct PP_Size size = {WIDTH, HEIGHT};
  (void)count, (void)names, (void)values;
  page = instance;
  context = graphics->Create(instance, &size, PP_TRUE);
  image = images->Create(instance, PP_IMAGEDATAFORMAT_BGRA_PREMUL, &size, PP_TRUE);
  inputs->RequestInputEvents(instance, PP_INPUTEVENT_CLASS_MOUSE);
  return images->Map(image) ? instances->BindGraphics(instance, context) : PP_FALSE;
}

static void did_destroy(PP_Instance instance) { (void)instance; }

static void did_change_view(PP_Instance instance, PP_Resource view) { (void)instance, (void)view; }

static void did_change_focus(PP_Instance instance, PP_Bool has_focus) { (void)instance, (void)has_focus; }

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  (void)instance, (void)loader;
  return PP_FALSE;
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get) {
  (void)module;
  core = get(PPB_CORE_INTERFACE);
  graphics = get(PPB_GRAPHICS_2D_INTERFACE);
  images = get(PPB_IMAGEDATA_INTERFACE);
  inputs = get(PPB_INPUT_EVENT_INTERFACE);
  instances = get(PPB_INSTANCE_INTERFACE);
  messaging = get(PPB_MESSAGING_INTERFACE);
  return core && graphics && images && inputs && instances && messaging ? PP_OK : PP_ERROR_NOINTERFACE;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instance = {did_create, did_destroy, did_change_view, did_change_focus,
                                        handle_document_load};
  static const PPP_InputEvent input = {handle_input};
  static const PPP_Messaging messages = {handle_message};
  return !strcmp(name, PPP_INSTANCE_INTERFACE)      ? (const void *)&instance
         : !strcmp(name, PPP_INPUT_EVENT_INTERFACE) ? (const void *)&input
         : !strcmp(name, PPP_MESSAGING_INTERFACE)   ? (const void *)&messages
                                                    : 0;
}
