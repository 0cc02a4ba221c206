// What libppapi_simple needs of the runtime: waiting, memory, one thread.
#include "ps.h"
#include <irt.h>
#if __has_include(<pthread.h>)
#include <pthread.h>
#endif

enum { WAKE_ALL = 0x7fffffff, PAGE = 0x10000, MAIN_STACK = 8 << 20 };

nacl_irt_query __ps_runtime_query;

static struct nacl_irt_futex *futex(void) {
  static struct nacl_irt_futex table;
  if (!table.futex_wake) {
    __ps_runtime_query(NACL_IRT_FUTEX_v0_1, &table, sizeof table);
  }
  return &table;
}

void __ps_wait(int *word, int while_it_is) {
  futex()->futex_wait_abs(word, while_it_is, NULL);
}

void __ps_wake(int *word) {
  int woken;
  futex()->futex_wake(word, WAKE_ALL, &woken);
}

/* 0 open, 1 held, 2 held and somebody waits. */
void __ps_lock(int *lock) {
  if (__sync_val_compare_and_swap(lock, 0, 1)) {
    while (__atomic_exchange_n(lock, 2, __ATOMIC_SEQ_CST)) {
      __ps_wait(lock, 2);
    }
  }
}

void __ps_unlock(int *lock) {
  if (__atomic_exchange_n(lock, 0, __ATOMIC_SEQ_CST) == 2) {
    __ps_wake(lock);
  }
}

void *__ps_room(size_t size) {
  enum { READ_AND_WRITE = 3, PRIVATE_AND_ANONYMOUS = 0x22 };
  struct nacl_irt_memory memory;
  void *room = NULL;
  size_t whole = (size + PAGE - 1) & -(size_t)PAGE;
  if (whole < size
      || __ps_runtime_query(NACL_IRT_MEMORY, &memory, sizeof memory) != sizeof memory
      || memory.mmap(&room, whole, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0)) {
    return NULL;
  }
  return room;
}

#if __has_include(<pthread.h>)
static void *begin(void *function) {
  ((void (*)(void))function)();
  return NULL;
}

int __ps_thread(void (*function)(void)) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, MAIN_STACK);
  return pthread_create(&thread, &attributes, begin, (void *)function);
}
#else
/* Without a C library a thread is a stack and a word that points to itself (spec/nacl.md 14). */
int __ps_thread(void (*function)(void)) {
  static void *self = &self;
  enum { NO_MEMORY = 12, NOT_THERE = 38 };
  struct nacl_irt_thread thread;
  if (__ps_runtime_query(NACL_IRT_THREAD_v0_1, &thread, sizeof thread) != sizeof thread) {
    return NOT_THERE;
  }
  char *stack = __ps_room(MAIN_STACK);
  return stack ? thread.thread_create(function, stack + MAIN_STACK - 8, &self) : NO_MEMORY;
}
#endif
