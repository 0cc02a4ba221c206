// pthread_create and what belongs to one thread. Stack, thread-local variables and descriptor of a
// thread lie in one mapping: stack at the bottom, descriptor at the top (spec/nacl.md 14).
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>
#include <halite/tls.h>
#include "system.h"

enum { GRAIN = 0x10000, USUAL_STACK = 0x100000, STACK_ALIGNMENT = 16 };

/* Those that have ended, or will soon, whose mappings nobody else gives back. */
static volatile int leaving_lock;
static struct __pthread *leaving;

static size_t round_up(size_t size, size_t unit) {
  return (size + unit - 1) & -unit;
}

static void give_back(struct __pthread *thread) {
  munmap(thread->block, thread->block_size);
}

/* Gives back the stacks that the runtime has left. */
static void reap(void) {
  __lock_word(&leaving_lock);
  for (struct __pthread **at = &leaving; *at;) {
    struct __pthread *thread = *at;
    if (thread->on_stack) {
      at = &thread->next;
    } else {
      *at = thread->next;
      give_back(thread);
    }
  }
  __unlock_word(&leaving_lock);
}

static void let_go(struct __pthread *thread) {
  __lock_word(&leaving_lock);
  thread->next = leaving;
  leaving = thread;
  __unlock_word(&leaving_lock);
}

/* In a program with streams: exit writes out what is in them only if the first thread's are set up,
   and only others may ever use them. */
void __sinit(struct _reent *) __attribute__((weak));

static void set_up_streams(void) {
  if (__sinit && !_GLOBAL_REENT->__sdidinit) {
    __sinit(_GLOBAL_REENT);
  }
}

static void begin(void) {
  struct __pthread *me = self();
  pthread_exit(me->start(me->argument));
}

int pthread_create(pthread_t *__restrict thread, const pthread_attr_t *__restrict attributes,
                   void *(*start)(void *), void *__restrict argument) {
  reap();
  set_up_streams();
  size_t stack = attributes && attributes->stack_size ? attributes->stack_size : USUAL_STACK;
  size_t size = round_up(stack + __tls_size() + sizeof(struct __pthread), GRAIN);
  void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (block == MAP_FAILED) {
    return EAGAIN;
  }
  struct __pthread *made = __tls_place((char *)block + size - sizeof(struct __pthread));
  made->self = made;
  made->reent = &made->own_reent;
  _REENT_INIT_PTR(made->reent);
  made->start = start;
  made->argument = argument;
  made->block = block;
  made->block_size = size;
  made->state = attributes && attributes->detached ? DETACHED : JOINABLE;
  made->on_stack = 1;
  if (made->state == DETACHED) {
    let_go(made);
  }
  *thread = made;
  // As after a call: rsp + 8 is a multiple of 16.
  uintptr_t top = ((uintptr_t)made - __tls_size()) & -(uintptr_t)STACK_ALIGNMENT;
  int error = __irt.thread.create(begin, (void *)(top - sizeof(uint64_t)), made);
  if (error) {
    if (made->state == DETACHED) {
      made->on_stack = 0;
      reap();
    } else {
      give_back(made);
    }
  }
  return error;
}

void pthread_exit(void *result) {
  struct __pthread *me = self();
  me->result = result;
  while (me->cleanup) {
    struct __pthread_cleanup *cleanup = me->cleanup;
    me->cleanup = cleanup->outer;
    cleanup->function(cleanup->argument);
  }
  __thread_destructors_end(me);
  __specific_end(me);
  if (!me->block) {
    // The first thread's end is not the module's: the others go on, and one of them calls exit.
    for (;;) {
      __irt.futex.wait(&me->on_stack, 1, NULL);
    }
  }
  _reclaim_reent(me->reent);
  if (__halite_thread_end) {
    __halite_thread_end();
  }
  int before = __sync_val_compare_and_swap(&me->state, JOINABLE, ENDED);
  if (before == JOINABLE) {
    int woken;
    __irt.futex.wake(&me->state, 1, &woken);
  }
  __irt.thread.exit(&me->on_stack);
}

int pthread_join(pthread_t thread, void **result) {
  if (thread == self()) {
    return EDEADLK;
  }
  if (thread->state == DETACHED || !thread->block) {
    return EINVAL;
  }
  while (thread->state != ENDED) {
    __irt.futex.wait(&thread->state, JOINABLE, NULL);
  }
  if (result) {
    *result = thread->result;
  }
  // It is on its way out: the runtime clears the word when it no longer needs the stack.
  while (thread->on_stack) {
    __irt.basic.sched_yield();
  }
  give_back(thread);
  return 0;
}

int pthread_detach(pthread_t thread) {
  int before = __sync_val_compare_and_swap(&thread->state, JOINABLE, DETACHED);
  if (before == DETACHED) {
    return EINVAL;
  }
  if (thread->block) {
    let_go(thread);
  }
  return 0;
}

pthread_t pthread_self(void) {
  return self();
}

int pthread_equal(pthread_t first, pthread_t second) {
  return first == second;
}

/* Threads cannot be cancelled, so there is nothing to hold off. */
int pthread_setcancelstate(int state, int *old) {
  if (old) {
    *old = PTHREAD_CANCEL_DISABLE;
  }
  return state == PTHREAD_CANCEL_ENABLE || state == PTHREAD_CANCEL_DISABLE ? 0 : EINVAL;
}

/* There is no fork. */
int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void)) {
  (void)prepare;
  (void)parent;
  (void)child;
  return 0;
}

enum { ONCE_RUNNING = 1, ONCE_DONE = 2 };

int pthread_once(pthread_once_t *once, void (*function)(void)) {
  int woken;
  while (once->state != ONCE_DONE) {
    if (__sync_bool_compare_and_swap(&once->state, 0, ONCE_RUNNING)) {
      function();
      __atomic_store_n(&once->state, ONCE_DONE, __ATOMIC_SEQ_CST);
      __irt.futex.wake(&once->state, INT32_MAX, &woken);
    } else {
      __irt.futex.wait(&once->state, ONCE_RUNNING, NULL);
    }
  }
  return 0;
}

void __pthread_cleanup_push(struct __pthread_cleanup *cleanup) {
  cleanup->outer = self()->cleanup;
  self()->cleanup = cleanup;
}

void __pthread_cleanup_pop(struct __pthread_cleanup *cleanup, int execute) {
  self()->cleanup = cleanup->outer;
  if (execute) {
    cleanup->function(cleanup->argument);
  }
}

int sched_yield(void) {
  return outcome(__irt.basic.sched_yield(), 0);
}

int pthread_attr_init(pthread_attr_t *attributes) {
  memset(attributes, 0, sizeof *attributes);
  attributes->stack_size = USUAL_STACK;
  return 0;
}

int pthread_attr_destroy(pthread_attr_t *attributes) {
  (void)attributes;
  return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state) {
  if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED) {
    return EINVAL;
  }
  attributes->detached = state == PTHREAD_CREATE_DETACHED;
  return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attributes, int *state) {
  *state = attributes->detached ? PTHREAD_CREATE_DETACHED : PTHREAD_CREATE_JOINABLE;
  return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size) {
  if (size < PTHREAD_STACK_MIN || size > INT32_MAX) {
    return EINVAL;
  }
  attributes->stack_size = size;
  return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *attributes, size_t *size) {
  *size = attributes->stack_size;
  return 0;
}

int pthread_attr_setscope(pthread_attr_t *attributes, int scope) {
  (void)attributes;
  return scope == PTHREAD_SCOPE_SYSTEM ? 0 : ENOTSUP;
}
