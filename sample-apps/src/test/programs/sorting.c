#include "print.h"

typedef int (*order)(const void *, const void *);

static void swap(char *a, char *b, int size) {
  while (size--) { char t = *a; *a++ = *b; *b++ = t; }
}

static void quicksort(void *base, int count, int size, order compare) {
  char *items = base;
  while (count > 1) {
    swap(items, items + count / 2 * size, size);
    int last = 0;
    for (int i = 1; i < count; i++)
      if (compare(items + i * size, items) < 0) swap(items + ++last * size, items + i * size, size);
    swap(items, items + last * size, size);
    quicksort(items, last, size, compare);
    items += (last + 1) * size;
    count -= last + 1;
  }
}

static int by_int(const void *a, const void *b) { return *(const int *)a < *(const int *)b ? -1 : *(const int *)a > *(const int *)b; }
static int by_double(const void *a, const void *b) { double x = *(const double *)a, y = *(const double *)b; return (x > y) - (x < y); }
struct pair { short key; char tag; long long value; };
static int by_pair(const void *a, const void *b) { const struct pair *p = a, *q = b; return p->key != q->key ? p->key - q->key : (p->value > q->value) - (p->value < q->value); }

void sorting(void) {
  static int numbers[500];
  static double reals[200];
  static struct pair pairs[100];
  unsigned seed = 12345;
  for (int i = 0; i < 500; i++) numbers[i] = (int)(seed = seed * 1103515245 + 12345) >> 3;
  for (int i = 0; i < 200; i++) reals[i] = (int)(seed = seed * 1103515245 + 12345) / 1000.0;
  for (int i = 0; i < 100; i++) {
    seed = seed * 1103515245 + 12345;
    pairs[i] = (struct pair){(short)(seed >> 16) % 10, (char)('a' + i % 26), (long long)seed * seed};
  }
  quicksort(numbers, 500, sizeof *numbers, by_int);
  quicksort(reals, 200, sizeof *reals, by_double);
  quicksort(pairs, 100, sizeof *pairs, by_pair);
  for (int i = 0; i < 500; i += 7) print_int(numbers[i]);
  for (int i = 0; i < 200; i += 7) print_double(reals[i]);
  for (int i = 0; i < 100; i += 7) { print_int(pairs[i].key); print_int(pairs[i].value); print_int(pairs[i].tag); }
  line();
}
