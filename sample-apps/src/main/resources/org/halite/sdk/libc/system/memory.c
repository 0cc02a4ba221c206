// The heap and mapped memory.
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "system.h"

/* Called under the lock of malloc. */
void *sbrk(ptrdiff_t change) {
  static char *end;
  if (!end) {
    void *now = NULL;
    if (__irt.memory.sysbrk(&now)) {
      errno = ENOMEM;
      return (void *)-1;
    }
    end = now;
  }
  char *before = end;
  if (change) {
    void *wanted = end + change;
    if (change > 0 ? (char *)wanted < end : (char *)wanted > end) {
      errno = ENOMEM;
      return (void *)-1;
    }
    if (__irt.memory.sysbrk(&wanted)) {
      errno = ENOMEM;
      return (void *)-1;
    }
    end += change;
  }
  return before;
}

void *mmap(void *start, size_t size, int protection, int flags, int descriptor, off_t offset) {
  void *address = start;
  int error = __irt.memory.mmap(&address, size, protection, flags, descriptor, offset);
  return outcome(error, 0) ? MAP_FAILED : address;
}

int munmap(void *start, size_t size) {
  return outcome(__irt.memory.munmap(start, size), 0);
}

int mprotect(void *start, size_t size, int protection) {
  return outcome(__irt.memory.mprotect(start, size, protection), 0);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1))) {
    return EINVAL;
  }
  void *memory = memalign(alignment, size);
  if (!memory) {
    return ENOMEM;
  }
  *result = memory;
  return 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}
