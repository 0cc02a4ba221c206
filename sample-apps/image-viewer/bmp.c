// libbmp-decoder.so: Windows bitmaps of 24 or 32 bits, not compressed.
#include "decoder.h"

const char *decode(const uint8_t *bytes, uint32_t size, struct picture *picture) {
  if (size < 54 || little(bytes + 14) < 40) return "the bitmap's header is broken";
  uint32_t data = little(bytes + 10), width = little(bytes + 18), height = little(bytes + 22);
  int upwards = !(height >> 31);
  uint32_t depth = bytes[28], step = depth / 8;
  if (little(bytes + 30) || (depth != 24 && depth != 32)) {
    return "only bitmaps of 24 or 32 bits that are not compressed are read";
  }
  if (!upwards) height = -height;
  if (!has_room(picture, width, height)) return "the bitmap is too large";
  uint32_t line = (width * step + 3) & ~3u;
  if (data > size || line * height > size - data) return "the bitmap ends too early";
  uint8_t *to = picture->pixels;
  for (uint32_t y = 0; y < height; y++) {
    const uint8_t *from = bytes + data + line * (upwards ? height - 1 - y : y);
    for (uint32_t x = 0; x < width; x++, from += step, to += 4) {
      to[0] = from[2];
      to[1] = from[1];
      to[2] = from[0];
      to[3] = 255;
    }
  }
  return 0;
}
