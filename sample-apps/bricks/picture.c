#include "picture.h"

enum { BACKGROUND = 0xff10222d, FRAME = 0xff1c3b4c, BALL = 0xfff4f7fa, PADDLE = 0xff59b9dd, SIGN = 0xfff2b84b };
static const uint32_t BRICKS[ROWS] = {0xffff7a6b, 0xfff2a04b, 0xfff2d14b, 0xff8fd0a8, 0xff59b9dd, 0xff9d8fe0};

/* Digits of 3 by 5 points, the upper left one in the highest of 15 bits. */
static const uint16_t DIGITS[10] = {0x7b6f, 0x2c97, 0x73e7, 0x73cf, 0x5bc9, 0x79cf, 0x79ef, 0x7249, 0x7bef, 0x7bcf};

static void fill(uint32_t *pixels, int x, int y, int width, int height, uint32_t colour) {
  int right = x + width < GAME_WIDTH ? x + width : GAME_WIDTH;
  int bottom = y + height < GAME_HEIGHT ? y + height : GAME_HEIGHT;
  for (int row = y < 0 ? 0 : y; row < bottom; row++) {
    for (int column = x < 0 ? 0 : x; column < right; column++) {
      pixels[row * GAME_WIDTH + column] = colour;
    }
  }
}

static void draw_digit(uint32_t *pixels, int x, int y, int digit) {
  enum { POINT = 5 };
  for (int bit = 0; bit < 15; bit++) {
    if (DIGITS[digit] >> (14 - bit) & 1) {
      fill(pixels, x + bit % 3 * POINT, y + bit / 3 * POINT, POINT, POINT, BALL);
    }
  }
}

static void draw_number(uint32_t *pixels, int x, int y, int number, int digits) {
  for (int i = digits - 1; i >= 0; i--) {
    draw_digit(pixels, x + 20 * i, y, number % 10);
    number /= 10;
  }
}

/* Two bars while it rests, an arrow while it waits for a launch, a square at the end. */
static void draw_sign(const struct game *game, int paused, uint32_t *pixels) {
  enum { X = GAME_WIDTH / 2, Y = 300, HALF = 24 };
  if (paused) {
    fill(pixels, X - HALF, Y - HALF, 16, 2 * HALF, SIGN);
    fill(pixels, X + HALF - 16, Y - HALF, 16, 2 * HALF, SIGN);
  } else if (game->phase == OVER) {
    fill(pixels, X - HALF, Y - HALF, 2 * HALF, 2 * HALF, SIGN);
  } else if (game->phase == READY) {
    for (int row = 0; row < HALF; row++) {
      fill(pixels, X - row, Y - HALF + row, 2 * row + 1, 1, SIGN);
    }
  }
}

void picture_draw(const struct game *game, int paused, uint32_t *pixels) {
  fill(pixels, 0, 0, GAME_WIDTH, GAME_HEIGHT, BACKGROUND);
  fill(pixels, 0, 0, GAME_WIDTH, 40, FRAME);
  draw_number(pixels, 12, 8, game->score, 6);
  for (int i = 0; i < game->lives; i++) {
    fill(pixels, GAME_WIDTH - 24 - 20 * i, 14, BALL_SIZE, BALL_SIZE, SIGN);
  }
  for (int row = 0; row < ROWS; row++) {
    for (int column = 0; column < COLUMNS; column++) {
      if (game->bricks[row][column]) {
        fill(pixels, BRICKS_LEFT + column * BRICK_WIDTH + 1, BRICKS_TOP + row * BRICK_HEIGHT + 1, BRICK_WIDTH - 2,
             BRICK_HEIGHT - 2, BRICKS[row]);
      }
    }
  }
  fill(pixels, (int)game->paddle, PADDLE_TOP, PADDLE_WIDTH, PADDLE_HEIGHT, PADDLE);
  fill(pixels, (int)game->ball_x, (int)game->ball_y, BALL_SIZE, BALL_SIZE, BALL);
  draw_sign(game, paused, pixels);
}
