// Time.
#include <string.h>
#include <sys/times.h>
#include <unistd.h>
#include "system.h"

int gettimeofday(struct timeval *__restrict now, void *__restrict zone) {
  if (zone) {
    memset(zone, 0, 2 * sizeof(int));
  }
  return now ? outcome(__irt.basic.gettod(now), 0) : 0;
}

/* The ABI's number of a clock (spec/nacl.md 11), which is not newlib's; -1 for none. */
static clockid_t abi_clock(clockid_t clock) {
  switch (clock) {
    case CLOCK_REALTIME:
      return 0;
    case CLOCK_MONOTONIC:
      return 1;
    case CLOCK_PROCESS_CPUTIME_ID:
      return 2;
    case CLOCK_THREAD_CPUTIME_ID:
      return 3;
    default:
      return (clockid_t)-1;
  }
}

int clock_gettime(clockid_t clock, struct timespec *result) {
  return outcome(__irt.clock.gettime(abi_clock(clock), result), 0);
}

int clock_getres(clockid_t clock, struct timespec *result) {
  return outcome(__irt.clock.getres(abi_clock(clock), result), 0);
}

int clock_settime(clockid_t clock, const struct timespec *time) {
  (void)clock;
  (void)time;
  return outcome(EPERM, 0);
}

clock_t clock(void) {
  struct timespec used;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)) {
    return (clock_t)-1;
  }
  return (clock_t)(used.tv_sec * CLOCKS_PER_SEC + used.tv_nsec / (1000000000 / CLOCKS_PER_SEC));
}

/* A module has no children, and its time in the runtime is not told apart. */
clock_t times(struct tms *result) {
  struct timespec now;
  memset(result, 0, sizeof *result);
  result->tms_utime = clock();
  if (clock_gettime(CLOCK_MONOTONIC, &now)) {
    return (clock_t)-1;
  }
  return (clock_t)(now.tv_sec * CLOCKS_PER_SEC + now.tv_nsec / (1000000000 / CLOCKS_PER_SEC));
}

int nanosleep(const struct timespec *wanted, struct timespec *rest) {
  return outcome(__irt.basic.nanosleep(wanted, rest), 0);
}

unsigned sleep(unsigned seconds) {
  struct timespec wanted = {.tv_sec = seconds};
  __irt.basic.nanosleep(&wanted, NULL);
  return 0;
}

int usleep(useconds_t micros) {
  struct timespec wanted = {.tv_sec = micros / 1000000, .tv_nsec = micros % 1000000 * 1000};
  return outcome(__irt.basic.nanosleep(&wanted, NULL), 0);
}
