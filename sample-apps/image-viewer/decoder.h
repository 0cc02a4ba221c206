/* What each decoder is: a shared library with one function. */
#ifndef DECODER_H
#define DECODER_H
#include <stdint.h>

enum { MAX_SIDE = 2048, MAX_PIXELS = 1 << 20 };

struct picture {
  uint32_t width, height;
  uint8_t *pixels; /* red, green, blue, alpha; room for MAX_PIXELS */
};

/* Null when the picture is there, else a sentence that says what was wrong with the file. */
typedef const char *decoder(const uint8_t *bytes, uint32_t size, struct picture *picture);

__attribute__((visibility("default"))) decoder decode;

/* Whether a picture of this size fits; fills it in if it does. */
static inline int has_room(struct picture *picture, uint32_t width, uint32_t height) {
  if (!width || !height || width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    return 0;
  }
  picture->width = width;
  picture->height = height;
  return 1;
}

static inline uint32_t big(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline uint32_t little(const uint8_t *at) {
  return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}
#endif
