/* Between the dynamic linker and the C library: what a thread has of libraries' variables. */
#ifndef HALITE_TLS_H
#define HALITE_TLS_H

enum {
  /* The word of a thread's descriptor that is the linker's, 0 at first: bytes behind its beginning. */
  HALITE_TLS_BLOCKS = 4,
  /* Bytes below the program's own variables that the libraries have which are loaded with it. */
  HALITE_TLS_SPACE = 4096,
  /* Of the thread pointer, at least, where there is a linker. */
  HALITE_TLS_ALIGNMENT = 64
};

/* The linker's; null in a program without one. */
__attribute__((weak)) void __halite_thread_begin(void *thread);
__attribute__((weak)) void __halite_thread_end(void);
__attribute__((weak)) void __halite_keep_library(void *address);

#endif
