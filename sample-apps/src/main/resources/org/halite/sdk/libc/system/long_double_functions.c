// Functions of long double that are not exact: as exact as those of double.
#include <math.h>

#define ONE(name) \
  long double name##l(long double x) { \
    return name((double)x); \
  }
#define TWO(name) \
  long double name##l(long double x, long double y) { \
    return name((double)x, (double)y); \
  }

ONE(acos)
ONE(acosh)
ONE(asin)
ONE(asinh)
ONE(atan)
ONE(atanh)
ONE(cbrt)
ONE(cos)
ONE(cosh)
ONE(erf)
ONE(erfc)
ONE(exp)
ONE(exp2)
ONE(expm1)
ONE(lgamma)
ONE(log)
ONE(log10)
ONE(log1p)
ONE(log2)
ONE(sin)
ONE(sinh)
ONE(tan)
ONE(tanh)
ONE(tgamma)
TWO(atan2)
TWO(pow)

long double fmal(long double x, long double y, long double z) {
  return x * y + z;
}
