// What gcc expects even of a program without a library: it makes calls of these by itself.
#include <string.h>

void *memcpy(void *to, const void *from, size_t size) {
  void *start = to;
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
  return start;
}

void *memmove(void *to, const void *from, size_t size) {
  char *target = to;
  const char *source = from;
  if (target <= source || target >= source + size) {
    return memcpy(to, from, size);
  }
  while (size--) {
    target[size] = source[size];
    __asm__ volatile("" : : : "memory"); // else gcc sees a memmove here
  }
  return to;
}

void *memset(void *to, int value, size_t size) {
  void *start = to;
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(value) : "memory");
  return start;
}

int memcmp(const void *first, const void *second, size_t size) {
  const unsigned char *a = first;
  const unsigned char *b = second;
  for (; size; size--, a++, b++) {
    if (*a != *b) {
      return *a - *b;
    }
  }
  return 0;
}

size_t strlen(const char *text) {
  const char *end = text;
  while (*end) {
    end++;
    __asm__ volatile("");
  }
  return (size_t)(end - text);
}

/* Weak: a C library has its own. */
__attribute__((weak)) int strcmp(const char *a, const char *b) {
  while (*a && *a == *b) {
    a++;
    b++;
  }
  return (unsigned char)*a - (unsigned char)*b;
}
