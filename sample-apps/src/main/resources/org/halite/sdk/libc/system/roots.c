// Square roots, which newlib would work out bit by bit.
#include <emmintrin.h>

double __ieee754_sqrt(double x) {
  return _mm_cvtsd_f64(_mm_sqrt_sd(_mm_set_sd(x), _mm_set_sd(x)));
}

float __ieee754_sqrtf(float x) {
  return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x)));
}
