// Where the picture goes. Any thread may draw.
#ifndef DRAW_H
#define DRAW_H
#include <stdint.h>

/* One way to look at the plane; what belongs to an older one may be dropped. */
struct view {
  int number, width, height;
};

struct tile {
  int x, y, width, height;
};

/* 0 when there is a page to draw in. */
int draw_begin(void);

/* Shows a part of the picture: tile.width * tile.height pixels, each red, green, blue, alpha. */
void draw_tile(struct view view, struct tile tile, const uint8_t *pixels);

#endif
