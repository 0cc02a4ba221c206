// Thread-local storage: variables of __thread, pthread keys, destructors of thread_local objects.
#include <stdlib.h>
#include <string.h>
#include <halite/tls.h>
#include "system.h"

/* The template, named by the linker script. The variables end at the thread pointer. */
extern const char __tls_template_start[], __tls_template_end[];
extern const char __tls_template_size[], __tls_template_alignment[]; /* numbers, not addresses */

_Static_assert(offsetof(struct __pthread, library_blocks) == HALITE_TLS_BLOCKS, "as the linker has it");

static size_t alignment(void) {
  size_t wanted = (size_t)__tls_template_alignment;
  size_t least = __halite_thread_begin ? HALITE_TLS_ALIGNMENT : _Alignof(struct __pthread);
  return wanted < least ? least : wanted;
}

/* As ld counts from the thread pointer: to the template's own alignment. */
static size_t used(void) {
  size_t wanted = (size_t)__tls_template_alignment;
  return ((size_t)__tls_template_size + wanted - 1) & -wanted;
}

/* What libraries have below, if they can be loaded. */
static size_t space(void) {
  return __halite_thread_begin ? HALITE_TLS_SPACE : 0;
}

size_t __tls_size(void) {
  return used() + space() + alignment();
}

struct __pthread *__tls_place(void *highest) {
  char *thread = (char *)((uintptr_t)highest & -(uintptr_t)alignment());
  size_t initialised = (size_t)(__tls_template_end - __tls_template_start);
  memset(thread - used(), 0, used() + sizeof(struct __pthread));
  memcpy(thread - used(), __tls_template_start, initialised);
  if (__halite_thread_begin) {
    __halite_thread_begin(thread);
  }
  return (struct __pthread *)thread;
}

static volatile int keys_lock;
static struct {
  int taken;
  void (*destructor)(void *);
} keys[PTHREAD_KEYS_MAX];

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
  int error = EAGAIN;
  __lock_word(&keys_lock);
  for (unsigned i = 0; i < PTHREAD_KEYS_MAX; i++) {
    if (!keys[i].taken) {
      keys[i].taken = 1;
      keys[i].destructor = destructor;
      *key = i;
      error = 0;
      break;
    }
  }
  __unlock_word(&keys_lock);
  return error;
}

int pthread_key_delete(pthread_key_t key) {
  if (key >= PTHREAD_KEYS_MAX || !keys[key].taken) {
    return EINVAL;
  }
  keys[key].destructor = NULL;
  keys[key].taken = 0;
  return 0;
}

void *pthread_getspecific(pthread_key_t key) {
  return key < PTHREAD_KEYS_MAX ? self()->specific[key] : NULL;
}

int pthread_setspecific(pthread_key_t key, const void *value) {
  if (key >= PTHREAD_KEYS_MAX || !keys[key].taken) {
    return EINVAL;
  }
  self()->specific[key] = (void *)value;
  return 0;
}

void __specific_end(struct __pthread *thread) {
  int again = 1;
  for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
    again = 0;
    for (unsigned i = 0; i < PTHREAD_KEYS_MAX; i++) {
      void *value = thread->specific[i];
      thread->specific[i] = NULL;
      if (value && keys[i].destructor) {
        keys[i].destructor(value);
        again = 1;
      }
    }
  }
}

struct __thread_destructor {
  void (*function)(void *);
  void *object;
  struct __thread_destructor *next;
};

/* Called by C++ for each thread_local object. */
int __cxa_thread_atexit(void (*function)(void *), void *object, void *library) {
  if (__halite_keep_library) {
    __halite_keep_library(library);
  }
  struct __thread_destructor *made = malloc(sizeof *made);
  if (!made) {
    return -1;
  }
  made->function = function;
  made->object = object;
  made->next = self()->destructors;
  self()->destructors = made;
  return 0;
}

void __thread_destructors_end(struct __pthread *thread) {
  while (thread->destructors) {
    struct __thread_destructor *first = thread->destructors;
    thread->destructors = first->next;
    first->function(first->object);
    free(first);
  }
}
