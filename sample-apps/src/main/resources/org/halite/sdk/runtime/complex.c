// Multiplication and division of complex numbers and whole powers, and what converts between
// floating point and 128 bits; gcc calls them by these names. C11 G.5.1 has the rules for infinities.
#define ISINF __builtin_isinf
#define ISNAN __builtin_isnan

/* Division is Smith's with Baudin's and Smith's repairs (arXiv 1210.4539): numbers that are very large or
   very small are scaled first, by a power of two, and a quotient that vanishes is multiplied later. Floats
   are divided as doubles (type W, and its limits). */
#define COMPLEX(T, C, MUL, DIV, SIGN, W, WSIGN, FABS, MAX, MIN, EPSILON)                            \
  C MUL(T a, T b, T c, T d) {                                                                       \
    T ac = a * c, bd = b * d, ad = a * d, bc = b * c;                                               \
    T x = ac - bd, y = ad + bc;                                                                     \
    if (ISNAN(x) && ISNAN(y)) {                                                                     \
      int again = 0;                                                                                \
      if (ISINF(a) || ISINF(b)) {                                                                   \
        a = SIGN(ISINF(a) ? 1 : 0, a), b = SIGN(ISINF(b) ? 1 : 0, b);                               \
        if (ISNAN(c)) c = SIGN(0, c);                                                               \
        if (ISNAN(d)) d = SIGN(0, d);                                                               \
        again = 1;                                                                                  \
      }                                                                                             \
      if (ISINF(c) || ISINF(d)) {                                                                   \
        c = SIGN(ISINF(c) ? 1 : 0, c), d = SIGN(ISINF(d) ? 1 : 0, d);                               \
        if (ISNAN(a)) a = SIGN(0, a);                                                               \
        if (ISNAN(b)) b = SIGN(0, b);                                                               \
        again = 1;                                                                                  \
      }                                                                                             \
      if (!again && (ISINF(ac) || ISINF(bd) || ISINF(ad) || ISINF(bc))) {                           \
        if (ISNAN(a)) a = SIGN(0, a);                                                               \
        if (ISNAN(b)) b = SIGN(0, b);                                                               \
        if (ISNAN(c)) c = SIGN(0, c);                                                               \
        if (ISNAN(d)) d = SIGN(0, d);                                                               \
        again = 1;                                                                                  \
      }                                                                                             \
      if (again) {                                                                                  \
        T huge = (T)__builtin_inf();                                                                \
        x = huge * (a * c - b * d), y = huge * (a * d + b * c);                                     \
      }                                                                                             \
    }                                                                                               \
    C z;                                                                                            \
    __real__ z = x, __imag__ z = y;                                                                 \
    return z;                                                                                       \
  }                                                                                                 \
  C DIV(T first, T second, T third, T fourth) {                                                     \
    W a = first, b = second, c = third, d = fourth, x, y;                                           \
    int turned = FABS(c) < FABS(d);                                                                 \
    W large = turned ? FABS(d) : FABS(c), top = MAX * EPSILON / 2, scale = 1;                       \
    if (large >= MAX / 2) {                                                                         \
      scale = (W)0.5;                                                                               \
      large /= 2;                                                                                   \
    }                                                                                               \
    if (large < EPSILON                                                                             \
        || (large < top && ((FABS(a) < MIN && FABS(b) < top) || (FABS(b) < MIN && FABS(a) < top)))) {\
      scale = 1 / EPSILON;                                                                          \
    }                                                                                               \
    W p = a * scale, q = b * scale, u = c * scale, v = d * scale;                                   \
    if (turned) {                                                                                   \
      W r = u / v, n = u * r + v;                                                                   \
      int tiny = FABS(r) <= MIN;                                                                    \
      x = ((tiny ? u * (p / v) : p * r) + q) / n;                                                   \
      y = ((tiny ? u * (q / v) : q * r) - p) / n;                                                   \
    } else {                                                                                        \
      W r = v / u, n = v * r + u;                                                                   \
      int tiny = FABS(r) <= MIN;                                                                    \
      x = (p + (tiny ? v * (q / u) : q * r)) / n;                                                   \
      y = (q - (tiny ? v * (p / u) : p * r)) / n;                                                   \
    }                                                                                               \
    if (ISNAN(x) && ISNAN(y)) {                                                                     \
      W huge = (W)__builtin_inf();                                                                  \
      if (c == 0 && d == 0 && (!ISNAN(a) || !ISNAN(b))) {                                           \
        x = WSIGN(huge, c) * a, y = WSIGN(huge, c) * b;                                             \
      } else if ((ISINF(a) || ISINF(b)) && !ISINF(c) && !ISNAN(c) && !ISINF(d)                      \
                 && !ISNAN(d)) {                                                                    \
        a = WSIGN(ISINF(a) ? 1 : 0, a), b = WSIGN(ISINF(b) ? 1 : 0, b);                             \
        x = huge * (a * c + b * d), y = huge * (b * c - a * d);                                     \
      } else if ((ISINF(c) || ISINF(d)) && !ISINF(a) && !ISNAN(a) && !ISINF(b)                      \
                 && !ISNAN(b)) {                                                                    \
        c = WSIGN(ISINF(c) ? 1 : 0, c), d = WSIGN(ISINF(d) ? 1 : 0, d);                             \
        x = 0 * (a * c + b * d), y = 0 * (b * c - a * d);                                           \
      }                                                                                             \
    }                                                                                               \
    C z;                                                                                            \
    __real__ z = (T)x, __imag__ z = (T)y;                                                           \
    return z;                                                                                       \
  }

COMPLEX(float, _Complex float, __mulsc3, __divsc3, __builtin_copysignf, double, __builtin_copysign,
        __builtin_fabs, __DBL_MAX__, __DBL_MIN__, __DBL_EPSILON__)
COMPLEX(double, _Complex double, __muldc3, __divdc3, __builtin_copysign, double, __builtin_copysign,
        __builtin_fabs, __DBL_MAX__, __DBL_MIN__, __DBL_EPSILON__)
COMPLEX(long double, _Complex long double, __mulxc3, __divxc3, __builtin_copysignl, long double,
        __builtin_copysignl, __builtin_fabsl, __LDBL_MAX__, __LDBL_MIN__, __LDBL_EPSILON__)

#define POWER(T, NAME)                                          \
  T NAME(T base, int exponent) {                                \
    unsigned n = exponent < 0 ? -(unsigned)exponent : exponent; \
    T product = n & 1 ? base : 1;                               \
    while (n >>= 1) {                                           \
      base *= base;                                             \
      if (n & 1) product *= base;                               \
    }                                                           \
    return exponent < 0 ? 1 / product : product;                \
  }

POWER(float, __powisf2)
POWER(double, __powidf2)
POWER(long double, __powixf2)

typedef int ti __attribute__((mode(TI)));
typedef unsigned uti __attribute__((mode(TI)));

/* A long double holds 64 bits exactly, so only the sum of the halves is rounded. */
static long double widen(uti value) {
  return (long double)(unsigned long long)(value >> 64) * 0x1p64L
         + (long double)(unsigned long long)value;
}

/* Rounding twice would be wrong, so to a double all bits beyond the 64th go into the last. */
static long double sticky(uti value) {
  int shift = 0;
  unsigned lost = 0;
  while (value >> 64) {
    lost |= (unsigned)value & 1;
    value >>= 1;
    shift++;
  }
  long double wide = (long double)((unsigned long long)value | lost);
  while (shift--) {
    wide *= 2;
  }
  return wide;
}

#define SIGNED(value, f) ((value) < 0 ? -f(-(uti)(value)) : f((uti)(value)))

long double __floatuntixf(uti value) { return widen(value); }
long double __floattixf(ti value) { return SIGNED(value, widen); }
double __floatuntidf(uti value) { return (double)sticky(value); }
double __floattidf(ti value) { return (double)SIGNED(value, sticky); }
float __floatuntisf(uti value) { return (float)sticky(value); }
float __floattisf(ti value) { return (float)SIGNED(value, sticky); }

uti __fixunsxfti(long double value) {
  if (value < 1) {
    return 0;
  }
  unsigned long long high = (unsigned long long)(value * 0x1p-64L);
  return (uti)high << 64 | (unsigned long long)(value - (long double)high * 0x1p64L);
}

ti __fixxfti(long double value) {
  return value < 0 ? -(ti)__fixunsxfti(-value) : (ti)__fixunsxfti(value);
}

uti __fixunsdfti(double value) { return __fixunsxfti(value); }
ti __fixdfti(double value) { return __fixxfti(value); }
uti __fixunssfti(float value) { return __fixunsxfti(value); }
ti __fixsfti(float value) { return __fixxfti(value); }
