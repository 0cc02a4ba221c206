/* What the sandbox costs at run time: twelve small programs, each of which does one kind of thing. Compiled by the
   same compiler with and without the sandbox; each prints its name, its nanoseconds and what it computed. */
#include "kernels.h"

/* --- integers */

static u32 crc_table[256];

static u32 crc32(void) {
  for (u32 i = 0; i < 256; i++) {
    u32 c = i;
    for (int k = 0; k < 8; k++)
      c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
    crc_table[i] = c;
  }
  u32 crc = ~0u;
  for (int round = 0; round < 6; round++)
    for (u32 i = 0; i < sizeof bytes; i++)
      crc = crc_table[(crc ^ bytes[i]) & 255] ^ (crc >> 8);
  return ~crc;
}

static u32 primes(void) {
  u32 found = 0;
  for (int round = 0; round < 4; round++) {
    for (u32 i = 0; i < sizeof bytes; i++)
      bytes[i] = 1;
    for (u32 i = 2; i < sizeof bytes; i++) {
      if (!bytes[i])
        continue;
      found++;
      for (u32 j = i + i; j < sizeof bytes; j += i)
        bytes[j] = 0;
    }
  }
  return found;
}

/* SHA-256's compression: rotations and additions, as much in registers as there are. */
static const u32 sha_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static u32 rotated(u32 x, int n) { return x >> n | x << (32 - n); }

static u32 sha256(void) {
  u32 h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for (u32 block = 0; block + 64 <= 3 * sizeof bytes; block += 64) {
    u32 w[64];
    for (int i = 0; i < 16; i++) {
      const u8 *p = bytes + block % sizeof bytes + 4 * i;
      w[i] = (u32)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
    }
    for (int i = 16; i < 64; i++) {
      u32 a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (rotated(a, 7) ^ rotated(a, 18) ^ a >> 3) + w[i - 7] + (rotated(b, 17) ^ rotated(b, 19) ^ b >> 10);
    }
    u32 a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
    for (int i = 0; i < 64; i++) {
      u32 t1 = k + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + sha_k[i] + w[i];
      u32 t2 = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      k = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e, h[5] += f, h[6] += g, h[7] += k;
  }
  return h[0] ^ h[7];
}

/* --- floating point */

static u32 matrices(void) {
  enum { N = 160 };
  static double a[N][N], b[N][N], c[N][N];
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = (i * 7 + j) % 13;
      b[i][j] = (i + j * 5) % 11;
    }
  double sum = 0;
  for (int round = 0; round < 12; round++) {
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) {
        double s = 0;
        for (int k = 0; k < N; k++)
          s += a[i][k] * b[k][j];
        c[i][j] = s;
      }
    sum += c[round][N - 1 - round];
  }
  return (u32)sum;
}

struct body {
  double x, y, z, vx, vy, vz, mass;
};

static double root(double x) { /* Newton's, so that no library is asked */
  double r = x > 1 ? x : 1;
  for (int i = 0; i < 12; i++)
    r = 0.5 * (r + x / r);
  return r;
}

static u32 planets(void) {
  static struct body body[5];
  for (int i = 0; i < 5; i++)
    body[i] = (struct body){i * 1.5, i * 0.7 - 1, 0.3 * i, 0.1 * i, 0.2, -0.1 * i, 1.0 + i};
  for (int step = 0; step < 40000; step++) {
    for (int i = 0; i < 5; i++)
      for (int j = i + 1; j < 5; j++) {
        struct body *a = &body[i], *b = &body[j];
        double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
        double d2 = dx * dx + dy * dy + dz * dz + 0.01;
        double pull = 0.0001 / (d2 * root(d2));
        a->vx -= dx * b->mass * pull, a->vy -= dy * b->mass * pull, a->vz -= dz * b->mass * pull;
        b->vx += dx * a->mass * pull, b->vy += dy * a->mass * pull, b->vz += dz * a->mass * pull;
      }
    for (int i = 0; i < 5; i++)
      body[i].x += 0.0001 * body[i].vx, body[i].y += 0.0001 * body[i].vy, body[i].z += 0.0001 * body[i].vz;
  }
  return (u32)(body[0].x * 1e6 + body[4].z * 1e6);
}

/* --- memory */

static u32 random_walk(void) {
  enum { N = 1 << 21 };
  static u32 next[N];
  for (u32 i = 0; i < N; i++)
    next[i] = i;
  for (u32 i = N - 1; i > 0; i--) { /* one cycle through all */
    u32 j = random32() % i, t = next[i];
    next[i] = next[j];
    next[j] = t;
  }
  u32 at = 0;
  for (int i = 0; i < 400000; i++)
    at = next[at];
  return at;
}

struct node {
  struct node *left, *right;
  u32 key;
};

static u32 tree(void) {
  enum { N = 60000 };
  static struct node nodes[N];
  struct node *top = 0;
  u32 depth = 0;
  for (int i = 0; i < N; i++) {
    struct node *fresh = &nodes[i];
    fresh->key = random32();
    fresh->left = fresh->right = 0;
    struct node **place = &top;
    while (*place) {
      place = fresh->key < (*place)->key ? &(*place)->left : &(*place)->right;
      depth++;
    }
    *place = fresh;
  }
  return depth;
}

/* --- calls */

static u32 queens(u32 all, u32 columns, u32 left, u32 right) {
  if (columns == all)
    return 1;
  u32 found = 0;
  for (u32 free = all & ~(columns | left | right); free; free &= free - 1) {
    u32 place = free & -free;
    found += queens(all, columns | place, (left | place) << 1, (right | place) >> 1);
  }
  return found;
}

static u32 recursion(void) { return queens((1 << 12) - 1, 0, 0, 0); }

/* Objects with functions of their own, as in C++. */
struct shape {
  int (*covers)(const struct shape *, int x, int y);
  int x, y, size;
};

static int disc(const struct shape *s, int x, int y) {
  int dx = x - s->x, dy = y - s->y;
  return dx * dx + dy * dy < s->size * s->size;
}

static int square(const struct shape *s, int x, int y) {
  return x >= s->x && x < s->x + s->size && y >= s->y && y < s->y + s->size;
}

static int diamond(const struct shape *s, int x, int y) {
  int dx = x < s->x ? s->x - x : x - s->x, dy = y < s->y ? s->y - y : y - s->y;
  return dx + dy < s->size;
}

static u32 dispatch(void) {
  static struct shape shapes[16];
  for (int i = 0; i < 16; i++) {
    shapes[i].covers = i % 3 == 0 ? disc : i % 3 == 1 ? square : diamond;
    shapes[i].x = random32() % 640, shapes[i].y = random32() % 480, shapes[i].size = 20 + random32() % 100;
  }
  u32 covered = 0;
  for (int y = 0; y < 480; y++)
    for (int x = 0; x < 640; x++)
      for (int i = 0; i < 16; i++)
        covered += shapes[i].covers(&shapes[i], x, y);
  return covered;
}

/* --- switches */

enum { PUSH, ADD, SUB, MUL, DUP, SWAP, LOAD, STORE, LESS, JUMP_IF, HALT };

static u32 interpreter(void) { /* sums i * i + 3 for i below two million, on a stack machine */
  static const int code[] = {PUSH, 0, STORE, 0, PUSH, 0, STORE, 1, LOAD, 0, DUP, MUL, PUSH, 3, ADD, LOAD, 1, ADD, STORE, 1,
                             LOAD, 0, PUSH, 1, ADD, DUP, STORE, 0, PUSH, 1200000, LESS, JUMP_IF, 8, LOAD, 1, HALT};
  u32 stack[16], variables[2], top = 0;
  for (u32 at = 0;;) {
    switch (code[at++]) {
    case PUSH: stack[top++] = code[at++]; break;
    case ADD: top--; stack[top - 1] += stack[top]; break;
    case SUB: top--; stack[top - 1] -= stack[top]; break;
    case MUL: top--; stack[top - 1] *= stack[top]; break;
    case DUP: stack[top] = stack[top - 1]; top++; break;
    case SWAP: { u32 t = stack[top - 1]; stack[top - 1] = stack[top - 2]; stack[top - 2] = t; break; }
    case LOAD: stack[top++] = variables[code[at++]]; break;
    case STORE: variables[code[at++]] = stack[--top]; break;
    case LESS: top--; stack[top - 1] = stack[top - 1] < stack[top]; break;
    case JUMP_IF: top--; at = stack[top] ? (u32)code[at] : at + 1; break;
    default: return stack[top - 1];
    }
  }
}

/* --- strings and sorting */

static u32 words(void) {
  static char text[1 << 18];
  static u32 counts[1 << 12];
  for (u32 i = 0; i + 1 < sizeof text; i++)
    text[i] = random32() % 6 ? 'a' + random32() % 5 : ' ';
  u32 sum = 0;
  for (int round = 0; round < 12; round++) {
    const char *p = text;
    while (*p) {
      while (*p == ' ')
        p++;
      u32 hash = 5381;
      while (*p && *p != ' ')
        hash = hash * 33 ^ (u8)*p++;
      counts[hash % (sizeof counts / sizeof *counts)]++;
    }
  }
  for (u32 i = 0; i < sizeof counts / sizeof *counts; i++)
    sum = sum * 31 + counts[i];
  return sum;
}

static void quicksort(int *first, int *last) {
  while (first < last) {
    int pivot = first[(last - first) / 2], *i = first, *j = last;
    while (i <= j) {
      while (*i < pivot)
        i++;
      while (*j > pivot)
        j--;
      if (i <= j) {
        int t = *i;
        *i++ = *j;
        *j-- = t;
      }
    }
    quicksort(first, j);
    first = i;
  }
}

static u32 sorting(void) {
  enum { N = 400000 };
  static int numbers[N];
  for (int i = 0; i < N; i++)
    numbers[i] = (int)random32();
  quicksort(numbers, numbers + N - 1);
  return (u32)numbers[N / 2] ^ (u32)numbers[7];
}

const struct kernel kernels[] = {
    {"crc32", crc32},           {"primes", primes},       {"sha256", sha256},
    {"matrices", matrices},     {"planets", planets},     {"random-walk", random_walk},
    {"tree", tree},             {"recursion", recursion}, {"dispatch", dispatch},
    {"interpreter", interpreter}, {"words", words},       {"sorting", sorting},
    {0, 0}};
