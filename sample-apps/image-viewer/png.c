// libpng-decoder.so: PNG (RFC 2083) of 8 bits a channel, not interlaced. Needs libz.so.
#include <string.h>
#include "decoder.h"
#include "uncompress.h"

enum { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGBA = 6 };

static uint8_t packed[4 << 20], lines[4 * MAX_PIXELS + MAX_SIDE];

static int is(const uint8_t *type, const char *name) {
  return memcmp(type, name, 4) == 0;
}

static int distance(int from, int to) {
  return from < to ? to - from : from - to;
}

static uint8_t paeth(int left, int up, int corner) {
  int guess = left + up - corner;
  int a = distance(guess, left), b = distance(guess, up), c = distance(guess, corner);
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/* Undoes the filter of one line. */
static int unfilter(uint8_t *line, const uint8_t *above, uint32_t bytes, uint32_t step, int filter) {
  for (uint32_t i = 0; i < bytes; i++) {
    int left = i < step ? 0 : line[i - step];
    int up = above ? above[i] : 0;
    int corner = above && i >= step ? above[i - step] : 0;
    switch (filter) {
      case 0: break;
      case 1: line[i] += left; break;
      case 2: line[i] += up; break;
      case 3: line[i] += (left + up) / 2; break;
      case 4: line[i] += paeth(left, up, corner); break;
      default: return 0;
    }
  }
  return 1;
}

const char *decode(const uint8_t *bytes, uint32_t size, struct picture *picture) {
  static const uint8_t steps[] = {1, 0, 3, 1, 2, 0, 4};
  const uint8_t *palette = 0, *alphas = 0;
  uint32_t colours = 0, alpha_count = 0, count = 0, kind = 0, step = 0, at = 8;
  int ended = 0;
  while (!ended) {
    if (at > size || size - at < 12 || big(bytes + at) > size - at - 12) {
      return "the PNG ends in the middle of a chunk";
    }
    uint32_t length = big(bytes + at);
    const uint8_t *type = bytes + at + 4, *data = bytes + at + 8;
    at += length + 12;
    if (is(type, "IHDR")) {
      if (length != 13 || step) return "the PNG's header is broken";
      kind = data[9];
      if (data[8] != 8 || data[10] || data[11] || data[12] || kind > RGBA || !steps[kind]) {
        return "only PNGs of 8 bits a channel that are not interlaced are read";
      }
      step = steps[kind];
      if (!has_room(picture, big(data), big(data + 4))) return "the PNG is too large";
    } else if (!step) {
      return "the PNG does not begin with its header";
    } else if (is(type, "PLTE")) {
      palette = data;
      colours = length / 3;
    } else if (is(type, "tRNS")) {
      alphas = data;
      alpha_count = length;
    } else if (is(type, "IDAT")) {
      if (length > sizeof packed - count) return "the PNG has too much data";
      memcpy(packed + count, data, length);
      count += length;
    } else if (is(type, "IEND")) {
      ended = 1;
    }
  }
  if (!step) return "the PNG does not begin with its header";
  uint32_t width = step * picture->width;
  unsigned long made = sizeof lines;
  if (uncompress(lines, &made, packed, count) != Z_OK || made != (width + 1) * picture->height) {
    return "the PNG's compressed data are broken";
  }
  uint8_t *to = picture->pixels, *above = 0;
  for (uint32_t y = 0; y < picture->height; y++) {
    uint8_t *line = lines + y * (width + 1) + 1;
    if (!unfilter(line, above, width, step, line[-1])) return "the PNG has an unknown filter";
    above = line;
    for (uint32_t x = 0; x < picture->width; x++, to += 4) {
      const uint8_t *from = line + x * step;
      to[3] = 255;
      if (kind == RGB || kind == RGBA) {
        memcpy(to, from, step);
      } else if (kind == PALETTE) {
        if (*from >= colours) return "the PNG has a colour that its palette lacks";
        memcpy(to, palette + 3 * *from, 3);
        to[3] = *from < alpha_count ? alphas[*from] : 255;
      } else {
        to[0] = to[1] = to[2] = from[0];
        if (kind == GREY_ALPHA) to[3] = from[1];
      }
    }
  }
  return 0;
}
