#include "game.h"
#include <math.h>
#include <string.h>

static const double FIRST_SPEED = 300.0 / GAME_STEPS, PADDLE_SPEED = 480.0 / GAME_STEPS;
static const double FASTER_BY_LEVEL = 1.15, FASTER_BY_HIT = 1.01, MOST_SPEED = 640.0 / GAME_STEPS;
static const double STEEPEST = 1.0; /* radians from upright, at the ends of the paddle */

static void put_ball_on_paddle(struct game *game) {
  game->phase = READY;
  game->speed_x = game->speed_y = 0;
  game->ball_x = game->paddle + (PADDLE_WIDTH - BALL_SIZE) / 2.0;
  game->ball_y = PADDLE_TOP - BALL_SIZE;
}

static void build(struct game *game) {
  memset(game->bricks, 1, sizeof game->bricks);
  put_ball_on_paddle(game);
}

void game_begin(struct game *game) {
  *game = (struct game){.lives = LIVES, .level = 1, .paddle = (GAME_WIDTH - PADDLE_WIDTH) / 2.0};
  build(game);
}

static void fly(struct game *game, double speed, double angle) {
  game->speed_x = speed * sin(angle);
  game->speed_y = -speed * cos(angle);
}

void game_launch(struct game *game) {
  if (game->phase == OVER) {
    game_begin(game);
  } else if (game->phase == READY) {
    game->phase = PLAYING;
    fly(game, fmin(FIRST_SPEED * pow(FASTER_BY_LEVEL, game->level - 1), MOST_SPEED), 0.35);
  }
}

void game_place(struct game *game, double middle) {
  game->paddle = fmin(fmax(middle - PADDLE_WIDTH / 2.0, 0), GAME_WIDTH - PADDLE_WIDTH);
  if (game->phase == READY) {
    put_ball_on_paddle(game);
  }
}

int game_points(int row) { return 10 * (ROWS - row); }

/* Takes away a brick that the ball touches; 1 when there was one. */
static int take_brick(struct game *game) {
  for (int row = 0; row < ROWS; row++) {
    for (int column = 0; column < COLUMNS; column++) {
      int x = BRICKS_LEFT + column * BRICK_WIDTH, y = BRICKS_TOP + row * BRICK_HEIGHT;
      if (game->bricks[row][column] && game->ball_x < x + BRICK_WIDTH && game->ball_x + BALL_SIZE > x &&
          game->ball_y < y + BRICK_HEIGHT && game->ball_y + BALL_SIZE > y) {
        game->bricks[row][column] = 0;
        game->score += game_points(row);
        return 1;
      }
    }
  }
  return 0;
}

static int move_across(struct game *game) {
  double before = game->ball_x;
  game->ball_x += game->speed_x;
  int happened = game->ball_x < 0 || game->ball_x > GAME_WIDTH - BALL_SIZE ? HIT_WALL : take_brick(game) ? HIT_BRICK : 0;
  if (happened) {
    game->ball_x = before;
    game->speed_x = -game->speed_x;
  }
  return happened;
}

static int move_up_or_down(struct game *game) {
  double before = game->ball_y;
  game->ball_y += game->speed_y;
  int happened = game->ball_y < 0 ? HIT_WALL : take_brick(game) ? HIT_BRICK : 0;
  if (happened) {
    game->ball_y = before;
    game->speed_y = -game->speed_y;
  }
  return happened;
}

/* Where the ball meets the paddle says where it goes. */
static int meet_paddle(struct game *game) {
  double place = (game->ball_x + BALL_SIZE / 2.0 - game->paddle) / PADDLE_WIDTH; /* 0 left, 1 right */
  int met = game->speed_y > 0 && game->ball_y + BALL_SIZE >= PADDLE_TOP &&
            game->ball_y < PADDLE_TOP + PADDLE_HEIGHT && place > -0.06 && place < 1.06;
  if (!met) {
    return 0;
  }
  double speed = fmin(hypot(game->speed_x, game->speed_y) * FASTER_BY_HIT, MOST_SPEED);
  fly(game, speed, fmin(fmax(2 * place - 1, -1), 1) * STEEPEST);
  game->ball_y = PADDLE_TOP - BALL_SIZE;
  return HIT_PADDLE;
}

static int lose_ball(struct game *game) {
  if (--game->lives > 0) {
    put_ball_on_paddle(game);
  } else {
    game->phase = OVER;
  }
  return LOST_BALL;
}

int game_step(struct game *game, int direction) {
  if (game->phase == OVER) {
    return 0;
  }
  if (direction) {
    game_place(game, game->paddle + PADDLE_WIDTH / 2.0 + direction * PADDLE_SPEED);
  }
  if (game->phase == READY) {
    return 0;
  }
  int happened = move_across(game) | move_up_or_down(game) | meet_paddle(game);
  if ((happened & HIT_BRICK) && !memchr(game->bricks, 1, sizeof game->bricks)) {
    game->level++;
    build(game);
    return happened | CLEARED;
  }
  return game->ball_y > GAME_HEIGHT ? happened | lose_ball(game) : happened;
}
