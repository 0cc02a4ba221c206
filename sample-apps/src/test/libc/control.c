// Jumps, the ends of a program, and time.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static jmp_buf back;
static volatile int depth;

static void dive(int more) {
  volatile char room[200];
  room[more] = 1;
  if (more) {
    dive(more - 1);
  }
  longjmp(back, depth);
}

static void on_signal(int number) {
  printf("signal %d\n", number == SIGUSR1);
}

static void last(void) {
  printf("at exit\n");
}

__attribute__((constructor)) static void before(void) {
  printf("before main\n");
}

__attribute__((destructor)) static void after(void) {
  printf("after main\n");
  fflush(stdout);
}

int main(void) {
  atexit(last);
  volatile int kept = 7;
  depth = 0;
  int value = setjmp(back);
  printf("%d %d\n", value, kept);
  if (value < 4) {
    depth = value + 1;
    kept += 3;
    dive(30);
  }
  signal(SIGUSR1, on_signal);
  raise(SIGUSR1);
  time_t then = 1000000000;
  struct tm *when = gmtime(&then);
  char text[60];
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %j", when);
  printf("%s %d\n", text, mktime(when) == then);
  struct timespec first;
  struct timespec second;
  clock_gettime(CLOCK_MONOTONIC, &first);
  usleep(20000);
  clock_gettime(CLOCK_MONOTONIC, &second);
  long long nanos = (second.tv_sec - first.tv_sec) * 1000000000LL + second.tv_nsec - first.tv_nsec;
  printf("%d %d\n", nanos >= 20000000, time(NULL) > 1700000000);
  exit(9);
}
