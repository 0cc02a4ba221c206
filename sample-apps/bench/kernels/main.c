/* Runs each kernel twice and times the second time: lines of name, nanoseconds of processor time, result. */
#include "kernels.h"
#include <time.h>
#include <unistd.h>

static u64 now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

u8 bytes[1 << 20];
static u32 seed;

u32 random32(void) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  return seed ^= seed << 5;
}

static char line[100];
static int length;

static void text(const char *s) {
  while (*s)
    line[length++] = *s++;
}

static void number(u64 n) {
  if (n > 9)
    number(n / 10);
  line[length++] = '0' + n % 10;
}

int main(void) {
  for (const struct kernel *kernel = kernels; kernel->name; kernel++) {
    u64 begin = 0;
    u32 result = 0;
    for (int i = 0; i < 2; i++) {
      seed = 2463534242u;
      for (u32 j = 0; j < sizeof bytes; j++)
        bytes[j] = j * 31 + (j >> 8);
      begin = now();
      result = kernel->run();
    }
    u64 time = now() - begin;
    length = 0;
    text(kernel->name);
    text(" ");
    number(time);
    text(" ");
    number(result);
    text("\n");
    if (write(1, line, length) != length)
      return 1;
  }
  return 0;
}
