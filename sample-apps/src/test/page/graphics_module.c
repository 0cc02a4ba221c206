// Draws what messages ask for: "fill 10 20 30 40 ff00ff00" and so on; answers each with one line.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_graphics_2d.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_instance.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_view.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

static PPB_GetInterface get;
static const PPB_Core *core;
static const PPB_Graphics2D *graphics;
static const PPB_ImageData *images;
static const PPB_Instance *instances;
static const PPB_Messaging *messaging;
static const PPB_Var *vars;
static PP_Instance element;
static PP_Resource picture;
static struct PP_Size size;
static int frames_left, frames;
static double began;

static void say(const char *text) {
  struct PP_Var var = vars->VarFromUtf8(text, strlen(text));
  messaging->PostMessage(element, var);
  vars->Release(var);
}

static PP_Resource image(PP_ImageDataFormat format, int width, int height, unsigned argb) {
  struct PP_Size of = {width, height};
  PP_Resource made = images->Create(element, format, &of, PP_FALSE);
  struct PP_ImageDataDesc as;
  if (made == 0 || !images->Describe(made, &as)) {
    return 0;
  }
  unsigned pixel = format == PP_IMAGEDATAFORMAT_BGRA_PREMUL
      ? argb : (argb & 0xff00ff00) | (argb >> 16 & 0xff) | (argb & 0xff) << 16;
  char *rows = images->Map(made);
  for (int y = 0; y < height; y++) {
    unsigned *row = (unsigned *)(rows + y * as.stride);
    for (int x = 0; x < width; x++) {
      row[x] = pixel;
    }
  }
  images->Unmap(made);
  return made;
}

static void fill(PP_ImageDataFormat format, int x, int y, int width, int height, unsigned argb) {
  PP_Resource made = image(format, width, height, argb);
  struct PP_Point at = {x, y};
  graphics->PaintImageData(picture, made, &at, NULL);
  core->ReleaseResource(made);
}

static void flushed(void *data, int32_t result) {
  char line[64];
  (void)data;
  snprintf(line, sizeof line, "flushed %d", (int)result);
  say(line);
}

static void flush(void) {
  int32_t result = graphics->Flush(picture, PP_MakeCompletionCallback(flushed, NULL));
  if (result != PP_OK_COMPLETIONPENDING) {
    flushed(NULL, result);
  }
}

static void next_frame(void *data, int32_t result) {
  (void)data;
  if (result != PP_OK || frames_left-- == 0) {
    char line[96];
    snprintf(line, sizeof line, "ran %d %d %d", (int)result, frames,
             (int)((core->GetTimeTicks() - began) * 1000));
    say(line);
    return;
  }
  frames++;
  PP_Resource made = image(PP_IMAGEDATAFORMAT_BGRA_PREMUL, size.width, size.height,
                           0xff000000 | frames * 0x010305);
  graphics->ReplaceContents(picture, made);
  core->ReleaseResource(made);
  result = graphics->Flush(picture, PP_MakeCompletionCallback(next_frame, NULL));
  if (result != PP_OK_COMPLETIONPENDING) {
    next_frame(NULL, result);
  }
}

static void obey(const char *text) {
  char line[128];
  int a, b, c, d, e;
  unsigned color;
  float scale;
  if (sscanf(text, "create %d %d %d", &a, &b, &c) == 3) {
    struct PP_Size of = {a, b};
    if (picture) {
      core->ReleaseResource(picture);
    }
    size = of;
    picture = graphics->Create(element, &of, c ? PP_TRUE : PP_FALSE);
    snprintf(line, sizeof line, "created %d", picture != 0);
    say(line);
  } else if (strcmp(text, "bind") == 0) {
    snprintf(line, sizeof line, "bound %d", instances->BindGraphics(element, picture));
    say(line);
  } else if (strcmp(text, "unbind") == 0) {
    snprintf(line, sizeof line, "unbound %d", instances->BindGraphics(element, 0));
    say(line);
  } else if (sscanf(text, "fill %d %d %d %d %x", &a, &b, &c, &d, &color) == 5) {
    fill(PP_IMAGEDATAFORMAT_BGRA_PREMUL, a, b, c, d, color);
  } else if (sscanf(text, "rgba %d %d %d %d %x", &a, &b, &c, &d, &color) == 5) {
    fill(PP_IMAGEDATAFORMAT_RGBA_PREMUL, a, b, c, d, color);
  } else if (sscanf(text, "replace %d %x", &a, &color) == 2) {
    PP_Resource made = image(a, size.width, size.height, color);
    graphics->ReplaceContents(picture, made);
    core->ReleaseResource(made);
  } else if (sscanf(text, "scroll %d %d", &a, &b) == 2) {
    struct PP_Point by = {a, b};
    graphics->Scroll(picture, NULL, &by);
  } else if (sscanf(text, "scale %f", &scale) == 1) {
    snprintf(line, sizeof line, "scaled %d", graphics->SetScale(picture, scale));
    say(line);
  } else if (sscanf(text, "layer %f %d %d %d %d", &scale, &a, &b, &c, &d) == 5) {
    struct PP_Point origin = {a, b}, translate = {c, d};
    snprintf(line, sizeof line, "layered %d",
             graphics->SetLayerTransform(picture, scale, &origin, &translate));
    say(line);
  } else if (strcmp(text, "flush") == 0) {
    flush();
  } else if (strcmp(text, "release") == 0) {
    core->ReleaseResource(picture);
    picture = 0;
    say("released");
  } else if (sscanf(text, "run %d", &e) == 1) {
    frames_left = e;
    frames = 0;
    began = core->GetTimeTicks();
    next_frame(NULL, PP_OK);
  } else if (strcmp(text, "crash") == 0) {
    abort();
  } else {
    say("what?");
  }
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  char text[256];
  uint32_t length;
  const char *utf8 = vars->VarToUtf8(message, &length);
  (void)instance;
  if (utf8 != NULL && length < sizeof text) {
    memcpy(text, utf8, length);
    text[length] = 0;
    obey(text);
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
  (void)instance, (void)has_focus;
}

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  (void)instance, (void)loader;
  return PP_FALSE;
}

static const PPP_Instance instance_interface = {did_create, did_destroy, did_change_view,
                                                did_change_focus, handle_document_load};
static const PPP_Messaging messaging_interface = {handle_message};

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get_browser_interface) {
  (void)module;
  get = get_browser_interface;
  core = get(PPB_CORE_INTERFACE);
  graphics = get(PPB_GRAPHICS_2D_INTERFACE);
  images = get(PPB_IMAGEDATA_INTERFACE);
  instances = get(PPB_INSTANCE_INTERFACE);
  messaging = get(PPB_MESSAGING_INTERFACE);
  vars = get(PPB_VAR_INTERFACE);
  return core && graphics && images && instances && messaging && vars ? PP_OK : PP_ERROR_FAILED;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  if (strcmp(name, PPP_INSTANCE_INTERFACE) == 0) {
    return &instance_interface;
  }
  return strcmp(name, PPP_MESSAGING_INTERFACE) == 0 ? &messaging_interface : NULL;
}
