// The game as pixels: GAME_WIDTH by GAME_HEIGHT, each 0xffRRGGBB, which is BGRA in memory.
#ifndef PICTURE_H
#define PICTURE_H

#include <stdint.h>
#include "game.h"

void picture_draw(const struct game *game, int paused, uint32_t *pixels);

#endif
