// The few calls that a program without a C library needs, over the IRT (spec/nacl.md 13).
#include <halite/irt.h>
#include <unistd.h>

nacl_irt_query __nacl_irt_query;

static struct nacl_irt_basic basic;
static struct nacl_irt_fdio fdio;

/* The last resort of a module that has no IRT: a system call that ends it (spec/nacl.md 10). */
static void exit_by_trampoline(int status) {
  ((void (*)(int))(0x10000 + 32 * 30))(status);
}

void __halite_irt_begin(void) {
  if (!__nacl_irt_query
      || __nacl_irt_query(NACL_IRT_BASIC, &basic, sizeof basic) != sizeof basic
      || __nacl_irt_query(NACL_IRT_FDIO, &fdio, sizeof fdio) != sizeof fdio) {
    exit_by_trampoline(127);
  }
}

__attribute__((weak)) int *__errno(void) {
  static int number;
  return &number;
}

static int result(int error, unsigned count) {
  if (error) {
    *__errno() = error;
    return -1;
  }
  return (int)count;
}

int write(int descriptor, const void *bytes, unsigned count) {
  unsigned done = 0;
  return result(fdio.write(descriptor, bytes, count, &done), done);
}

int read(int descriptor, void *bytes, unsigned count) {
  unsigned done = 0;
  return result(fdio.read(descriptor, bytes, count, &done), done);
}

int close(int descriptor) {
  return result(fdio.close(descriptor), 0);
}

void _exit(int status) {
  basic.exit(status);
  for (;;) {
    __builtin_trap();
  }
}

/* Destructors of libraries, if a dynamic linker is linked in. */
__attribute__((weak)) void __halite_link_end(void);

__attribute__((weak)) void exit(int status) {
  if (__halite_link_end) {
    __halite_link_end();
  }
  _exit(status);
}

__attribute__((weak)) void abort(void) {
  __builtin_trap();
}
