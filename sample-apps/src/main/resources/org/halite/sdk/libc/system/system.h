/* Between the C library and the runtime: the IRT's tables (spec/nacl.md 13) and what a thread has. */
#ifndef HALITE_SYSTEM_H
#define HALITE_SYSTEM_H
#include <errno.h>
#include <pthread.h>
#include <reent.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

/* A file's state as the runtime writes it (spec/nacl.md 12). */
struct abi_stat {
  int64_t dev;
  uint64_t ino;
  uint32_t mode, nlink, uid, gid;
  int64_t rdev, size;
  int32_t blksize, blocks;
  int64_t atime, atime_nsec, mtime, mtime_nsec, ctime, ctime_nsec;
};

struct dirent;

/* All functions return 0 or a positive errno. */
struct irt {
  struct {
    void (*exit)(int status);
    int (*gettod)(struct timeval *now);
    int (*clock)(int *ticks);
    int (*nanosleep)(const struct timespec *wanted, struct timespec *rest);
    int (*sched_yield)(void);
    int (*sysconf)(int name, int *value);
  } basic;
  /* The first eight are always there; the others only with files, else null. */
  struct {
    int (*close)(int descriptor);
    int (*dup)(int descriptor, int *copy);
    int (*dup2)(int descriptor, int copy);
    int (*read)(int descriptor, void *bytes, size_t count, size_t *done);
    int (*write)(int descriptor, const void *bytes, size_t count, size_t *done);
    int (*seek)(int descriptor, int64_t offset, int whence, int64_t *result);
    int (*fstat)(int descriptor, struct abi_stat *result);
    int (*getdents)(int descriptor, struct dirent *entries, size_t count, size_t *done);
    int (*fchdir)(int descriptor);
    int (*fchmod)(int descriptor, mode_t mode);
    int (*fsync)(int descriptor);
    int (*fdatasync)(int descriptor);
    int (*ftruncate)(int descriptor, int64_t size);
    int (*isatty)(int descriptor, int *answer);
  } fdio;
  /* The first two are always there. */
  struct {
    int (*open)(const char *path, int flags, mode_t mode, int *descriptor);
    int (*stat)(const char *path, struct abi_stat *result);
    int (*mkdir)(const char *path, mode_t mode);
    int (*rmdir)(const char *path);
    int (*chdir)(const char *path);
    int (*getcwd)(char *path, size_t size);
    int (*unlink)(const char *path);
    int (*truncate)(const char *path, int64_t size);
    int (*lstat)(const char *path, struct abi_stat *result);
    int (*link)(const char *from, const char *to);
    int (*rename)(const char *from, const char *to);
    int (*symlink)(const char *from, const char *to);
    int (*chmod)(const char *path, mode_t mode);
    int (*access)(const char *path, int mode);
    int (*readlink)(const char *path, char *target, size_t size, size_t *done);
    int (*utimes)(const char *path, const struct timeval times[2]);
  } filename;
  struct {
    int (*sysbrk)(void **end);
    int (*mmap)(void **address, size_t size, int protection, int flags, int descriptor,
                int64_t offset);
    int (*munmap)(void *address, size_t size);
    int (*mprotect)(void *address, size_t size, int protection);
  } memory;
  struct {
    int (*create)(void (*start)(void), void *stack_top, void *thread);
    void (*exit)(volatile int *flag) __attribute__((noreturn));
    int (*nice)(int level);
  } thread;
  struct {
    int (*wait)(volatile int *word, int value, const struct timespec *until);
    int (*wake)(volatile int *word, int count, int *woken);
  } futex;
  struct {
    int (*init)(void *thread);
    void *(*get)(void);
  } tls;
  struct {
    int (*getres)(clockid_t clock, struct timespec *result);
    int (*gettime)(clockid_t clock, struct timespec *result);
  } clock;
  struct {
    int (*bytes)(void *bytes, size_t count, size_t *done);
  } random;
};

extern struct irt __irt;

/* A lock of one word that is 0 when free; see locks.c. */
void __lock_word(volatile int *word);
void __unlock_word(volatile int *word);

/* What the thread pointer points to (spec/nacl.md 14). */
struct __pthread {
  struct __pthread *self;
  void *library_blocks; /* the dynamic linker's: HALITE_TLS_BLOCKS of halite/tls.h */
  struct _reent *reent; /* the first thread's is newlib's own, by which exit finds all streams */
  struct _reent own_reent;
  void *(*start)(void *);
  void *argument;
  void *result;
  void *block; /* what was mapped for stack and descriptor; null for the first thread */
  size_t block_size;
  volatile int state;    /* enum thread_state */
  volatile int on_stack; /* 1 until the runtime has left the stack */
  struct __pthread *next; /* in the list of those whose stacks may soon be freed */
  struct __pthread_cleanup *cleanup;
  struct __thread_destructor *destructors;
  void *specific[PTHREAD_KEYS_MAX];
};

enum thread_state { JOINABLE, ENDED, DETACHED };

static inline struct __pthread *self(void) {
  return __irt.tls.get();
}

/* -1 and errno for an error, else the result. */
static inline int outcome(int error, int result) {
  if (error) {
    errno = error;
    return -1;
  }
  return result;
}

/* Calls a function that only exists with files, such as {@code halite run --files}. */
#define IF_THERE(function, ...) ((function) ? (function)(__VA_ARGS__) : EACCES)

/* The bytes below a thread pointer, alignment included. */
size_t __tls_size(void);

/* Makes the variables of a thread below its descriptor, which it places at this address or a bit
   before it and fills with zeros. */
struct __pthread *__tls_place(void *highest);

int getdents(int descriptor, void *entries, int size);

void __thread_destructors_end(struct __pthread *thread);
void __specific_end(struct __pthread *thread);
#endif
