/* All interfaces of the IRT, by the names that programs for Native Client use (spec/nacl.md 13). */
#ifndef HALITE_ALL_IRT_H
#define HALITE_ALL_IRT_H
#include <stdint.h>
#include <halite/irt.h>
#ifdef __cplusplus
extern "C" {
#endif

#define NACL_IRT_BASIC_v0_1 NACL_IRT_BASIC
#define NACL_IRT_FDIO_v0_1 NACL_IRT_FDIO
#define NACL_IRT_DEV_FDIO_v0_1 "nacl-irt-dev-fdio-0.1"
#define NACL_IRT_MEMORY_v0_3 NACL_IRT_MEMORY
#define NACL_IRT_RANDOM_v0_1 NACL_IRT_RANDOM
#define NACL_IRT_CLOCK_v0_1 NACL_IRT_CLOCK

#define NACL_IRT_FILENAME_v0_1 "nacl-irt-filename-0.1"

#define NACL_IRT_MEMORY_v0_2 "nacl-irt-memory-0.2"
struct nacl_irt_memory_v0_2 {
  int (*sysbrk)(void **end);
  int (*mmap)(void **address, size_t size, int protection, int flags, int descriptor, int64_t offset);
  int (*munmap)(void *address, size_t size);
  int (*mprotect)(void *address, size_t size, int protection);
};

#define NACL_IRT_DYNCODE_v0_1 "nacl-irt-dyncode-0.1"

#define NACL_IRT_THREAD_v0_1 "nacl-irt-thread-0.1"
struct nacl_irt_thread {
  int (*thread_create)(void (*start)(void), void *stack_top, void *thread_pointer);
  void (*thread_exit)(int32_t *stack_flag);
  int (*thread_nice)(int nice);
};

#define NACL_IRT_FUTEX_v0_1 "nacl-irt-futex-0.1"

#define NACL_IRT_MUTEX_v0_1 "nacl-irt-mutex-0.1"
struct nacl_irt_mutex {
  int (*mutex_create)(int *mutex);
  int (*mutex_destroy)(int mutex);
  int (*mutex_lock)(int mutex);
  int (*mutex_unlock)(int mutex);
  int (*mutex_trylock)(int mutex);
};

#define NACL_IRT_COND_v0_1 "nacl-irt-cond-0.1"
struct nacl_irt_cond {
  int (*cond_create)(int *condition);
  int (*cond_destroy)(int condition);
  int (*cond_signal)(int condition);
  int (*cond_broadcast)(int condition);
  int (*cond_wait)(int condition, int mutex);
  int (*cond_timed_wait_abs)(int condition, int mutex, const struct timespec *until);
};

#define NACL_IRT_SEM_v0_1 "nacl-irt-sem-0.1"
struct nacl_irt_sem {
  int (*sem_create)(int *semaphore, int32_t value);
  int (*sem_destroy)(int semaphore);
  int (*sem_post)(int semaphore);
  int (*sem_wait)(int semaphore);
};

#define NACL_IRT_TLS_v0_1 "nacl-irt-tls-0.1"

#define NACL_IRT_BLOCKHOOK_v0_1 "nacl-irt-blockhook-0.1"
struct nacl_irt_blockhook {
  int (*register_block_hooks)(void (*before)(void), void (*after)(void));
};

#define NACL_IRT_RESOURCE_OPEN_v0_1 "nacl-irt-resource-open-0.1"

struct NaClExceptionContext;
typedef void (*NaClExceptionHandler)(struct NaClExceptionContext *context);
#define NACL_IRT_EXCEPTION_HANDLING_v0_1 "nacl-irt-exception-handling-0.1"
struct nacl_irt_exception_handling {
  int (*exception_handler)(NaClExceptionHandler handler, NaClExceptionHandler *old);
  int (*exception_stack)(void *stack, size_t size);
  int (*exception_clear_flag)(void);
};

#define NACL_IRT_CODE_DATA_ALLOC_v0_1 "nacl-irt-code-data-alloc-0.1"

/* The table of an interface; the size of it when there is one, else 0. */
static __inline__ size_t nacl_interface_query(const char *name, void *table, size_t size) {
  return __nacl_irt_query(name, table, size);
}

#ifdef __cplusplus
}
#endif
#endif
