// Where the picture goes. Any thread may draw.
#ifndef DRAW_H
#define DRAW_H
#include <stdint.h>

/* One way to look at the plane; what belongs to an older one is dropped. */
struct view {
  int number, width, height;
};

struct tile {
  int x, y, width, height;
};

/* Where the picture before lies in the new one, until tiles come: its left upper corner, and its width of a
   pixel as multiple of the new one's. */
struct before {
  double x, y, scale;
};

/* 0 when there is a page to draw in. */
int draw_begin(void);

/* Begins a picture; 0 or -1 when there is no memory. */
int draw_view(struct view view, struct before before);

/* Shows a part of the picture: tile.width * tile.height pixels, each red, green, blue, alpha. */
void draw_tile(struct view view, struct tile tile, const uint8_t *pixels);

/* Waits until all that was drawn is on the screen. */
void draw_wait(void);

#endif
