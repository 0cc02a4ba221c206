// Strings, memory, sorting, characters.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}

static void moves(void) {
  // Every length and distance through the copying loops.
  static unsigned char from[600], to[600];
  unsigned sum = 0;
  for (int i = 0; i < 600; i++) {
    from[i] = (unsigned char)(i * 7 + 3);
  }
  for (int size = 0; size < 300; size++) {
    for (int at = 0; at < 17; at += 5) {
      memset(to, 0, sizeof to);
      memcpy(to + at, from + 2 * at, (size_t)size);
      memmove(to + at + 3, to + at, (size_t)size);
      memmove(to + at, to + at + 1, (size_t)size);
      memset(to + size, size, 5);
      for (int i = 0; i < 600; i++) {
        sum = sum * 31 + to[i];
      }
    }
  }
  printf("%u %d\n", sum, memcmp(from, from + 256, 300));
}

static void heap(void) {
  char *kept[200];
  unsigned seed = 1;
  unsigned sum = 0;
  memset(kept, 0, sizeof kept);
  for (int i = 0; i < 20000; i++) {
    seed = seed * 1103515245 + 12345;
    char **at = &kept[seed >> 16 & 127];
    unsigned size = (seed >> 8 & 0xfff) + 8;
    if (*at && seed & 64) {
      sum += (unsigned char)**at;
      free(*at);
      *at = NULL;
    } else {
      *at = realloc(*at, size);
      memset(*at, i, size);
    }
  }
  char *large = calloc(1, 40 << 20);
  sum += (unsigned)large[30 << 20];
  free(large);
  char *volatile aligned = aligned_alloc(64, 640);
  void *posix = NULL;
  printf("%u %d %d\n", sum, (int)((size_t)aligned & 63), posix_memalign(&posix, 256, 100));
  free(posix);
  free(aligned);
}

int main(void) {
  moves();
  heap();
  int numbers[100];
  for (int i = 0; i < 100; i++) {
    numbers[i] = i * 37 % 101;
  }
  qsort(numbers, 100, sizeof *numbers, compare);
  int key = 50;
  int *found = bsearch(&key, numbers, 100, sizeof *numbers, compare);
  printf("%d %d\n", numbers[10], (int)(found - numbers));
  char text[100];
  strcpy(text, "one two,three");
  for (char *word = strtok(text, " ,"); word; word = strtok(NULL, " ,")) {
    printf("<%s>", word);
  }
  printf("\n%s %s %d %d\n", strstr("haystack", "st"), strrchr("a/b/c", '/'),
         strcasecmp("Halite", "hALITE"), (int)strspn("aabbc", "ab"));
  printf("%d %d %c\n", isalpha('x') != 0, isdigit('x') != 0, toupper('q'));
  char *copy = strdup("copied");
  printf("%s %s\n", copy, strerror(2));
  free(copy);
  printf("%s\n", getenv("NO_SUCH_VARIABLE") ? "set" : "not set");
  setenv("OWN", "value", 1);
  printf("%s\n", getenv("OWN"));
  return 0;
}
