// libppm-decoder.so: portable pixmaps and greymaps of 8 bits (P5, P6).
#include "decoder.h"

/* The next number of the header, behind blanks and comments; 0 when there is none. */
static uint32_t number(const uint8_t *bytes, uint32_t size, uint32_t *at) {
  int comment = 0;
  for (; *at < size; ++*at) {
    uint8_t c = bytes[*at];
    if (c == '#') comment = 1;
    if (c == '\n') comment = 0;
    if (!comment && c >= '0' && c <= '9') break;
  }
  uint32_t value = 0;
  for (; *at < size && bytes[*at] >= '0' && bytes[*at] <= '9' && value < 100000; ++*at) {
    value = 10 * value + bytes[*at] - '0';
  }
  return value;
}

const char *decode(const uint8_t *bytes, uint32_t size, struct picture *picture) {
  uint32_t at = 2;
  uint32_t width = number(bytes, size, &at), height = number(bytes, size, &at);
  uint32_t most = number(bytes, size, &at), step = bytes[1] == '6' ? 3 : 1;
  at++; // one blank stands before the pixels
  if (most != 255) return "only pixmaps whose largest value is 255 are read";
  if (!has_room(picture, width, height)) return "the pixmap is too large";
  if (at > size || width * height * step > size - at) return "the pixmap ends too early";
  const uint8_t *from = bytes + at;
  uint8_t *to = picture->pixels;
  for (uint32_t i = 0; i < width * height; i++, from += step, to += 4) {
    to[0] = from[0];
    to[1] = from[step / 2];
    to[2] = from[step - 1];
    to[3] = 255;
  }
  return 0;
}
