// Multiplication and division of complex numbers and whole powers, and what converts between
// floating point and 128 bits; gcc calls them by these names. C11 G.5.1 has the rules for infinities.
#define ISINF __builtin_isinf
#define ISNAN __builtin_isnan

#define COMPLEX(T, C, MUL, DIV, SIGN, ABS)                                      \
  C MUL(T a, T b, T c, T d) {                                                   \
    T ac = a * c, bd = b * d, ad = a * d, bc = b * c;                           \
    T x = ac - bd, y = ad + bc;                                                 \
    if (ISNAN(x) && ISNAN(y)) {                                                 \
      int again = 0;                                                            \
      if (ISINF(a) || ISINF(b)) {                                               \
        a = SIGN(ISINF(a) ? 1 : 0, a), b = SIGN(ISINF(b) ? 1 : 0, b);           \
        if (ISNAN(c)) c = SIGN(0, c);                                           \
        if (ISNAN(d)) d = SIGN(0, d);                                           \
        again = 1;                                                              \
      }                                                                         \
      if (ISINF(c) || ISINF(d)) {                                               \
        c = SIGN(ISINF(c) ? 1 : 0, c), d = SIGN(ISINF(d) ? 1 : 0, d);           \
        if (ISNAN(a)) a = SIGN(0, a);                                           \
        if (ISNAN(b)) b = SIGN(0, b);                                           \
        again = 1;                                                              \
      }                                                                         \
      if (!again && (ISINF(ac) || ISINF(bd) || ISINF(ad) || ISINF(bc))) {       \
        if (ISNAN(a)) a = SIGN(0, a);                                           \
        if (ISNAN(b)) b = SIGN(0, b);                                           \
        if (ISNAN(c)) c = SIGN(0, c);                                           \
        if (ISNAN(d)) d = SIGN(0, d);                                           \
        again = 1;                                                              \
      }                                                                         \
      if (again) {                                                              \
        T huge = (T)__builtin_inf();                                            \
        x = huge * (a * c - b * d), y = huge * (a * d + b * c);                 \
      }                                                                         \
    }                                                                           \
    C z;                                                                        \
    __real__ z = x, __imag__ z = y;                                             \
    return z;                                                                   \
  }                                                                             \
  C DIV(T a, T b, T c, T d) {                                                   \
    T x, y;                                                                     \
    if (ABS(c) < ABS(d)) {                                                      \
      T r = c / d, q = c * r + d;                                               \
      x = (a * r + b) / q, y = (b * r - a) / q;                                 \
    } else {                                                                    \
      T r = d / c, q = d * r + c;                                               \
      x = (b * r + a) / q, y = (b - a * r) / q;                                 \
    }                                                                           \
    if (ISNAN(x) && ISNAN(y)) {                                                 \
      T huge = (T)__builtin_inf();                                              \
      if (c == 0 && d == 0 && (!ISNAN(a) || !ISNAN(b))) {                       \
        x = SIGN(huge, c) * a, y = SIGN(huge, c) * b;                           \
      } else if ((ISINF(a) || ISINF(b)) && !ISINF(c) && !ISNAN(c) && !ISINF(d)  \
                 && !ISNAN(d)) {                                                \
        a = SIGN(ISINF(a) ? 1 : 0, a), b = SIGN(ISINF(b) ? 1 : 0, b);           \
        x = huge * (a * c + b * d), y = huge * (b * c - a * d);                 \
      } else if ((ISINF(c) || ISINF(d)) && !ISINF(a) && !ISNAN(a) && !ISINF(b)  \
                 && !ISNAN(b)) {                                                \
        c = SIGN(ISINF(c) ? 1 : 0, c), d = SIGN(ISINF(d) ? 1 : 0, d);           \
        x = 0 * (a * c + b * d), y = 0 * (b * c - a * d);                       \
      }                                                                         \
    }                                                                           \
    C z;                                                                        \
    __real__ z = x, __imag__ z = y;                                             \
    return z;                                                                   \
  }

COMPLEX(float, _Complex float, __mulsc3, __divsc3, __builtin_copysignf, __builtin_fabsf)
COMPLEX(double, _Complex double, __muldc3, __divdc3, __builtin_copysign, __builtin_fabs)
COMPLEX(long double, _Complex long double, __mulxc3, __divxc3, __builtin_copysignl, __builtin_fabsl)

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
