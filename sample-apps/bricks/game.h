// The game itself: bricks, a ball and a paddle. It knows nothing of pictures, sounds or browsers, and the same inputs
// at the same steps always give the same game.
#ifndef GAME_H
#define GAME_H

enum {
  GAME_WIDTH = 640, GAME_HEIGHT = 480, /* pixels */
  GAME_STEPS = 240,                    /* a second */
  COLUMNS = 12, ROWS = 6, BRICK_WIDTH = 48, BRICK_HEIGHT = 20, BRICKS_LEFT = 32, BRICKS_TOP = 60,
  PADDLE_WIDTH = 96, PADDLE_HEIGHT = 12, PADDLE_TOP = 440, BALL_SIZE = 12,
  LIVES = 3,
};

enum phase { READY, PLAYING, OVER };

/* What happened in a step, as bits. */
enum { HIT_WALL = 1, HIT_PADDLE = 2, HIT_BRICK = 4, LOST_BALL = 8, CLEARED = 16 };

struct game {
  enum phase phase;
  double ball_x, ball_y; /* its upper left corner */
  double speed_x, speed_y; /* pixels a step */
  double paddle; /* its left end */
  int lives, level, score;
  unsigned char bricks[ROWS][COLUMNS]; /* 1 where one stands */
};

void game_begin(struct game *game);

/* The ball leaves the paddle; after the end, a new game begins. */
void game_launch(struct game *game);

/* Puts the middle of the paddle where it is wanted, or as near as can be. */
void game_place(struct game *game, double middle);

/* One step; direction -1, 0 or 1 moves the paddle. Returns what happened. */
int game_step(struct game *game, int direction);

/* Points for a brick of a row: more at the top. */
int game_points(int row);

#endif
