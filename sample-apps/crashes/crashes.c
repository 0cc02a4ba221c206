// Goes wrong in the way that its first argument names. -g lets the report tell function, file and line.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef void function(void);

static int *volatile nowhere = NULL;
static volatile int zero = 0;

static void reads_null(void) {
  printf("%d\n", *nowhere);
}

static void writes_null(void) {
  *nowhere = 42;
}

/* Code can be read, and never written. */
static void writes_code(void) {
  volatile char *code = (volatile char *)(uintptr_t)&reads_null;
  *code = 0;
}

static void writes_constant(void) {
  static const char constant[] = "constants cannot be written";
  *(volatile char *)(uintptr_t)constant = 'C';
}

static void calls_null(void) {
  function *volatile none = NULL;
  none();
}

/* Data is no code: nothing there can be executed. */
static void jumps_into_data(void) {
  static char data[32];
  function *volatile wrong = (function *)(uintptr_t)data;
  wrong();
}

static void divides_by_zero(void) {
  printf("%d\n", 100 / zero);
}

static void overflows_division(void) {
  volatile int least = INT32_MIN, minus_one = zero - 1;
  printf("%d\n", least / minus_one);
}

/* The processor lets only the kernel halt it. */
static void halts(void) {
  __asm__ volatile("hlt");
}

static void is_illegal(void) {
  __asm__ volatile("ud2");
}

static void is_misaligned(void) {
  static char bytes[32] __attribute__((aligned(16)));
  volatile uintptr_t odd = (uintptr_t)bytes + 1;
  __asm__ volatile("movaps %%xmm0, (%0)" : : "r"(odd) : "memory");
}

static int deeper(int depth) {
  volatile char room[4096];
  room[0] = (char)depth;
  return zero ? depth : deeper(depth + 1) + room[0];
}

static void overflows_stack(void) {
  printf("%d\n", deeper(0));
}

static void runs_past_an_array(void) {
  volatile char *at = malloc(16);
  for (;;) {
    *at++ = 1;
  }
}

static void aborts(void) {
  abort();
}

static void fails_an_assertion(void) {
  assert(zero == 1);
}

static void exits(void) {
  exit(3);
}

static void *faults_elsewhere(void *unused) {
  (void)unused;
  writes_null();
  return NULL;
}

/* A fault of one thread ends the module, whatever the others do. */
static void faults_in_second_thread(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, faults_elsewhere, NULL);
  pthread_join(thread, NULL);
}

static const struct {
  const char *name;
  function *way;
} WAYS[] = {
    {"read-null", reads_null},
    {"write-null", writes_null},
    {"write-code", writes_code},
    {"write-constant", writes_constant},
    {"call-null", calls_null},
    {"jump-into-data", jumps_into_data},
    {"divide", divides_by_zero},
    {"divide-overflow", overflows_division},
    {"halt", halts},
    {"illegal", is_illegal},
    {"misaligned", is_misaligned},
    {"stack", overflows_stack},
    {"heap", runs_past_an_array},
    {"abort", aborts},
    {"assert", fails_an_assertion},
    {"exit", exits},
    {"thread", faults_in_second_thread},
};

int main(int argc, char **argv) {
  for (size_t i = 0; argc > 1 && i < sizeof WAYS / sizeof *WAYS; i++) {
    if (strcmp(argv[1], WAYS[i].name) == 0) {
      WAYS[i].way();
      fprintf(stderr, "%s did no harm\n", argv[1]);
      return 0;
    }
  }
  fprintf(stderr, "the first argument names a way to go wrong, such as read-null\n");
  return 2;
}
