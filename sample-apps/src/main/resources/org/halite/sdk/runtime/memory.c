// What gcc expects even of a program without a library: it makes calls of these by itself. They are weak,
// so that a program may have its own of one of them and these of the others.
#include <string.h>

/* From here on the processor's own copying is faster than a loop. */
enum { LARGE = 2048, VECTOR = 16 };

/* Else gcc would see a memcpy in memcpy. */
#define AS_WRITTEN __attribute__((optimize("no-tree-loop-distribute-patterns")))

#define WEAK __attribute__((weak))

typedef char vector __attribute__((vector_size(VECTOR), may_alias));
typedef char loose_vector __attribute__((vector_size(VECTOR), aligned(1), may_alias));
typedef unsigned long long u64 __attribute__((aligned(1), may_alias));
typedef unsigned u32 __attribute__((aligned(1), may_alias));
typedef unsigned short u16 __attribute__((aligned(1), may_alias));

static inline vector load(const char *from) {
  return *(const loose_vector *)from;
}

static inline void store(char *to, vector value) {
  *(loose_vector *)to = value;
}

/* A bit for each byte that is 0. */
static inline unsigned zeros(const char *aligned) {
  vector is_zero = *(const vector *)aligned == (vector){0};
  return (unsigned)__builtin_ia32_pmovmskb128(is_zero);
}

/* Less than a vector: two words that may overlap, both read before one is written. */
static inline void *small(char *to, const char *from, size_t size) {
  if (size >= 8) {
    u64 first = *(const u64 *)from;
    u64 last = *(const u64 *)(from + size - 8);
    *(u64 *)to = first;
    *(u64 *)(to + size - 8) = last;
  } else if (size >= 4) {
    u32 first = *(const u32 *)from;
    u32 last = *(const u32 *)(from + size - 4);
    *(u32 *)to = first;
    *(u32 *)(to + size - 4) = last;
  } else if (size >= 2) {
    u16 first = *(const u16 *)from;
    u16 last = *(const u16 *)(from + size - 2);
    *(u16 *)to = first;
    *(u16 *)(to + size - 2) = last;
  } else if (size) {
    *to = *from;
  }
  return to;
}

/* Upwards; right for memory that overlaps too if the target is the lower. */
AS_WRITTEN static inline void *upwards(char *to, const char *from, size_t size) {
  if (size < VECTOR) {
    return small(to, from, size);
  }
  if (size >= LARGE) {
    void *start = to;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
    return start;
  }
  vector last = load(from + size - VECTOR);
  for (size_t at = 0; at + VECTOR < size; at += VECTOR) {
    store(to + at, load(from + at));
  }
  store(to + size - VECTOR, last);
  return to;
}

WEAK void *memcpy(void *to, const void *from, size_t size) {
  return upwards(to, from, size);
}

AS_WRITTEN WEAK void *memmove(void *target, const void *source, size_t size) {
  char *to = target;
  const char *from = source;
  if ((size_t)(to - from) >= size) { // lower, or beyond the end
    return upwards(to, from, size);
  }
  if (size < VECTOR) {
    return small(to, from, size);
  }
  vector first = load(from);
  for (size_t left = size; left > VECTOR; left -= VECTOR) {
    store(to + left - VECTOR, load(from + left - VECTOR));
  }
  store(to, first);
  return to;
}

AS_WRITTEN WEAK void *memset(void *target, int value, size_t size) {
  char *to = target;
  if (size >= LARGE) {
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(value) : "memory");
    return target;
  }
  if (size < VECTOR) {
    for (size_t at = 0; at < size; at++) {
      to[at] = (char)value;
    }
    return target;
  }
  vector all = (vector){0} + (char)value;
  for (size_t at = 0; at + VECTOR < size; at += VECTOR) {
    store(to + at, all);
  }
  store(to + size - VECTOR, all);
  return target;
}

WEAK int memcmp(const void *first, const void *second, size_t size) {
  const unsigned char *a = first;
  const unsigned char *b = second;
  for (; size >= 8 && *(const u64 *)a == *(const u64 *)b; size -= 8) {
    a += 8;
    b += 8;
  }
  for (; size; size--, a++, b++) {
    if (*a != *b) {
      return *a - *b;
    }
  }
  return 0;
}

/* Whole vectors at their own alignment never reach into a page that the text does not. */
WEAK size_t strlen(const char *text) {
  unsigned before = (size_t)text % VECTOR;
  const char *at = text - before;
  unsigned ends = zeros(at) >> before << before;
  while (!ends) {
    at += VECTOR;
    ends = zeros(at);
  }
  return (size_t)(at - text) + (unsigned)__builtin_ctz(ends);
}

WEAK int strcmp(const char *a, const char *b) {
  while (*a && *a == *b) {
    a++;
    b++;
  }
  return (unsigned char)*a - (unsigned char)*b;
}
