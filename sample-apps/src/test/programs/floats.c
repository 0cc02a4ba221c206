#include "print.h"
#include <float.h>

static double newton(double x) { double r = x > 1 ? x : 1; for (int i = 0; i < 60; i++) r = (r + x / r) / 2; return r; }
static double sine(double x) { double t = x, s = x; for (int n = 1; n < 20; n++) s += t *= -x * x / (2 * n * (2 * n + 1)); return s; }
static float average(const float *v, int n) { float s = 0; for (int i = 0; i < n; i++) s += v[i]; return s / n; }

static void multiply(int n, const double *a, const double *b, double *c) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
}

static int classify(double x) {
  return (x != x) | (x > DBL_MAX) << 1 | (x < 0) << 2 | (x == 0) << 3 | (x > 0 && x < DBL_MIN) << 4;
}

void floats(void) {
  static double a[144], b[144], c[144];
  static float v[100];
  for (int i = 0; i < 144; i++) a[i] = i * 0.37 - 11, b[i] = 1.0 / (i + 1);
  multiply(12, a, b, c);
  for (int i = 0; i < 144; i += 11) print_double(c[i]);
  line();
  for (int i = 1; i < 20; i++) { print_double(newton(i * 1.5)); print_double(sine(i * 0.3)); }
  for (int i = 0; i < 100; i++) v[i] = i * 0.1f;
  print_double(average(v, 100));
  line();
  volatile double zero = 0, big = 1e308, tiny = 5e-324;
  double odd[] = {zero / zero, big * 10, -big * 10, -zero, tiny, tiny / 2, big - big};
  for (unsigned i = 0; i < sizeof odd / sizeof *odd; i++) print_int(classify(odd[i]));
  volatile long double x = 1.0L / 3;
  print_double((double)(x * 3 - 1));
  for (int i = -3; i < 4; i++) {
    volatile double d = i * 1234567.891;
    print_int((int)d); print_int((long long)(d * 1e6)); print_int((unsigned)(long long)d);
    print_double((float)d); print_double((double)(long long)d); print_int((short)(int)d); print_int((signed char)(int)d);
    volatile unsigned long long u = (unsigned long long)i * 0x1234567890abcdefull;
    print_double((double)u); print_double((float)u); print_int((long long)(unsigned long long)((double)u / 3));
  }
  float complexity = 0;
  _Complex double z = 0.3 + 0.4 * __extension__ 1.0i;
  for (int i = 0; i < 10; i++) { z = z * z + (0.1 - 0.2 * __extension__ 1.0i); complexity += (float)__real__ z; }
  print_double(__real__ z); print_double(__imag__ z); print_double(complexity);
  z = z / (2 + __extension__ 1.0i);
  print_double(__real__ z);
  line();
}
