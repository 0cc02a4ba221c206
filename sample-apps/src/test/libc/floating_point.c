// Floating point from rounding to eigenvalues. What IEEE 754 defines is printed with all digits; what
// the mathematical library rounds in its own way is printed with ten.
#include <complex.h>
#include <errno.h>
#include <fenv.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

static uint32_t seed = 2463534242u;

static uint32_t random_bits(void) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

static double random_unit(void) {
  return random_bits() / 4294967296.0;
}

static void title(const char *text) {
  printf("== %s\n", text);
}

static void exactly(const char *name, double value) {
  if (isnan(value)) {
    printf("%s nan\n", name);
  } else {
    printf("%s %.17g\n", name, value);
  }
}

static void about(const char *name, double value) {
  printf("%s %.10g\n", name, fabs(value) < 1e-12 ? 0.0 : value);
}

static double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint64_t to_bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static float float_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// What the arithmetic is like, found by calculating.
static void machine(void) {
  title("machine");
  volatile double one = 1, step = 1, radix = 1;
  int digits = 0;
  while (one + step != one) {
    step = step / 2;
    digits++;
  }
  volatile double large = 1;
  while ((large + 1) - large == 1) {
    large = large * 2;
  }
  while ((large + radix) - large == 0) {
    radix = radix + 1;
  }
  printf("radix %g digits %d %d\n", (double)((large + radix) - large), digits, DBL_MANT_DIG);
  volatile double small = 1, smaller = 1;
  int halvings = 0;
  while (smaller > 0) {
    small = smaller;
    smaller = smaller / 2;
    halvings++;
  }
  exactly("smallest", small);
  volatile float fone = 1, fstep = 1;
  int fdigits = 0;
  while ((float)(fone + fstep) != fone) {
    fstep = fstep / 2;
    fdigits++;
  }
  printf("%d halvings, float digits %d\n", halvings, fdigits);
  volatile double top = DBL_MAX;
  exactly("max", top);
  exactly("above max", top * 1.0000000000000002);
  exactly("rounded below", top + top * 1e-17);
  exactly("min", DBL_MIN / 2 * 2);
  printf("%d\n", FLT_EVAL_METHOD);
}

static void special_values(void) {
  title("special values");
  volatile double values[] = {0.0,      -0.0,    1.0,    -2.5,           INFINITY, -INFINITY,
                              NAN,      DBL_MAX, -1e300, from_bits(1), DBL_MIN};
  for (int i = 0; i < COUNT(values); i++) {
    for (int j = 0; j < COUNT(values); j++) {
      double a = values[i], b = values[j];
      double results[] = {a + b, a - b, a * b, a / b, fmod(a, b), fmin(a, b), fmax(a, b)};
      for (int k = 0; k < COUNT(results); k++) {
        if (isnan(results[k])) {
          printf("nan ");
        } else if (results[k] == 0 && k >= 5) {
          printf("0 "); // either zero is right
        } else {
          printf("%.17g ", results[k]);
        }
      }
      printf("%d%d%d%d%d%d", a < b, a <= b, a == b, a != b, a >= b, a > b);
      printf("%d%d%d\n", isless(a, b), islessgreater(a, b), isunordered(a, b));
    }
    double a = values[i];
    printf("%d %d %d %d %d\n", isfinite(a) != 0, isnormal(a) != 0, isinf(a) != 0, isnan(a) != 0,
           isnan(a) ? 0 : signbit(a) != 0);
  }
}

static void conversions(void) {
  title("conversions");
  static const int64_t longs[] = {0,         1,         -1,        INT_MAX,          INT_MIN,
                                  INT64_MAX, INT64_MIN, 1LL << 53, (1LL << 53) + 1,  (1LL << 53) + 3,
                                  -9007199254740995LL,  16777217,  16777219,         123456789012345678LL};
  for (int i = 0; i < COUNT(longs); i++) {
    volatile int64_t value = longs[i];
    volatile uint64_t bits = (uint64_t)value;
    printf("%.17g %.9g %.17g %.9g %.17g %.9g\n", (double)value, (float)value, (double)bits, (float)bits,
           (double)(int32_t)value, (float)(uint32_t)value);
  }
  static const double doubles[] = {0.0, 0.49999999999999994, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 127.99, 255.5,
                                   32767.9, 65535.0, 2147483647.0, -2147483648.0, 1e9, 16777216.5, 16777217.5};
  for (int i = 0; i < COUNT(doubles); i++) {
    volatile double value = doubles[i];
    printf("%d %lld %.9g %.17g", (int)value, (long long)value, (float)value, (double)(float)value);
    printf(" %.17g %.17g %.17g %.17g %.17g", floor(value), ceil(value), trunc(value), round(value), rint(value));
    printf(" %ld %lld\n", lrint(value), llround(value));
  }
  for (int shift = 31; shift < 64; shift++) {
    volatile double power = ldexp(1, shift);
    volatile uint64_t back = (uint64_t)power;
    printf("%016llx %016llx ", (unsigned long long)back, (unsigned long long)(uint64_t)(power * 1.75));
  }
  printf("\n");
  for (int i = 0; i < 40; i++) {
    float value = float_from_bits(random_bits() & 0x7fffffff);
    if (isfinite(value)) {
      printf("%.9g %.17g ", value, (double)value);
    }
  }
  printf("\n");
}

static void parts(void) {
  title("parts");
  static const double values[] = {1, -1, 0.75, 1e300, 3e-310, 123456.789, -0.001, 4.9406564584124654e-324};
  for (int i = 0; i < COUNT(values); i++) {
    double x = values[i], whole;
    int exponent, quotient;
    double fraction = frexp(x, &exponent);
    printf("%.17g %d %d %.17g ", fraction, exponent, ilogb(x), logb(x));
    fraction = modf(x, &whole);
    printf("%.17g %.17g ", fraction, whole);
    printf("%.17g %.17g %.17g\n", ldexp(x, 3), scalbn(x, -3), copysign(x, -1));
    printf("%.17g %.17g %.9g ", nextafter(x, INFINITY), nextafter(x, 0), nextafterf((float)x, 2));
    printf("%.17g %.17g ", remainder(x, 0.3), remquo(x, 7, &quotient));
    printf("%d %.17g %.17g\n", quotient & 7, fdim(x, 0.5), sqrt(fabs(x)));
  }
  exactly("fma", fma(1 + DBL_EPSILON, 1 - DBL_EPSILON, -1));
  exactly("fma", fma(0.1, 10, -1));
}

static void rounding_modes(void) {
  title("rounding modes");
  static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
  for (int i = 0; i < COUNT(modes); i++) {
    volatile double one = 1, three = -3, tenth = 0.1, two = 2, large = DBL_MAX, half = -2.5;
    fesetround(modes[i]);
    volatile double a = one / three, b = tenth * three, c = sqrt(two), d = one - tenth, e = large * two;
    volatile float f = (float)tenth, g = (float)one / 3;
    long n = lrint(two + 0.5), m = lrint(three - 0.5);
    double r = nearbyint(half);
    int kept = fegetround() == modes[i];
    fesetround(FE_TONEAREST);
    printf("%.17g %.17g %.17g %.17g %g %.9g %.9g %ld %ld %g %d\n", a, b, c, d, e, f, g, n, m, r, kept);
  }
}

static void exceptions(void) {
  title("exceptions");
  volatile double zero = 0, one = 1, large = 1e308, small = 1e-308, result;
  feclearexcept(FE_ALL_EXCEPT);
  result = one / zero;
  printf("%d", fetestexcept(FE_DIVBYZERO) != 0);
  result = zero / zero;
  printf("%d", fetestexcept(FE_INVALID) != 0);
  result = large * large;
  printf("%d", fetestexcept(FE_OVERFLOW) != 0);
  result = small * small;
  printf("%d", fetestexcept(FE_UNDERFLOW) != 0);
  feclearexcept(FE_ALL_EXCEPT);
  printf("%d", fetestexcept(FE_ALL_EXCEPT));
  result = one / 3;
  printf("%d", fetestexcept(FE_INEXACT) != 0);
  feclearexcept(FE_ALL_EXCEPT);
  result = one / 4;
  printf("%d", fetestexcept(FE_ALL_EXCEPT));
  feraiseexcept(FE_INVALID);
  fenv_t kept;
  feholdexcept(&kept);
  printf("%d", fetestexcept(FE_ALL_EXCEPT));
  feupdateenv(&kept);
  printf("%d\n", fetestexcept(FE_INVALID) != 0);
  feclearexcept(FE_ALL_EXCEPT);
  (void)result;
}

static void sums(void) {
  title("sums");
  enum { N = 4096 };
  static double values[N];
  for (int i = 0; i < N; i++) {
    values[i] = (random_unit() - 0.5) * ldexp(1, (int)(random_bits() % 40));
  }
  double plain = 0, kahan = 0, lost = 0, neumaier = 0, correction = 0;
  float single = 0;
  for (int i = 0; i < N; i++) {
    plain += values[i];
    single += (float)values[i];
    double y = values[i] - lost, t = kahan + y;
    lost = (t - kahan) - y;
    kahan = t;
    t = neumaier + values[i];
    correction += fabs(neumaier) >= fabs(values[i]) ? (neumaier - t) + values[i] : (values[i] - t) + neumaier;
    neumaier = t;
  }
  for (int half = N / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) {
      values[i] += values[i + half];
    }
  }
  exactly("plain", plain);
  exactly("float", single);
  exactly("kahan", kahan);
  exactly("neumaier", neumaier + correction);
  exactly("pairwise", values[0]);
  double harmonic = 0, tenths = 0;
  for (int i = 1; i <= 100000; i++) {
    harmonic += 1.0 / i;
    tenths += 0.1;
  }
  exactly("harmonic", harmonic);
  exactly("tenths", tenths);
}

enum { SIZE = 9 };

typedef double matrix[SIZE][SIZE];

static void fill(matrix m) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      m[i][j] = 1.0 / (i + j + 1) + (i == j ? 0.25 * i : 0);
    }
  }
}

static double decompose(matrix a, int order[SIZE]) {
  double determinant = 1;
  for (int i = 0; i < SIZE; i++) {
    order[i] = i;
  }
  for (int k = 0; k < SIZE; k++) {
    int pivot = k;
    for (int i = k + 1; i < SIZE; i++) {
      if (fabs(a[i][k]) > fabs(a[pivot][k])) {
        pivot = i;
      }
    }
    if (pivot != k) {
      double row[SIZE];
      memcpy(row, a[k], sizeof row);
      memcpy(a[k], a[pivot], sizeof row);
      memcpy(a[pivot], row, sizeof row);
      int o = order[k];
      order[k] = order[pivot];
      order[pivot] = o;
      determinant = -determinant;
    }
    determinant *= a[k][k];
    for (int i = k + 1; i < SIZE; i++) {
      a[i][k] /= a[k][k];
      for (int j = k + 1; j < SIZE; j++) {
        a[i][j] -= a[i][k] * a[k][j];
      }
    }
  }
  return determinant;
}

static void solve(matrix lu, const int order[SIZE], const double b[SIZE], double x[SIZE]) {
  for (int i = 0; i < SIZE; i++) {
    x[i] = b[order[i]];
    for (int j = 0; j < i; j++) {
      x[i] -= lu[i][j] * x[j];
    }
  }
  for (int i = SIZE - 1; i >= 0; i--) {
    for (int j = i + 1; j < SIZE; j++) {
      x[i] -= lu[i][j] * x[j];
    }
    x[i] /= lu[i][i];
  }
}

// The eigenvalues of a symmetric matrix by Jacobi's rotations.
static void eigenvalues(matrix a, double values[SIZE]) {
  for (int sweep = 0; sweep < 12; sweep++) {
    for (int p = 0; p < SIZE - 1; p++) {
      for (int q = p + 1; q < SIZE; q++) {
        if (fabs(a[p][q]) < 1e-300) {
          continue;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
        double c = 1 / sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < SIZE; k++) {
          double kp = a[k][p], kq = a[k][q];
          a[k][p] = c * kp - s * kq;
          a[k][q] = s * kp + c * kq;
        }
        for (int k = 0; k < SIZE; k++) {
          double pk = a[p][k], qk = a[q][k];
          a[p][k] = c * pk - s * qk;
          a[q][k] = s * pk + c * qk;
        }
      }
    }
  }
  for (int i = 0; i < SIZE; i++) {
    values[i] = a[i][i];
  }
}

static void matrices(void) {
  title("matrices");
  matrix original, lu, product;
  int order[SIZE];
  fill(original);
  fill(lu);
  exactly("determinant", decompose(lu, order));
  double b[SIZE], x[SIZE], worst = 0;
  for (int i = 0; i < SIZE; i++) {
    b[i] = i % 3 - 0.5;
  }
  solve(lu, order, b, x);
  for (int i = 0; i < SIZE; i++) {
    double residue = -b[i];
    for (int j = 0; j < SIZE; j++) {
      residue += original[i][j] * x[j];
    }
    worst = fmax(worst, fabs(residue));
    exactly("x", x[i]);
  }
  exactly("residue", worst);
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      product[i][j] = 0;
      for (int k = 0; k < SIZE; k++) {
        product[i][j] += original[i][k] * original[j][k];
      }
    }
  }
  double values[SIZE], trace = 0;
  for (int i = 0; i < SIZE; i++) {
    trace += product[i][i];
  }
  eigenvalues(product, values);
  double sum = 0;
  for (int i = 0; i < SIZE; i++) {
    sum += values[i];
    exactly("eigenvalue", values[i]);
  }
  about("trace", trace - sum);
}

// Twiddle factors come from square roots, which are exactly defined.
static void transform(double complex *x, int n, int inverse) {
  for (int i = 1, j = 0; i < n; i++) {
    int bit = n >> 1;
    for (; j & bit; bit >>= 1) {
      j ^= bit;
    }
    j ^= bit;
    if (i < j) {
      double complex t = x[i];
      x[i] = x[j];
      x[j] = t;
    }
  }
  double cosine = -1;
  for (int length = 2; length <= n; length <<= 1) {
    double sine = sqrt((1 - cosine) * (1 + cosine));
    double complex root = cosine + (inverse ? sine : -sine) * I;
    for (int i = 0; i < n; i += length) {
      double complex w = 1;
      for (int k = 0; k < length / 2; k++) {
        double complex u = x[i + k], v = x[i + k + length / 2] * w;
        x[i + k] = u + v;
        x[i + k + length / 2] = u - v;
        w *= root;
      }
    }
    cosine = sqrt((1 + cosine) / 2);
  }
}

static void spectra(void) {
  title("spectra");
  enum { N = 256 };
  static double complex x[N], y[N];
  for (int i = 0; i < N; i++) {
    y[i] = x[i] = random_unit() - 0.5 + (i % 16 < 8 ? 1 : -1);
  }
  transform(x, N, 0);
  for (int i = 0; i < N; i += 16) {
    printf("%.17g %.17g\n", creal(x[i]), cimag(x[i]));
  }
  transform(x, N, 1);
  double worst = 0;
  for (int i = 0; i < N; i++) {
    worst = fmax(worst, cabs(x[i] / N - y[i]));
  }
  printf("back again: %d\n", worst < 1e-13);
}

static void complexes(void) {
  title("complex");
  volatile double complex a = 1.5 - 2.25 * I, b = -0.75 + 1e-3 * I;
  double complex values[] = {a + b, a - b, a * b, a / b, conj(a), -a, a * 2.0, 1.0 / b, a * a * a / (b + 1)};
  for (int i = 0; i < COUNT(values); i++) {
    printf("%.17g %.17g\n", creal(values[i]), cimag(values[i]));
  }
  double complex more[] = {csqrt(a), cexp(a), clog(a), cpow(a, b), csin(b), ctanh(a)};
  for (int i = 0; i < COUNT(more); i++) {
    printf("%.10g %.10g\n", creal(more[i]), cimag(more[i]));
  }
  volatile double complex extremes[] = {1e300 + 1e-300 * I, 4e307 - 3e307 * I, 1e-310 + 2e-320 * I, 3e-307 - 1e-308 * I};
  for (int i = 0; i < 16; i++) {
    double complex quotient = extremes[i / 4] / extremes[i % 4];
    printf("%.17g %.17g\n", creal(quotient), cimag(quotient));
  }
  // Durand and Kerner's method for all roots of x^5 - 3 x^3 + x - 7.
  double complex roots[5];
  for (int i = 0; i < 5; i++) {
    roots[i] = i ? roots[i - 1] * (0.4 + 0.9 * I) : 1;
  }
  for (int step = 0; step < 60; step++) {
    for (int i = 0; i < 5; i++) {
      double complex r = roots[i], value = ((r * r - 3) * r * r + 1) * r - 7;
      for (int j = 0; j < 5; j++) {
        if (j != i) {
          value /= r - roots[j];
        }
      }
      roots[i] -= value;
    }
  }
  for (int i = 0; i < 5; i++) {
    about("root", creal(roots[i]));
    about("root", fabs(cimag(roots[i])));
  }
}

typedef double function(double);

static double bell(double x) {
  return exp(-x * x);
}

static double rational(double x) {
  return 4 / (1 + x * x);
}

static double romberg(function *f, double a, double b) {
  double table[12][12], h = b - a;
  table[0][0] = h * (f(a) + f(b)) / 2;
  for (int i = 1; i < 12; i++) {
    h /= 2;
    double sum = 0;
    for (int k = 1; k < 1 << i; k += 2) {
      sum += f(a + k * h);
    }
    table[i][0] = table[i - 1][0] / 2 + h * sum;
    double power = 1;
    for (int j = 1; j <= i; j++) {
      power *= 4;
      table[i][j] = table[i][j - 1] + (table[i][j - 1] - table[i - 1][j - 1]) / (power - 1);
    }
  }
  return table[11][11];
}

static double bisect(function *f, double low, double high) {
  for (int i = 0; i < 200 && low < high; i++) {
    double middle = low + (high - low) / 2;
    if ((f(middle) < 0) == (f(low) < 0)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

static double cubic(double x) {
  return (x * x - 2) * x - 5;
}

static void integrals(void) {
  title("integrals");
  exactly("pi", romberg(rational, 0, 1));
  about("bell", romberg(bell, -4, 4));
  about("sine", romberg(sin, 0, 3));
  about("wallis", bisect(cubic, 2, 3));
  about("cosine", bisect(cos, 1, 2));
}

struct body {
  double x[3], v[3], mass;
};

static double energy(const struct body *bodies, int n) {
  double e = 0;
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++) {
      e += bodies[i].mass * bodies[i].v[k] * bodies[i].v[k] / 2;
    }
    for (int j = i + 1; j < n; j++) {
      double d2 = 0;
      for (int k = 0; k < 3; k++) {
        double d = bodies[i].x[k] - bodies[j].x[k];
        d2 += d * d;
      }
      e -= bodies[i].mass * bodies[j].mass / sqrt(d2);
    }
  }
  return e;
}

static void motion(void) {
  title("motion");
  struct body bodies[] = {
      {{0, 0, 0}, {0, 0, 0}, 39.5},
      {{4.84, -1.16, -0.10}, {0.6, 2.81, -0.02}, 0.037},
      {{8.34, 4.12, -0.4}, {-1.01, 1.82, 0.008}, 0.011},
      {{12.9, -15.1, -0.22}, {1.08, 0.86, -0.01}, 0.0017},
  };
  exactly("energy", energy(bodies, COUNT(bodies)));
  for (int step = 0; step < 5000; step++) {
    for (int i = 0; i < COUNT(bodies); i++) {
      for (int j = 0; j < COUNT(bodies); j++) {
        if (i == j) {
          continue;
        }
        double d[3], d2 = 0;
        for (int k = 0; k < 3; k++) {
          d[k] = bodies[i].x[k] - bodies[j].x[k];
          d2 += d[k] * d[k];
        }
        double pull = bodies[j].mass * 0.001 / (d2 * sqrt(d2));
        for (int k = 0; k < 3; k++) {
          bodies[i].v[k] -= d[k] * pull;
        }
      }
    }
    for (int i = 0; i < COUNT(bodies); i++) {
      for (int k = 0; k < 3; k++) {
        bodies[i].x[k] += 0.001 * bodies[i].v[k];
      }
    }
  }
  exactly("energy", energy(bodies, COUNT(bodies)));
  double x = 1, y = 1, z = 1; // Lorenz's attractor makes any difference large
  for (int i = 0; i < 20000; i++) {
    double dx = 10 * (y - x), dy = x * (28 - z) - y, dz = x * y - 8 * z / 3;
    x += 0.002 * dx;
    y += 0.002 * dy;
    z += 0.002 * dz;
  }
  exactly("x", x);
  exactly("y", y);
  exactly("z", z);
}

static void texts(void) {
  title("texts");
  static const char *const words[] = {
      "0.1", "-1e-5", "1e23", "9007199254740993", "2.2250738585072011e-308", "4.9e-324", "2.4e-324", "1e309", "-1e-400",
      "0x1.8p3", "0x.0001p-1060", "0x1p-1074", "0x1.8p-1074", "0x1p-1076", "0x1p1024", "2.2250738585072014e-308", "1e-40", "0x1p-149", "1e-46", "1.17549435e-38", "3.5e38", "inf", "-Infinity", "nan", "1.7976931348623157e308", "1.7976931348623159e308",
      "179769313486231580793728971405301e276", "8.5e", ".5", "5.", "+7e+2x", "123456789012345678901234567890", "abc"};
  for (int i = 0; i < COUNT(words); i++) {
    char *end;
    errno = 0;
    double value = strtod(words[i], &end);
    printf("%s: ", words[i]);
    exactly(end, value);
    printf("%d ", errno == ERANGE);
    errno = 0;
    printf("%.9g ", isnan(value) ? 0 : strtof(words[i], NULL));
    printf("%d\n", errno == ERANGE);
  }
  int same = 0;
  for (int i = 0; i < 2000; i++) {
    double value = from_bits((uint64_t)random_bits() << 32 | random_bits());
    char text[40];
    snprintf(text, sizeof text, "%.17g", value);
    same += isnan(value) || to_bits(strtod(text, NULL)) == to_bits(value);
    if (i % 100 == 0 && !isnan(value)) {
      printf("%s %e %.3g\n", text, value, value);
    }
  }
  printf("same: %d\n", same);
  static const double values[] = {0, -0.0, 0.5, 1.5, 2.5, 0.045, 999999.5, 1e15, 123.456, 1e-7, 6.02214076e23};
  for (int i = 0; i < COUNT(values); i++) {
    double v = values[i];
    printf("[%f] [%.0f] [%10.2f] [%-10.1e] [%+g] [%#.3g] [%010.3f] [% .4E] [%.20f]\n", v, v, v, v, v, v, v, v, v);
  }
}

struct mixed {
  float a;
  double b;
  int c;
};

struct pair {
  float a, b;
};

static struct mixed swing(struct mixed m, struct pair p, float f, ...) {
  va_list more;
  va_start(more, f);
  m.a += p.a * f;
  m.b = va_arg(more, double) - p.b;
  m.c += va_arg(more, int);
  m.b += va_arg(more, double);
  va_end(more);
  return m;
}

static struct pair turned(struct pair p) {
  return (struct pair){-p.b, p.a};
}

static double many(double a, float b, double c, float d, double e, float f, double g, float h, double i, float j,
                   long double k, int l) {
  return a - b * c + d / e - f * g + h * i - j + (double)k * l;
}

static void calls(void) {
  title("calls");
  double (*volatile through)(double, float, double, float, double, float, double, float, double, float, long double,
                             int) = many;
  exactly("many", through(1.1, 2.2f, 3.3, 4.4f, 5.5, 6.6f, 7.7, 8.8f, 9.9, 10.1f, 11.2L, 3));
  struct mixed m = {1.25f, 2, 3};
  struct pair p = {0.1f, 0.2f};
  for (int i = 0; i < 5; i++) {
    p = turned(p);
    m = swing(m, p, 1.5f, m.b * 0.5, i, (double)p.a);
    printf("%.9g %.17g %d %.9g %.9g\n", m.a, m.b, m.c, p.a, p.b);
  }
  volatile long double third = 1.0L / 3, big = 1e18L;
  exactly("third", (double)(third * 3 - 1));
  exactly("big", (double)(big * big + third));
  printf("%d %lld\n", third > 0.3333333333333333L, (long long)(big * third));
}

static void single_precision(void) {
  title("single precision");
  float a[16][16], b[16][16], worst = 0;
  for (int i = 0; i < 16; i++) {
    for (int j = 0; j < 16; j++) {
      a[i][j] = (float)random_unit();
      b[i][j] = (float)random_unit() - 0.5f;
    }
  }
  for (int i = 0; i < 16; i++) {
    for (int j = 0; j < 16; j++) {
      float sum = 0;
      double exact = 0;
      for (int k = 0; k < 16; k++) {
        sum += a[i][k] * b[k][j];
        exact += (double)a[i][k] * b[k][j];
      }
      worst = fmaxf(worst, fabsf(sum - (float)exact));
      if (i == j) {
        exactly("c", sum);
      }
    }
  }
  exactly("worst", worst);
  for (float x = 0.5f; x < 1e6f; x *= 3.7f) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    float y = float_from_bits(0x5f3759df - (bits >> 1)); // an inverse square root by a famous constant
    y *= 1.5f - 0.5f * x * y * y;
    printf("%.9g %.9g %.9g %.9g\n", y, 1 / sqrtf(x), floorf(x), fmodf(x, 0.3f));
  }
}

static void picture(void) {
  title("picture");
  for (int row = -10; row <= 10; row++) {
    for (int column = -40; column < 24; column++) {
      double x = 0, y = 0, cx = column / 20.0, cy = row / 10.0;
      int n = 0;
      while (n < 50 && x * x + y * y < 4) {
        double t = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = t;
        n++;
      }
      putchar(" .:-=+*#%@"[n % 50 * 9 / 49]);
    }
    putchar('\n');
  }
}

static void chances(void) {
  title("chances");
  int inside = 0, bins[12] = {0};
  double mean = 0, squares = 0;
  for (int i = 1; i <= 50000; i++) {
    double x = random_unit(), y = random_unit();
    inside += x * x + y * y < 1;
    double normal = sqrt(-2 * log(1 - x)) * cos(6.283185307179586 * y);
    double change = normal - mean;
    mean += change / i;
    squares += change * (normal - mean);
    int bin = (int)floor(normal * 2) + 6;
    bins[bin < 0 ? 0 : bin > 11 ? 11 : bin]++;
  }
  exactly("inside", 4.0 * inside / 50000);
  about("mean", mean);
  about("variance", squares / 50000);
  for (int i = 0; i < 12; i++) {
    printf("%d ", bins[i]);
  }
  printf("\n");
}

int main(void) {
  machine();
  special_values();
  conversions();
  parts();
  rounding_modes();
  exceptions();
  sums();
  matrices();
  spectra();
  complexes();
  integrals();
  motion();
  texts();
  calls();
  single_precision();
  picture();
  chances();
  return 0;
}
