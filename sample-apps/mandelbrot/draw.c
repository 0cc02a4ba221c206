// Drawing by PPB_Graphics2D. All threads write into one image and say which part of it is new; a thread of its own
// brings that onto the screen, again and again, and sleeps meanwhile: off the main thread Flush may wait.
#include "draw.h"
#include <ppapi_simple/ps.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "ppapi/c/pp_completion_callback.h"
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_graphics_2d.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_instance.h"

static const PPB_Core *core;
static const PPB_Graphics2D *graphics;
static const PPB_ImageData *images;
static const PPB_Instance *instances;

static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  struct view view;
  PP_Resource context, image;
  uint32_t *pixels; /* the image's */
  int painted, shown; /* how often */
} screen = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

__attribute__((noreturn)) static void *show(void *unused) {
  (void)unused;
  pthread_mutex_lock(&screen.lock);
  for (;;) {
    if (screen.shown == screen.painted) {
      pthread_cond_wait(&screen.changed, &screen.lock);
      continue;
    }
    int painted = screen.painted;
    PP_Resource context = screen.context;
    core->AddRefResource(context);
    pthread_mutex_unlock(&screen.lock);
    graphics->Flush(context, PP_BlockUntilComplete());
    core->ReleaseResource(context);
    pthread_mutex_lock(&screen.lock);
    screen.shown = painted;
    pthread_cond_broadcast(&screen.changed);
  }
}

int draw_begin(void) {
  core = PSGetInterface(PPB_CORE_INTERFACE);
  graphics = PSGetInterface(PPB_GRAPHICS_2D_INTERFACE);
  images = PSGetInterface(PPB_IMAGEDATA_INTERFACE);
  instances = PSGetInterface(PPB_INSTANCE_INTERFACE);
  pthread_t thread;
  return core && graphics && images && instances && pthread_create(&thread, NULL, show, NULL) == 0 ? 0 : -1;
}

/* The image and the context in a new size; with the lock. */
static int resize(struct view view) {
  struct PP_Size size = PP_MakeSize(view.width, view.height);
  PP_Instance page = PSGetInstanceId();
  PP_Resource image = images->Create(page, PP_IMAGEDATAFORMAT_RGBA_PREMUL, &size, PP_TRUE);
  PP_Resource context = graphics->Create(page, &size, PP_TRUE);
  uint32_t *pixels = images->Map(image);
  if (!pixels || !instances->BindGraphics(page, context)) {
    core->ReleaseResource(image);
    core->ReleaseResource(context);
    return -1;
  }
  core->ReleaseResource(screen.image);
  core->ReleaseResource(screen.context);
  screen.image = image;
  screen.context = context;
  screen.pixels = pixels;
  return 0;
}

static void paint(struct tile tile) {
  struct PP_Point corner = PP_MakePoint(0, 0);
  struct PP_Rect part = PP_MakeRectFromXYWH(tile.x, tile.y, tile.width, tile.height);
  graphics->PaintImageData(screen.context, screen.image, &corner, &part);
  screen.painted++;
  pthread_cond_broadcast(&screen.changed);
}

/* The old picture, stretched to where its points now are. */
static int stretch(struct before before) {
  enum { BACKGROUND = 0xff2d2210 };
  size_t width = (size_t)screen.view.width, height = (size_t)screen.view.height;
  uint32_t *old = malloc(4 * width * height);
  if (!old) {
    return -1;
  }
  memcpy(old, screen.pixels, 4 * width * height);
  for (size_t y = 0; y < height; y++) {
    double from_y = ((double)y + 0.5 - before.y) / before.scale;
    for (size_t x = 0; x < width; x++) {
      double from_x = ((double)x + 0.5 - before.x) / before.scale;
      int inside = from_x >= 0 && from_y >= 0 && from_x < (double)width && from_y < (double)height;
      screen.pixels[y * width + x] = inside ? old[(size_t)from_y * width + (size_t)from_x] : BACKGROUND;
    }
  }
  free(old);
  return 0;
}

int draw_view(struct view view, struct before before) {
  pthread_mutex_lock(&screen.lock);
  int other_size = view.width != screen.view.width || view.height != screen.view.height;
  int result = other_size ? resize(view) : stretch(before);
  if (result == 0) {
    screen.view = view;
    paint((struct tile){0, 0, view.width, view.height});
  }
  pthread_mutex_unlock(&screen.lock);
  return result;
}

void draw_tile(struct view view, struct tile tile, const uint8_t *pixels) {
  pthread_mutex_lock(&screen.lock);
  if (view.number == screen.view.number) {
    for (int y = 0; y < tile.height; y++) {
      memcpy(screen.pixels + (tile.y + y) * view.width + tile.x, pixels + 4 * y * tile.width,
             4 * (size_t)tile.width);
    }
    paint(tile);
  }
  pthread_mutex_unlock(&screen.lock);
}

void draw_wait(void) {
  pthread_mutex_lock(&screen.lock);
  int painted = screen.painted;
  while (screen.shown - painted < 0) {
    pthread_cond_wait(&screen.changed, &screen.lock);
  }
  pthread_mutex_unlock(&screen.lock);
}
