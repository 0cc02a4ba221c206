// Mutexes and condition variables. Time limits of futexes are of the realtime clock.
#include "system.h"

enum { FREE, HELD, WAITED_FOR };

int pthread_mutex_init(pthread_mutex_t *__restrict mutex,
                       const pthread_mutexattr_t *__restrict attributes) {
  *mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
  mutex->type = attributes ? attributes->type : PTHREAD_MUTEX_NORMAL;
  return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex) {
  return mutex->state == FREE ? 0 : EBUSY;
}

/* Whether a checking or recursive mutex is the caller's already, and then what lock returns. */
static int is_mine(pthread_mutex_t *mutex, int *answer, int busy) {
  if (mutex->type == PTHREAD_MUTEX_NORMAL || mutex->owner != self()) {
    return 0;
  }
  if (mutex->type == PTHREAD_MUTEX_RECURSIVE) {
    mutex->count++;
    *answer = 0;
  } else {
    *answer = busy;
  }
  return 1;
}

static void mine(pthread_mutex_t *mutex) {
  if (mutex->type != PTHREAD_MUTEX_NORMAL) {
    mutex->owner = self();
    mutex->count = 1;
  }
}

int pthread_mutex_lock(pthread_mutex_t *mutex) {
  return pthread_mutex_timedlock(mutex, NULL);
}

int pthread_mutex_timedlock(pthread_mutex_t *__restrict mutex,
                            const struct timespec *__restrict until) {
  int answer;
  if (is_mine(mutex, &answer, EDEADLK)) {
    return answer;
  }
  int found = __sync_val_compare_and_swap(&mutex->state, FREE, HELD);
  while (found != FREE) {
    if (found == WAITED_FOR
        || __sync_val_compare_and_swap(&mutex->state, HELD, WAITED_FOR) != FREE) {
      if (__irt.futex.wait(&mutex->state, WAITED_FOR, until) == ETIMEDOUT) {
        return ETIMEDOUT;
      }
    }
    found = __sync_val_compare_and_swap(&mutex->state, FREE, WAITED_FOR);
  }
  mine(mutex);
  return 0;
}

int pthread_mutex_trylock(pthread_mutex_t *mutex) {
  int answer;
  if (is_mine(mutex, &answer, EBUSY)) {
    return answer;
  }
  if (!__sync_bool_compare_and_swap(&mutex->state, FREE, HELD)) {
    return EBUSY;
  }
  mine(mutex);
  return 0;
}

int pthread_mutex_unlock(pthread_mutex_t *mutex) {
  if (mutex->type != PTHREAD_MUTEX_NORMAL) {
    if (mutex->owner != self()) {
      return EPERM;
    }
    if (--mutex->count) {
      return 0;
    }
    mutex->owner = NULL;
  }
  __unlock_word(&mutex->state);
  return 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t *attributes) {
  attributes->type = PTHREAD_MUTEX_DEFAULT;
  return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes) {
  (void)attributes;
  return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type) {
  if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK) {
    return EINVAL;
  }
  attributes->type = type;
  return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *attributes, int *type) {
  *type = attributes->type;
  return 0;
}

int pthread_cond_init(pthread_cond_t *__restrict condition,
                      const pthread_condattr_t *__restrict attributes) {
  *condition = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
  condition->monotonic = attributes && attributes->clock == CLOCK_MONOTONIC;
  return 0;
}

int pthread_cond_destroy(pthread_cond_t *condition) {
  return condition->waiters ? EBUSY : 0;
}

int pthread_cond_wait(pthread_cond_t *__restrict condition, pthread_mutex_t *__restrict mutex) {
  return pthread_cond_timedwait(condition, mutex, NULL);
}

/* The same instant on the realtime clock. */
static struct timespec on_realtime(const struct timespec *until) {
  struct timespec real;
  struct timespec monotonic;
  clock_gettime(CLOCK_REALTIME, &real);
  clock_gettime(CLOCK_MONOTONIC, &monotonic);
  long nanos = until->tv_nsec - monotonic.tv_nsec + real.tv_nsec;
  struct timespec result = {.tv_sec = until->tv_sec - monotonic.tv_sec + real.tv_sec};
  for (; nanos < 0; nanos += 1000000000) {
    result.tv_sec--;
  }
  for (; nanos >= 1000000000; nanos -= 1000000000) {
    result.tv_sec++;
  }
  result.tv_nsec = nanos;
  return result;
}

int pthread_cond_timedwait(pthread_cond_t *__restrict condition, pthread_mutex_t *__restrict mutex,
                           const struct timespec *__restrict until) {
  struct timespec real;
  if (until && (until->tv_nsec < 0 || until->tv_nsec >= 1000000000)) {
    return EINVAL;
  }
  if (until && condition->monotonic) {
    real = on_realtime(until);
    until = &real;
  }
  int sequence = condition->sequence;
  __sync_add_and_fetch(&condition->waiters, 1);
  int error = pthread_mutex_unlock(mutex);
  if (!error) {
    int waited = __irt.futex.wait(&condition->sequence, sequence, until);
    pthread_mutex_lock(mutex);
    error = waited == ETIMEDOUT ? ETIMEDOUT : 0;
  }
  __sync_sub_and_fetch(&condition->waiters, 1);
  return error;
}

static int wake(pthread_cond_t *condition, int count) {
  int woken;
  if (condition->waiters) {
    __sync_add_and_fetch(&condition->sequence, 1);
    __irt.futex.wake(&condition->sequence, count, &woken);
  }
  return 0;
}

int pthread_cond_signal(pthread_cond_t *condition) {
  return wake(condition, 1);
}

int pthread_cond_broadcast(pthread_cond_t *condition) {
  return wake(condition, INT32_MAX);
}

int pthread_condattr_init(pthread_condattr_t *attributes) {
  attributes->clock = CLOCK_REALTIME;
  return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attributes) {
  (void)attributes;
  return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock) {
  if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) {
    return EINVAL;
  }
  attributes->clock = clock;
  return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *__restrict attributes,
                              clockid_t *__restrict clock) {
  *clock = attributes->clock;
  return 0;
}
