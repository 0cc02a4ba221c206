/* What there is without a C library. */
#ifndef HALITE_UNISTD_H
#define HALITE_UNISTD_H
#ifdef __cplusplus
extern "C" {
#endif
/* Number of bytes, or -1. */
int write(int descriptor, const void *bytes, unsigned count);
int read(int descriptor, void *bytes, unsigned count);
int close(int descriptor);
void _exit(int status) __attribute__((noreturn));
#ifdef __cplusplus
}
#endif
#endif
