// N queens in worker threads: in how many ways can N queens stand on a board so that none attacks
// another? An ordinary program: reads orders "N THREADS", one a line, and prints for each
//   board C0 C1 ...                       the first solution found: a queen's column for each row
//   progress DONE TOTAL FOUND W0 W1 ...   parts done, of how many; solutions so far; parts of each thread
//   result N THREADS SOLUTIONS MILLISECONDS
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_QUEENS = 16, MOST_THREADS = 16, PROGRESS_MILLIS = 100 };

/* The queens of the first two rows stand; one thread looks for all that can follow. */
struct part {
  uint32_t first, second;
};

static struct {
  int queens, threads;
  struct part parts[MOST_QUEENS * MOST_QUEENS];
  int total, next;

  pthread_mutex_t lock;
  pthread_cond_t changed;
  int done, done_by[MOST_THREADS];
  long long found;
  int board[MOST_QUEENS], have_board;
} search = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static long long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Counts what can follow; rows has a queen's bit for each row above. */
static long long count(int row, uint32_t *rows, uint32_t columns, uint32_t left, uint32_t right) {
  uint32_t all = (1u << search.queens) - 1;
  if (columns == all) {
    if (!__atomic_load_n(&search.have_board, __ATOMIC_RELAXED)) {
      pthread_mutex_lock(&search.lock);
      for (int i = 0; i < search.queens && !search.have_board; i++) {
        search.board[i] = __builtin_ctz(rows[i]);
      }
      search.have_board = 1;
      pthread_mutex_unlock(&search.lock);
    }
    return 1;
  }
  long long found = 0;
  for (uint32_t free = all & ~(columns | left | right); free; free &= free - 1) {
    uint32_t queen = free & -free;
    rows[row] = queen;
    found += count(row + 1, rows, columns | queen, (left | queen) << 1, (right | queen) >> 1);
  }
  return found;
}

static long long solve(struct part part) {
  uint32_t rows[MOST_QUEENS] = {part.first, part.second};
  if (!part.second) {
    return count(1, rows, part.first, part.first << 1, part.first >> 1);
  }
  uint32_t left = (part.first << 1 | part.second) << 1;
  uint32_t right = (part.first >> 1 | part.second) >> 1;
  return count(2, rows, part.first | part.second, left, right);
}

static void *work(void *number) {
  for (;;) {
    int mine = __atomic_fetch_add(&search.next, 1, __ATOMIC_SEQ_CST);
    if (mine >= search.total) {
      return NULL;
    }
    long long found = solve(search.parts[mine]);
    pthread_mutex_lock(&search.lock);
    search.found += found;
    search.done++;
    search.done_by[(intptr_t)number]++;
    pthread_cond_signal(&search.changed);
    pthread_mutex_unlock(&search.lock);
  }
}

/* All ways to begin; with one queen there is no second row. */
static void divide(void) {
  search.total = 0;
  for (int i = 0; i < search.queens; i++) {
    if (search.queens == 1) {
      search.parts[search.total++] = (struct part){1u << i, 0};
    }
    for (int k = 0; k < search.queens; k++) {
      if (k < i - 1 || k > i + 1) {
        search.parts[search.total++] = (struct part){1u << i, 1u << k};
      }
    }
  }
}

/* Under the lock. */
static void print_progress(void) {
  printf("progress %d %d %lld", search.done, search.total, search.found);
  for (int i = 0; i < search.threads; i++) {
    printf(" %d", search.done_by[i]);
  }
  printf("\n");
}

/* Waits until all parts are done; prints how it goes meanwhile. */
static void watch(void) {
  int told = -1, board_told = 0;
  pthread_mutex_lock(&search.lock);
  do {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += PROGRESS_MILLIS * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    while (search.done < search.total
           && pthread_cond_timedwait(&search.changed, &search.lock, &until) != ETIMEDOUT) {
    }
    if (search.have_board && !board_told) {
      board_told = 1;
      printf("board");
      for (int i = 0; i < search.queens; i++) {
        printf(" %d", search.board[i]);
      }
      printf("\n");
    }
    if (search.done != told) {
      told = search.done;
      print_progress();
    }
  } while (search.done < search.total);
  pthread_mutex_unlock(&search.lock);
}

static void obey(int queens, int threads) {
  pthread_t workers[MOST_THREADS];
  long long began = milliseconds();
  search.queens = queens;
  search.next = search.done = search.have_board = 0;
  search.found = 0;
  memset(search.done_by, 0, sizeof search.done_by);
  divide();
  for (search.threads = 0; search.threads < threads; search.threads++) {
    if (pthread_create(&workers[search.threads], NULL, work, (void *)(intptr_t)search.threads)) {
      break;
    }
  }
  if (!search.threads) {
    fprintf(stderr, "no thread could be had\n");
    return;
  }
  watch();
  for (int i = 0; i < search.threads; i++) {
    pthread_join(workers[i], NULL);
  }
  printf("result %d %d %lld %lld\n", queens, search.threads, search.found, milliseconds() - began);
}

int main(void) {
  char line[80];
  while (fgets(line, sizeof line, stdin)) {
    char *rest;
    long queens = strtol(line, &rest, 10), threads = strtol(rest, &rest, 10);
    if (*rest != '\n' || queens < 1 || queens > MOST_QUEENS || threads < 1 || threads > MOST_THREADS) {
      fprintf(stderr, "write \"N THREADS\", with 1 to %d queens and 1 to %d threads\n", MOST_QUEENS,
              MOST_THREADS);
      continue;
    }
    obey((int)queens, (int)threads);
  }
  return 0;
}
