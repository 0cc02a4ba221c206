// libqoi-decoder.so: the Quite OK Image Format, version 1.0.
#include <string.h>
#include "decoder.h"

const char *decode(const uint8_t *bytes, uint32_t size, struct picture *picture) {
  uint8_t seen[64][4] = {{0}}, now[4] = {0, 0, 0, 255};
  if (size < 14) return "the QOI file's header is broken";
  if (!has_room(picture, big(bytes + 4), big(bytes + 8))) return "the QOI file is too large";
  uint32_t at = 14, run = 0, count = picture->width * picture->height;
  uint8_t *to = picture->pixels;
  for (uint32_t i = 0; i < count; i++, to += 4) {
    if (run) {
      run--;
    } else {
      // The longest word has five bytes, and eight stand behind the last one.
      if (at > size || size - at < 5) return "the QOI file ends too early";
      uint8_t word = bytes[at++];
      if (word == 0xfe || word == 0xff) {
        uint32_t channels = word == 0xfe ? 3 : 4;
        memcpy(now, bytes + at, channels);
        at += channels;
      } else if (word >> 6 == 0) {
        memcpy(now, seen[word], 4);
      } else if (word >> 6 == 1) {
        now[0] += (word >> 4 & 3) - 2;
        now[1] += (word >> 2 & 3) - 2;
        now[2] += (word & 3) - 2;
      } else if (word >> 6 == 2) {
        int green = (word & 63) - 32;
        now[0] += green - 8 + (bytes[at] >> 4);
        now[1] += green;
        now[2] += green - 8 + (bytes[at] & 15);
        at++;
      } else {
        run = word & 63;
      }
      memcpy(seen[(now[0] * 3 + now[1] * 5 + now[2] * 7 + now[3] * 11) & 63], now, 4);
    }
    memcpy(to, now, 4);
  }
  return 0;
}
