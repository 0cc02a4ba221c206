#include "print.h"

struct tiny { char c; };
struct mixed { char c; short s; int i; long long l; };
struct reals { double x, y; };
struct floats3 { float a, b, c; };
struct half { int i; float f; };
struct large { int v[20]; };
struct bits { unsigned a : 3, b : 7; int c : 12; unsigned long long d : 40; };
union both { unsigned u; float f; unsigned char c[4]; };

static struct tiny tiny(struct tiny t) { t.c++; return t; }
static struct mixed mixed(struct mixed m, int by) { m.c += by; m.s -= by; m.i *= by; m.l <<= by; return m; }
static struct reals reals(struct reals a, struct reals b) { return (struct reals){a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x}; }
static struct floats3 floats3(struct floats3 a) { return (struct floats3){a.c, a.a, a.b}; }
static struct half half(int x, struct half h, float y) { h.i += x; h.f *= y; return h; }
static struct large large(struct large l, int n) { for (int i = 0; i < 20; i++) l.v[i] = l.v[i] * n + i; return l; }
static struct bits bits(struct bits b) { b.a++; b.b += 100; b.c -= 3000; b.d *= 12345; return b; }
static int many(int a, int b, int c, int d, int e, int f, int g, struct mixed m, double x, struct large l, int h) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + m.i + (int)x + l.v[7] + h;
}
struct mixed (*volatile through)(struct mixed, int) = mixed;

void structs(void) {
  struct tiny t = {'a'};
  for (int i = 0; i < 5; i++) t = tiny(t);
  struct mixed m = {1, 2, 3, 4};
  for (int i = 1; i < 5; i++) m = through(m, i);
  struct reals r = {1, 0.5};
  for (int i = 0; i < 6; i++) r = reals(r, r);
  struct floats3 f = floats3((struct floats3){1.5f, 2.5f, 3.5f});
  struct half h = half(3, (struct half){4, 2.5f}, 3);
  struct large l = {{1, 2, 3}};
  for (int i = 0; i < 4; i++) l = large(l, 3);
  struct bits b = {5, 60, 1000, 123456789012ull};
  for (int i = 0; i < 4; i++) b = bits(b);
  union both u = {.f = -1.25f};
  print_int(t.c); print_int(m.c); print_int(m.s); print_int(m.i); print_int(m.l);
  print_double(r.x); print_double(r.y); print_double(f.a); print_double(f.b); print_double(f.c);
  print_int(h.i); print_double(h.f); print_int(l.v[0]); print_int(l.v[19]);
  print_int(b.a); print_int(b.b); print_int(b.c); print_int((long long)b.d); print_hex(u.u); print_int(u.c[3]);
  print_int(many(1, 2, 3, 4, 5, 6, 7, m, 2.9, l, 8));
  line();
}
