// Semaphores, and what is made of mutexes and condition variables.
#include <semaphore.h>
#include "system.h"

int sem_init(sem_t *semaphore, int shared, unsigned value) {
  if (shared) {
    return outcome(ENOSYS, 0);
  }
  if (value > SEM_VALUE_MAX) {
    return outcome(EINVAL, 0);
  }
  semaphore->value = (int)value;
  semaphore->waiters = 0;
  return 0;
}

int sem_destroy(sem_t *semaphore) {
  return semaphore->waiters ? outcome(EBUSY, 0) : 0;
}

static int take(sem_t *semaphore) {
  int value = semaphore->value;
  while (value > 0) {
    int found = __sync_val_compare_and_swap(&semaphore->value, value, value - 1);
    if (found == value) {
      return 1;
    }
    value = found;
  }
  return 0;
}

int sem_trywait(sem_t *semaphore) {
  return take(semaphore) ? 0 : outcome(EAGAIN, 0);
}

int sem_wait(sem_t *semaphore) {
  return sem_timedwait(semaphore, NULL);
}

int sem_timedwait(sem_t *__restrict semaphore, const struct timespec *__restrict until) {
  while (!take(semaphore)) {
    __sync_add_and_fetch(&semaphore->waiters, 1);
    int error = __irt.futex.wait(&semaphore->value, 0, until);
    __sync_sub_and_fetch(&semaphore->waiters, 1);
    if (error == ETIMEDOUT) {
      return outcome(ETIMEDOUT, 0);
    }
  }
  return 0;
}

int sem_post(sem_t *semaphore) {
  int value = semaphore->value;
  for (;;) {
    if (value == SEM_VALUE_MAX) {
      return outcome(EOVERFLOW, 0);
    }
    int found = __sync_val_compare_and_swap(&semaphore->value, value, value + 1);
    if (found == value) {
      break;
    }
    value = found;
  }
  if (semaphore->waiters) {
    int woken;
    __irt.futex.wake(&semaphore->value, 1, &woken);
  }
  return 0;
}

int sem_getvalue(sem_t *__restrict semaphore, int *__restrict value) {
  *value = semaphore->value;
  return 0;
}

int pthread_rwlock_init(pthread_rwlock_t *__restrict lock,
                        const pthread_rwlockattr_t *__restrict attributes) {
  (void)attributes;
  *lock = (pthread_rwlock_t)PTHREAD_RWLOCK_INITIALIZER;
  return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *lock) {
  return lock->readers || lock->writing ? EBUSY : 0;
}

/* Time limits of those who do not wait and of those who wait for ever. */
static const struct timespec NOT_AT_ALL;
#define FOR_EVER NULL

static int wait_for_change(pthread_rwlock_t *lock, const struct timespec *until) {
  if (until == &NOT_AT_ALL) {
    return EBUSY;
  }
  return until ? pthread_cond_timedwait(&lock->changed, &lock->mutex, until)
               : pthread_cond_wait(&lock->changed, &lock->mutex);
}

static int read_lock(pthread_rwlock_t *lock, const struct timespec *until) {
  int error = 0;
  pthread_mutex_lock(&lock->mutex);
  // Readers let waiting writers go first, or those might wait for ever.
  while (!error && (lock->writing || lock->writers_waiting)) {
    error = wait_for_change(lock, until);
  }
  lock->readers += !error;
  pthread_mutex_unlock(&lock->mutex);
  return error;
}

static int write_lock(pthread_rwlock_t *lock, const struct timespec *until) {
  int error = 0;
  pthread_mutex_lock(&lock->mutex);
  lock->writers_waiting++;
  while (!error && (lock->writing || lock->readers)) {
    error = wait_for_change(lock, until);
  }
  lock->writers_waiting--;
  if (!error) {
    lock->writing = 1;
  } else if (until != &NOT_AT_ALL) {
    pthread_cond_broadcast(&lock->changed); // readers waited for this writer
  }
  pthread_mutex_unlock(&lock->mutex);
  return error;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock) {
  return read_lock(lock, FOR_EVER);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) {
  return read_lock(lock, &NOT_AT_ALL);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
  return write_lock(lock, FOR_EVER);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) {
  return write_lock(lock, &NOT_AT_ALL);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *__restrict lock,
                               const struct timespec *__restrict until) {
  return read_lock(lock, until);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *__restrict lock,
                               const struct timespec *__restrict until) {
  return write_lock(lock, until);
}

int pthread_rwlock_unlock(pthread_rwlock_t *lock) {
  pthread_mutex_lock(&lock->mutex);
  if (lock->writing) {
    lock->writing = 0;
  } else {
    lock->readers--;
  }
  pthread_cond_broadcast(&lock->changed);
  pthread_mutex_unlock(&lock->mutex);
  return 0;
}

int pthread_barrier_init(pthread_barrier_t *__restrict barrier,
                         const pthread_barrierattr_t *__restrict attributes, unsigned count) {
  (void)attributes;
  if (count == 0) {
    return EINVAL;
  }
  *barrier = (pthread_barrier_t){.wanted = count};
  return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier) {
  return barrier->arrived ? EBUSY : 0;
}

int pthread_barrier_wait(pthread_barrier_t *barrier) {
  int last = 0;
  pthread_mutex_lock(&barrier->mutex);
  unsigned round = barrier->round;
  if (++barrier->arrived == barrier->wanted) {
    last = 1;
    barrier->arrived = 0;
    barrier->round++;
    pthread_cond_broadcast(&barrier->full);
  }
  while (round == barrier->round) {
    pthread_cond_wait(&barrier->full, &barrier->mutex);
  }
  pthread_mutex_unlock(&barrier->mutex);
  return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

int pthread_spin_init(pthread_spinlock_t *lock, int shared) {
  (void)shared;
  lock->held = 0;
  return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *lock) {
  return lock->held ? EBUSY : 0;
}

int pthread_spin_lock(pthread_spinlock_t *lock) {
  while (pthread_spin_trylock(lock)) {
    while (lock->held) {
      __builtin_ia32_pause();
    }
  }
  return 0;
}

int pthread_spin_trylock(pthread_spinlock_t *lock) {
  return __atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE) ? EBUSY : 0;
}

int pthread_spin_unlock(pthread_spinlock_t *lock) {
  __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
  return 0;
}
