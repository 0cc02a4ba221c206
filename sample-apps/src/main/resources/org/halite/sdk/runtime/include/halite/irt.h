/* The IRT: tables of functions that a module asks the runtime for by name (spec/nacl.md 13). */
#ifndef HALITE_IRT_H
#define HALITE_IRT_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Copies the table and returns its size; 0 if the name is unknown or the space too small. */
typedef size_t (*nacl_irt_query)(const char *name, void *table, size_t size);

extern nacl_irt_query __nacl_irt_query;

/* Called by the start-up code before anything else of a module. */
void __halite_irt_begin(void);

struct timeval;
struct timespec;
struct stat;
struct dirent;

/* All functions return 0 or a positive errno, and deliver results through pointers. */
#define NACL_IRT_BASIC "nacl-irt-basic-0.1"
struct nacl_irt_basic {
  void (*exit)(int status);
  int (*gettod)(struct timeval *now);
  int (*clock)(int *ticks);
  int (*nanosleep)(const struct timespec *wanted, struct timespec *rest);
  int (*sched_yield)(void);
  int (*sysconf)(int name, int *value);
};

#define NACL_IRT_FDIO "nacl-irt-fdio-0.1"
struct nacl_irt_fdio {
  int (*close)(int descriptor);
  int (*dup)(int descriptor, int *copy);
  int (*dup2)(int descriptor, int copy);
  int (*read)(int descriptor, void *bytes, size_t count, size_t *done);
  int (*write)(int descriptor, const void *bytes, size_t count, size_t *done);
  int (*seek)(int descriptor, long long offset, int whence, long long *result);
  int (*fstat)(int descriptor, struct stat *result);
  int (*getdents)(int descriptor, struct dirent *entries, size_t count, size_t *done);
};

#define NACL_IRT_MEMORY "nacl-irt-memory-0.3"
struct nacl_irt_memory {
  int (*mmap)(void **address, size_t size, int protection, int flags, int descriptor, long long offset);
  int (*munmap)(void *address, size_t size);
  int (*mprotect)(void *address, size_t size, int protection);
};

#define NACL_IRT_TLS "nacl-irt-tls-0.1"
struct nacl_irt_tls {
  int (*tls_init)(void *thread_pointer);
  void *(*tls_get)(void);
};

#define NACL_IRT_FUTEX "nacl-irt-futex-0.1"
struct nacl_irt_futex {
  int (*futex_wait_abs)(int *address, int value, const struct timespec *until);
  int (*futex_wake)(int *address, int threads, int *woken);
};

#define NACL_IRT_FILENAME "nacl-irt-filename-0.1"
struct nacl_irt_filename {
  int (*open)(const char *path, int flags, unsigned mode, int *descriptor);
  int (*stat)(const char *path, struct stat *result);
};

#define NACL_IRT_RESOURCE_OPEN "nacl-irt-resource-open-0.1"
struct nacl_irt_resource_open {
  int (*open_resource)(const char *name, int *descriptor);
};

/* Sizes and addresses of code are multiples of 32. */
#define NACL_IRT_DYNCODE "nacl-irt-dyncode-0.1"
struct nacl_irt_dyncode {
  int (*dyncode_create)(void *to, const void *from, size_t size);
  int (*dyncode_modify)(void *to, const void *from, size_t size);
  int (*dyncode_delete)(void *start, size_t size);
};

/* Sizes and addresses are multiples of 64 KiB. */
#define NACL_IRT_CODE_DATA_ALLOC "nacl-irt-code-data-alloc-0.1"
struct nacl_irt_code_data_alloc {
  int (*allocate_code_data)(
      unsigned hint, size_t code_size, unsigned data_offset, size_t data_size, unsigned *begin);
};

#define NACL_IRT_RANDOM "nacl-irt-random-0.1"
struct nacl_irt_random {
  int (*get_random_bytes)(void *bytes, size_t count, size_t *done);
};

#define NACL_IRT_CLOCK "nacl-irt-clock_get-0.1"
struct nacl_irt_clock {
  int (*clock_getres)(int clock, struct timespec *result);
  int (*clock_gettime)(int clock, struct timespec *result);
};

#ifdef __cplusplus
}
#endif
#endif
