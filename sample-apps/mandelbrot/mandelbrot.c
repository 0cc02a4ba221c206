// The Mandelbrot set in worker threads. Reads what to show from standard input, a line each:
//   VIEW RE IM SCALE WIDTH HEIGHT ITERATIONS THREADS
// VIEW is a number that tiles and answers carry; RE, IM the centre; SCALE a pixel's width in the plane.
// A new view stops the work on the one before. Prints for each that was finished, when it is on the screen:
// done VIEW TILES MILLISECONDS
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "draw.h"

enum { TILE = 64, MOST_THREADS = 8, MOST_PIXELS = 2048, MOST_ITERATIONS = 20000, STOPS = 5 };

static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  struct view view;
  double re, im, scale;
  int iterations, wanted_threads;
  int next, done, tiles;
  long long began;
} picture = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static long long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Iterations until the point has left, with a fraction that hides the steps; -1 if it stays. */
static double escape(double re, double im, int iterations) {
  double quarter = (re - 0.25) * (re - 0.25) + im * im;
  if (quarter * (quarter + re - 0.25) < 0.25 * im * im || (re + 1) * (re + 1) + im * im < 0.0625) {
    return -1; // the heart and the largest disk, of which all points stay
  }
  double x = 0, y = 0, xx = 0, yy = 0;
  for (int i = 0; i < iterations; i++) {
    y = 2 * x * y + im;
    x = xx - yy + re;
    xx = x * x;
    yy = y * y;
    if (xx + yy > 256) {
      return i + 1 - log2(log2(xx + yy) / 8);
    }
  }
  return -1;
}

static void colour(double steps, uint8_t *pixel) {
  static const uint8_t stops[STOPS][3] = {
      {6, 16, 60}, {20, 110, 180}, {235, 248, 255}, {255, 178, 40}, {90, 20, 30}};
  pixel[0] = pixel[1] = pixel[2] = 0;
  pixel[3] = 255;
  if (steps < 0) {
    return;
  }
  double place = fmod(log2(fmax(steps, 0) / 2 + 1) * 0.9, STOPS);
  int from = (int)place % STOPS, to = (from + 1) % STOPS;
  double share = place - (int)place;
  for (int i = 0; i < 3; i++) {
    pixel[i] = (uint8_t)lround(stops[from][i] * (1 - share) + stops[to][i] * share);
  }
}

static int is_current(int view) {
  return __atomic_load_n(&picture.view.number, __ATOMIC_RELAXED) == view;
}

static int less(int a, int b) {
  return a < b ? a : b;
}

/* Works on tiles of the newest view, if this thread shall, and waits where there are none; for ever. */
__attribute__((noreturn)) static void *work(void *number) {
  uint8_t pixels[TILE * TILE * 4];
  pthread_mutex_lock(&picture.lock);
  for (;;) {
    if (picture.next == picture.tiles || (intptr_t)number >= picture.wanted_threads) {
      pthread_cond_wait(&picture.changed, &picture.lock);
      continue;
    }
    struct view view = picture.view;
    double re = picture.re, im = picture.im, scale = picture.scale;
    int iterations = picture.iterations;
    int across = (view.width + TILE - 1) / TILE;
    struct tile tile = {picture.next % across * TILE, picture.next / across * TILE, TILE, TILE};
    picture.next++;
    pthread_mutex_unlock(&picture.lock);

    tile.width = less(TILE, view.width - tile.x);
    tile.height = less(TILE, view.height - tile.y);
    uint8_t *pixel = pixels;
    for (int y = tile.y; y < tile.y + tile.height && is_current(view.number); y++) {
      for (int x = tile.x; x < tile.x + tile.width; x++, pixel += 4) {
        colour(escape(re + (x + 0.5 - view.width / 2.0) * scale, im - (y + 0.5 - view.height / 2.0) * scale,
                      iterations),
               pixel);
      }
    }
    if (is_current(view.number)) {
      draw_tile(view, tile, pixels);
    }

    pthread_mutex_lock(&picture.lock);
    if (picture.view.number == view.number && ++picture.done == picture.tiles) {
      int tiles = picture.tiles;
      long long took = milliseconds() - picture.began;
      pthread_mutex_unlock(&picture.lock);
      draw_wait();
      printf("done %d %d %lld\n", view.number, tiles, took);
      fflush(stdout);
      pthread_mutex_lock(&picture.lock);
    }
  }
}

static int is_right(struct view view, double scale, int iterations, int threads) {
  return view.width > 0 && view.width <= MOST_PIXELS && view.height > 0 && view.height <= MOST_PIXELS
         && scale > 0 && iterations > 0 && iterations <= MOST_ITERATIONS && threads > 0
         && threads <= MOST_THREADS;
}

int main(void) {
  char line[256];
  pthread_t thread;
  if (draw_begin()) {
    fprintf(stderr, "this program draws in a page: open index.html\n");
    return 1;
  }
  for (intptr_t i = 0; i < MOST_THREADS; i++) {
    if (pthread_create(&thread, NULL, work, (void *)i)) {
      fprintf(stderr, "no thread could be had\n");
      return 1;
    }
  }
  while (fgets(line, sizeof line, stdin)) {
    char *rest;
    struct view view = {.number = (int)strtol(line, &rest, 10)};
    double re = strtod(rest, &rest), im = strtod(rest, &rest), scale = strtod(rest, &rest);
    view.width = (int)strtol(rest, &rest, 10);
    view.height = (int)strtol(rest, &rest, 10);
    int iterations = (int)strtol(rest, &rest, 10), threads = (int)strtol(rest, &rest, 10);
    if (*rest != '\n' || !is_right(view, scale, iterations, threads)) {
      fprintf(stderr, "write VIEW RE IM SCALE WIDTH HEIGHT ITERATIONS THREADS\n");
      continue;
    }
    double ratio = picture.scale > 0 ? picture.scale / scale : 1;
    struct before before = {view.width / 2.0 * (1 - ratio) + (picture.re - re) / scale,
                            view.height / 2.0 * (1 - ratio) - (picture.im - im) / scale, ratio};
    pthread_mutex_lock(&picture.lock);
    if (draw_view(view, before)) {
      pthread_mutex_unlock(&picture.lock);
      fprintf(stderr, "there is no memory for a picture of %d x %d pixels\n", view.width, view.height);
      continue;
    }
    picture.view = view;
    picture.re = re;
    picture.im = im;
    picture.scale = scale;
    picture.iterations = iterations;
    picture.wanted_threads = threads;
    picture.next = picture.done = 0;
    picture.tiles = ((view.width + TILE - 1) / TILE) * ((view.height + TILE - 1) / TILE);
    picture.began = milliseconds();
    pthread_cond_broadcast(&picture.changed);
    pthread_mutex_unlock(&picture.lock);
  }
  return 0;
}
