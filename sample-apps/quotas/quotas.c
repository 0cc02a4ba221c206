// Takes all that it can get of what its first argument names, and tells the page how far it came.
#include <errno.h>
#include <ppapi_simple/ps.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "ppapi/c/ppb_messaging.h"

enum { MIB = 1 << 20, PIECE = 16 * MIB, SMALL_STACK = 0x10000, SPINNERS = 4, FLOOD = 20000 };

static long long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* taken MIB ...; ended MIB REASON */
static int take_memory(void) {
  int taken = 0;
  for (;;) {
    char *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (piece == MAP_FAILED) {
      printf("ended %d %s\n", taken, strerror(errno));
      return 0;
    }
    *piece = 1;
    taken += PIECE / MIB;
    printf("taken %d\n", taken);
  }
}

static void *wait_for_ever(void *lock) {
  pthread_mutex_lock(lock);
  return NULL;
}

/* taken THREADS ...; ended THREADS REASON */
static int take_threads(void) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_attr_t attributes;
  pthread_mutex_lock(&lock);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, SMALL_STACK);
  for (int threads = 1;; threads++) { // the first one is main()'s
    pthread_t thread;
    int error = pthread_create(&thread, &attributes, wait_for_ever, &lock);
    if (error) {
      printf("ended %d %s\n", threads, strerror(error));
      return 0;
    }
    if (threads % 16 == 0) {
      printf("taken %d\n", threads);
    }
  }
}

static volatile uint64_t turns[SPINNERS];

__attribute__((noreturn)) static void *spin(void *number) {
  for (;;) {
    turns[(intptr_t)number]++;
  }
}

/* taken MILLIONS ..., for ever: the page must end it */
static int take_processors(void) {
  pthread_t thread;
  for (intptr_t i = 0; i < SPINNERS; i++) {
    if (pthread_create(&thread, NULL, spin, (void *)i)) {
      return 1;
    }
  }
  for (;;) {
    uint64_t all = 0;
    usleep(100000);
    for (int i = 0; i < SPINNERS; i++) {
      all += turns[i];
    }
    printf("taken %llu\n", (unsigned long long)(all / 1000000));
  }
}

/* FLOOD messages as fast as they are taken: numbers below zero, each -1 - the milliseconds since the start. */
static int flood(void) {
  const PPB_Messaging *messaging = PSGetInterface(PPB_MESSAGING_INTERFACE);
  long long began = milliseconds();
  for (int i = 0; i < FLOOD; i++) {
    messaging->PostMessage(PSGetInstanceId(), PP_MakeInt32((int)(began - milliseconds()) - 1));
  }
  printf("ended %d all were taken\n", FLOOD);
  return 0;
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*take)(void);
  } KINDS[] = {
      {"memory", take_memory},
      {"threads", take_threads},
      {"processors", take_processors},
      {"messages", flood},
  };
  char line[16];
  for (size_t i = 0; argc > 1 && i < sizeof KINDS / sizeof *KINDS; i++) {
    if (strcmp(argv[1], KINDS[i].name) == 0) {
      if (!PSGetInstanceId()) {
        break;
      }
      int status = KINDS[i].take();
      fgets(line, sizeof line, stdin); // keeps what it has until the page ends it
      return status;
    }
  }
  fprintf(stderr, "the first argument is memory, threads, processors or messages, in a page\n");
  return 2;
}
