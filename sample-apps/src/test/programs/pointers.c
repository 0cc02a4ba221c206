#include "print.h"

struct node { struct node *next, *left, *right; int value; int (*apply)(struct node *, int); };
static int twice(struct node *n, int x) { return n->value + 2 * x; }
static int square(struct node *n, int x) { return x * x - n->value; }
static int chain(struct node *n, int x) { return n->next ? n->next->apply(n->next, x + 1) : x; }
static int (*const table[])(struct node *, int) = {twice, square, chain};
typedef int (*binary)(int, int);
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static binary choose(int n) { return n & 1 ? add : sub; }
static int depth(struct node *t) { if (!t) return 0; int l = depth(t->left), r = depth(t->right); return 1 + (l > r ? l : r); }
static struct node pool[64];
static struct node *insert(struct node *t, struct node *n) {
  if (!t) return n;
  if (n->value < t->value) t->left = insert(t->left, n); else t->right = insert(t->right, n);
  return t;
}
static int ackermann(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }
static void fill(int n, int out[n]) { int local[n]; for (int i = 0; i < n; i++) local[i] = i * i; for (int i = n; i--;) out[i] = local[n - 1 - i]; }

void pointers(void) {
  struct node *tree = 0;
  for (int i = 0; i < 64; i++) {
    pool[i].value = i * 37 % 64;
    pool[i].next = i < 63 ? &pool[i + 1] : 0;
    pool[i].apply = table[i % 3];
    tree = insert(tree, &pool[i]);
  }
  print_int(depth(tree));
  for (int i = 0; i < 64; i += 5) print_int(pool[i].apply(&pool[i], i));
  for (int i = 0; i < 6; i++) print_int(choose(i)(i, 10));
  print_int(ackermann(2, 6));
  for (int n = 1; n < 40; n += 13) { int out[40]; fill(n, out); print_int(out[0]); print_int(out[n / 2]); }
  int matrix[5][7], (*row)[7] = matrix, **hops, *hop = &matrix[2][3];
  for (int i = 0; i < 5; i++) for (int j = 0; j < 7; j++) matrix[i][j] = i * 10 + j;
  hops = &hop;
  print_int(row[4][6]); print_int((*hops)[-8]); print_int(*(*(row + 1) + 2)); print_int(&matrix[4][0] - &matrix[1][3]);
  line();
}
