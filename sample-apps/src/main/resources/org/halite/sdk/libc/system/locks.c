// Locks: words that threads wait on with futexes, and the C library's own locks made of them.
#include <stdlib.h>
#include <sys/lock.h>
#include "system.h"

enum { FREE, HELD, WAITED_FOR };

void __lock_word(volatile int *word) {
  int found = __sync_val_compare_and_swap(word, FREE, HELD);
  while (found != FREE) {
    if (found == WAITED_FOR || __sync_val_compare_and_swap(word, HELD, WAITED_FOR) != FREE) {
      __irt.futex.wait(word, WAITED_FOR, NULL);
    }
    found = __sync_val_compare_and_swap(word, FREE, WAITED_FOR);
  }
}

void __unlock_word(volatile int *word) {
  if (__atomic_exchange_n(word, FREE, __ATOMIC_SEQ_CST) == WAITED_FOR) {
    int woken;
    __irt.futex.wake(word, 1, &woken);
  }
}

struct __lock {
  volatile int word;
  struct __pthread *volatile owner;
  unsigned count;
};

/* Those that newlib names. */
struct __lock __lock___sinit_recursive_mutex;
struct __lock __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex;
struct __lock __lock___at_quick_exit_mutex;
struct __lock __lock___malloc_recursive_mutex;
struct __lock __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex;
struct __lock __lock___dd_hash_mutex;
struct __lock __lock___arc4random_mutex;

void __retarget_lock_init(_LOCK_T *lock) {
  *lock = calloc(1, sizeof(struct __lock));
}

void __retarget_lock_init_recursive(_LOCK_T *lock) {
  __retarget_lock_init(lock);
}

void __retarget_lock_close(_LOCK_T lock) {
  free(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock) {
  free(lock);
}

void __retarget_lock_acquire(_LOCK_T lock) {
  __lock_word(&lock->word);
}

void __retarget_lock_release(_LOCK_T lock) {
  __unlock_word(&lock->word);
}

int __retarget_lock_try_acquire(_LOCK_T lock) {
  return __sync_bool_compare_and_swap(&lock->word, FREE, HELD);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock) {
  struct __pthread *me = self();
  if (lock->owner != me) {
    __lock_word(&lock->word);
    lock->owner = me;
  }
  lock->count++;
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock) {
  struct __pthread *me = self();
  if (lock->owner != me) {
    if (!__retarget_lock_try_acquire(lock)) {
      return 0;
    }
    lock->owner = me;
  }
  lock->count++;
  return 1;
}

void __retarget_lock_release_recursive(_LOCK_T lock) {
  if (--lock->count == 0) {
    lock->owner = NULL;
    __unlock_word(&lock->word);
  }
}
