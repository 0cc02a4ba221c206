// The IRT's tables for a program without a C library (spec/nacl.md 13). A C library brings its own.
#include <halite/irt.h>

nacl_irt_query __nacl_irt_query;

struct nacl_irt_basic __halite_basic;
struct nacl_irt_fdio __halite_fdio;

/* The last resort of a module that has no IRT: a system call that ends it (spec/nacl.md 10). */
static void exit_by_trampoline(int status) {
  ((void (*)(int))(0x10000 + 32 * 30))(status);
}

void __halite_irt_begin(void) {
  if (!__nacl_irt_query
      || __nacl_irt_query(NACL_IRT_BASIC, &__halite_basic, sizeof __halite_basic) != sizeof __halite_basic
      || __nacl_irt_query(NACL_IRT_FDIO, &__halite_fdio, sizeof __halite_fdio) != sizeof __halite_fdio) {
    exit_by_trampoline(127);
  }
}
