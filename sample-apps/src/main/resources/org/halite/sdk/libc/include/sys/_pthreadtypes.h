/* The objects of <pthread.h>. All of them are words that threads wait on with futexes, so that a
   static one needs no initialisation but zero. */
#ifndef _SYS__PTHREADTYPES_H_
#define _SYS__PTHREADTYPES_H_
#include <sys/sched.h>

typedef struct __pthread *pthread_t;
typedef unsigned int pthread_key_t;
typedef struct { volatile int state; } pthread_once_t;
typedef struct { int detached; void *stack; size_t stack_size; size_t guard_size; } pthread_attr_t;
typedef struct { int type; } pthread_mutexattr_t;
typedef struct { clockid_t clock; } pthread_condattr_t;
typedef struct { int unused; } pthread_rwlockattr_t;
typedef struct { int unused; } pthread_barrierattr_t;

typedef struct {
  volatile int state; /* 0 free, 1 held, 2 held and waited for */
  int type;
  pthread_t owner; /* of a recursive or checking one */
  unsigned count;
} pthread_mutex_t;

typedef struct {
  volatile int sequence;
  volatile int waiters;
  int monotonic; /* which clock time limits are of */
} pthread_cond_t;

typedef struct {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int readers;
  int writers_waiting;
  int writing;
} pthread_rwlock_t;

typedef struct {
  pthread_mutex_t mutex;
  pthread_cond_t full;
  unsigned wanted;
  unsigned arrived;
  unsigned round;
} pthread_barrier_t;

typedef struct { volatile int held; } pthread_spinlock_t;
#endif
