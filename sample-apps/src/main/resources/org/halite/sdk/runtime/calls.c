// The few calls that a program without a C library needs.
#include <halite/irt.h>
#include <unistd.h>

extern struct nacl_irt_basic __halite_basic;
extern struct nacl_irt_fdio __halite_fdio;

int *__errno(void) {
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
  int error = __halite_fdio.write(descriptor, bytes, count, &done);
  return result(error, done);
}

int read(int descriptor, void *bytes, unsigned count) {
  unsigned done = 0;
  int error = __halite_fdio.read(descriptor, bytes, count, &done);
  return result(error, done);
}

int close(int descriptor) {
  return result(__halite_fdio.close(descriptor), 0);
}

void _exit(int status) {
  __halite_basic.exit(status);
  for (;;) {
    __builtin_trap();
  }
}

/* Destructors of libraries, if a dynamic linker is linked in. */
__attribute__((weak)) void __halite_link_end(void);

void exit(int status) {
  if (__halite_link_end) {
    __halite_link_end();
  }
  _exit(status);
}

void abort(void) {
  __builtin_trap();
}
