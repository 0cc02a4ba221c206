/* What there is without a C library. */
#ifndef HALITE_STDLIB_H
#define HALITE_STDLIB_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
void exit(int status) __attribute__((noreturn));
void abort(void) __attribute__((noreturn));
#ifdef __cplusplus
}
#endif
#endif
