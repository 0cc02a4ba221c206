// Exact functions of long double, by the x87's own instructions.
#include <limits.h>
#include <math.h>
#include <stdint.h>

/* An extended number: a mantissa with its leading one, and sign and exponent. */
union extended {
  long double value;
  struct {
    uint64_t mantissa;
    uint16_t exponent;
  };
};

enum { BIAS = 16383, MAXIMUM = 0x7fff };

static int exponent_of(long double x) {
  return ((union extended){x}).exponent & MAXIMUM;
}

long double fabsl(long double x) {
  return __builtin_fabsl(x);
}

long double copysignl(long double x, long double sign) {
  long double size = __builtin_fabsl(x);
  return __builtin_signbit(sign) ? -size : size;
}

long double rintl(long double x) {
  __asm__("frndint" : "+t"(x));
  return x;
}

/* rintl without the flag that says that something was lost. */
long double nearbyintl(long double x) {
  struct { uint16_t words[14]; } environment;
  __asm__ volatile("fnstenv %1\n\tfrndint\n\tfldenv %1" : "+t"(x), "+m"(environment));
  return x;
}

/* With the rounding that these bits of the control word ask for. */
static long double rounded(long double x, int bits) {
  uint16_t before, during;
  __asm__ volatile("fnstcw %0" : "=m"(before));
  during = (uint16_t)((before & ~0xc00) | bits);
  __asm__ volatile("fldcw %1\n\tfrndint\n\tfldcw %2" : "+t"(x) : "m"(during), "m"(before));
  return x;
}

long double floorl(long double x) {
  return rounded(x, 0x400);
}

long double ceill(long double x) {
  return rounded(x, 0x800);
}

long double truncl(long double x) {
  return rounded(x, 0xc00);
}

long double roundl(long double x) {
  long double whole = truncl(x);
  long double rest = __builtin_fabsl(x - whole);
  return copysignl(rest >= 0.5L ? __builtin_fabsl(whole) + 1 : whole, x);
}

long lrintl(long double x) {
  return (long)rintl(x);
}

long long llrintl(long double x) {
  return (long long)rintl(x);
}

long lroundl(long double x) {
  return (long)roundl(x);
}

long long llroundl(long double x) {
  return (long long)roundl(x);
}

long double fmaxl(long double x, long double y) {
  return x > y || y != y ? x : y;
}

long double fminl(long double x, long double y) {
  return x < y || y != y ? x : y;
}

long double fdiml(long double x, long double y) {
  return x > y ? x - y : x == x && y == y ? 0 : x + y;
}

long double scalbnl(long double x, int n) {
  long double result = x;
  long double power = n;
  __asm__("fscale" : "+t"(result) : "u"(power));
  return result;
}

long double scalblnl(long double x, long n) {
  return scalbnl(x, n);
}

long double ldexpl(long double x, int n) {
  return scalbnl(x, n);
}

long double frexpl(long double x, int *power) {
  *power = 0;
  int exponent = exponent_of(x);
  if (x == 0 || exponent == MAXIMUM) {
    return x;
  }
  union extended number = {x};
  int added = 0;
  if (exponent == 0) {
    number.value = x * 0x1p64L;
    added = -64;
  }
  *power = (number.exponent & MAXIMUM) - (BIAS - 1) + added;
  number.exponent = (uint16_t)((number.exponent & 0x8000) | (BIAS - 1));
  return number.value;
}

long double logbl(long double x) {
  if (x == 0) {
    return -1 / __builtin_fabsl(x);
  }
  if (exponent_of(x) == MAXIMUM) {
    return x * x;
  }
  int power;
  (void)frexpl(x, &power);
  return power - 1;
}

int ilogbl(long double x) {
  if (x == 0) {
    return FP_ILOGB0;
  }
  if (exponent_of(x) == MAXIMUM) {
    return x != x ? FP_ILOGBNAN : INT_MAX;
  }
  return (int)logbl(x);
}

long double modfl(long double x, long double *whole) {
  *whole = truncl(x);
  return copysignl(__builtin_isinf(x) ? 0 : x - *whole, x);
}

/* The instruction takes off at most 63 bits at once, and says so in a flag. */
long double fmodl(long double x, long double y) {
  uint16_t status;
  do {
    __asm__ volatile("fprem\n\tfnstsw %1" : "+t"(x), "=a"(status) : "u"(y));
  } while (status & 0x400);
  return x;
}

long double remquol(long double x, long double y, int *quotient) {
  int negative = __builtin_signbit(x) != __builtin_signbit(y);
  uint16_t status;
  do {
    __asm__ volatile("fprem1\n\tfnstsw %1" : "+t"(x), "=a"(status) : "u"(y));
  } while (status & 0x400);
  int low = (status >> 9 & 1) | (status >> 13 & 2) | (status >> 6 & 4);
  *quotient = negative ? -low : low;
  return x;
}

long double remainderl(long double x, long double y) {
  int quotient;
  return remquol(x, y, &quotient);
}

long double nextafterl(long double x, long double y) {
  if (x != x || y != y) {
    return x + y;
  }
  if (x == y) {
    return y;
  }
  union extended number = {x};
  if (x == 0) {
    number = (union extended){.mantissa = 1, .exponent = __builtin_signbit(y) ? 0x8000 : 0};
    return number.value;
  }
  const uint64_t leading = UINT64_C(1) << 63;
  if ((x < y) == (x > 0)) {
    if (++number.mantissa == 0) {
      number.mantissa = leading;
      number.exponent++;
    } else if (number.mantissa == leading && !(number.exponent & MAXIMUM)) {
      number.exponent++; // the largest that is subnormal, and one more
    }
  } else if (number.mantissa-- == leading && (number.exponent & MAXIMUM)) {
    number.exponent--;
    if (number.exponent & MAXIMUM) {
      number.mantissa |= leading;
    }
  }
  return number.value;
}

long double nexttowardl(long double x, long double y) {
  return nextafterl(x, y);
}

double nexttoward(double x, long double y) {
  if (y != y) {
    return (double)(x + y);
  }
  return x == y ? (double)y : nextafter(x, x < y ? HUGE_VAL : -HUGE_VAL);
}

float nexttowardf(float x, long double y) {
  if (y != y) {
    return (float)(x + y);
  }
  return x == y ? (float)y : nextafterf(x, x < y ? HUGE_VALF : -HUGE_VALF);
}
