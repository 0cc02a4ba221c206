// libz.so where zlib's source was not fetched: decompression (RFC 1951) and its check (RFC 1950).
#include <stdint.h>
#include "uncompress.h"

enum { MAX_BITS = 15, LITERALS = 288, DISTANCES = 30, END = 256 };

/* What is read and what is written; broken once something was not there. */
struct stream {
  const uint8_t *from, *end;
  uint32_t held, count;
  uint8_t *to;
  uint32_t at, room;
  int broken;
};

/* A canonical Huffman code: how many codes have each length, and their symbols in order. */
struct code {
  uint16_t count[MAX_BITS + 1], symbol[LITERALS];
};

static uint32_t bits(struct stream *s, unsigned wanted) {
  while (s->count < wanted) {
    if (s->from == s->end) {
      s->broken = 1;
      return 0;
    }
    s->held |= (uint32_t)*s->from++ << s->count;
    s->count += 8;
  }
  uint32_t value = s->held & ((1u << wanted) - 1);
  s->held >>= wanted;
  s->count -= wanted;
  return value;
}

/* Lengths of codes become a code; a code that says more than it can is refused. */
static int build(struct code *code, const uint8_t *lengths, unsigned count) {
  uint16_t first[MAX_BITS + 1];
  for (unsigned i = 0; i <= MAX_BITS; i++) code->count[i] = 0;
  for (unsigned i = 0; i < count; i++) code->count[lengths[i]]++;
  int left = 1;
  for (unsigned i = 1; i <= MAX_BITS; i++) {
    left = left * 2 - code->count[i];
    if (left < 0) return 0;
  }
  first[1] = 0;
  for (unsigned i = 1; i < MAX_BITS; i++) first[i + 1] = first[i] + code->count[i];
  for (unsigned i = 0; i < count; i++) {
    if (lengths[i]) code->symbol[first[lengths[i]]++] = i;
  }
  code->count[0] = 0;
  return 1;
}

static unsigned symbol(struct stream *s, const struct code *code) {
  int value = 0, first = 0, index = 0;
  for (unsigned length = 1; length <= MAX_BITS && !s->broken; length++) {
    value |= bits(s, 1);
    int count = code->count[length];
    if (value - count < first) return code->symbol[index + (value - first)];
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  s->broken = 1;
  return END;
}

static void put(struct stream *s, uint8_t byte) {
  if (s->at == s->room) {
    s->broken = 1;
  } else {
    s->to[s->at++] = byte;
  }
}

static void compressed(struct stream *s, const struct code *literal, const struct code *distance) {
  static const uint16_t base[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                  31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
  static const uint8_t extra[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                  2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  while (!s->broken) {
    unsigned what = symbol(s, literal);
    if (what < END) {
      put(s, what);
      continue;
    }
    if (what == END) return;
    what -= END + 1;
    if (what >= sizeof extra) break;
    unsigned length = base[what] + bits(s, extra[what]);
    unsigned far = symbol(s, distance);
    if (far >= DISTANCES) break;
    unsigned more = far < 4 ? 0 : far / 2 - 1;
    uint32_t back = far < 4 ? far + 1 : ((2 + far % 2) << more) + 1 + bits(s, more);
    if (back > s->at) break;
    while (length-- && !s->broken) put(s, s->to[s->at - back]);
  }
  s->broken = 1;
}

static void stored(struct stream *s) {
  s->held = s->count = 0;
  uint32_t length = bits(s, 16), check = bits(s, 16);
  if (length != (check ^ 0xffff)) s->broken = 1;
  while (length-- && !s->broken) put(s, bits(s, 8));
}

static void fixed(struct stream *s) {
  struct code literal, distance;
  uint8_t lengths[LITERALS];
  for (unsigned i = 0; i < LITERALS; i++) {
    lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  }
  build(&literal, lengths, LITERALS);
  for (unsigned i = 0; i < DISTANCES; i++) lengths[i] = 5;
  build(&distance, lengths, DISTANCES);
  compressed(s, &literal, &distance);
}

static void dynamic(struct stream *s) {
  static const uint8_t order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  struct code code, literal, distance;
  uint8_t lengths[LITERALS + 32] = {0};
  unsigned literals = bits(s, 5) + 257, distances = bits(s, 5) + 1, codes = bits(s, 4) + 4;
  if (s->broken || literals > 286 || distances > DISTANCES) {
    s->broken = 1;
    return;
  }
  for (unsigned i = 0; i < codes; i++) lengths[order[i]] = bits(s, 3);
  if (!build(&code, lengths, sizeof order)) s->broken = 1;
  uint8_t all[LITERALS + 32] = {0};
  for (unsigned i = 0; i < literals + distances && !s->broken;) {
    unsigned what = symbol(s, &code), times = 1;
    uint8_t length = what;
    if (what == 16) {
      if (!i) s->broken = 1;
      length = i ? all[i - 1] : 0;
      times = 3 + bits(s, 2);
    } else if (what >= 17) {
      length = 0;
      times = what == 17 ? 3 + bits(s, 3) : 11 + bits(s, 7);
    }
    if (i + times > literals + distances) s->broken = 1;
    while (times-- && !s->broken) all[i++] = length;
  }
  if (s->broken || !build(&literal, all, literals)
      || !build(&distance, all + literals, distances)) {
    s->broken = 1;
    return;
  }
  compressed(s, &literal, &distance);
}

static uint32_t adler(const uint8_t *bytes, uint32_t size) {
  uint32_t a = 1, b = 0;
  for (uint32_t i = 0; i < size; i++) {
    a = (a + bytes[i]) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

__attribute__((visibility("default")))
int uncompress(unsigned char *to, unsigned long *room, const unsigned char *from, unsigned long size) {
  if (size < 6 || (from[0] & 15) != 8 || (from[1] & 32) || (from[0] * 256 + from[1]) % 31) {
    return Z_DATA_ERROR;
  }
  struct stream s = {from + 2, from + size, 0, 0, to, 0, *room, 0};
  uint32_t last;
  do {
    last = bits(&s, 1);
    switch (bits(&s, 2)) {
      case 0: stored(&s); break;
      case 1: fixed(&s); break;
      case 2: dynamic(&s); break;
      default: s.broken = 1;
    }
  } while (!last && !s.broken);
  uint32_t check = 0;
  s.held = s.count = 0; // to the next whole byte
  for (int i = 0; i < 4; i++) check = check << 8 | bits(&s, 8);
  *room = s.at;
  return s.broken || check != adler(to, s.at) ? Z_DATA_ERROR : Z_OK;
}
