// The mathematical functions, to twelve digits: the last ones are the library's own affair.
#include <complex.h>
#include <fenv.h>
#include <math.h>
#include <stdio.h>

static void show(const char *name, double value) {
  printf("%s %.12g\n", name, value);
}

int main(void) {
  static const double arguments[] = {-2.5, -1, -0.3, 0, 1e-9, 0.5, 1, 2, 3.7, 10, 100.25};
  for (unsigned i = 0; i < sizeof arguments / sizeof *arguments; i++) {
    double x = arguments[i];
    printf("x = %g\n", x);
    show("sin", sin(x));
    show("cos", cos(x));
    show("tan", tan(x));
    show("atan", atan(x));
    show("exp", exp(x));
    show("log", log(fabs(x) + 0.1));
    show("log2", log2(fabs(x) + 0.1));
    show("log10", log10(fabs(x) + 0.1));
    show("log1p", log1p(fabs(x)));
    show("sqrt", sqrt(fabs(x)));
    show("cbrt", cbrt(x));
    show("pow", pow(fabs(x) + 0.5, 1.75));
    show("fmod", fmod(x, 0.7));
    show("hypot", hypot(x, 3));
    show("sinh", sinh(x / 10));
    show("tanh", tanh(x));
    show("asinh", asinh(x));
    show("erf", erf(x));
    show("tgamma", tgamma(fabs(x) + 0.5));
    show("lgamma", lgamma(fabs(x) + 0.5));
    show("floor", floor(x));
    show("ceil", ceil(x));
    show("round", round(x));
    show("trunc", trunc(x));
    show("rint", rint(x));
    show("atan2", atan2(x, 2));
    show("j0", j0(fabs(x)));
    show("sinf", (double)(float)(int)(sinf((float)x) * 100000));
  }
  int exponent;
  show("frexp", frexp(48.5, &exponent));
  printf("%d %.12g %ld\n", exponent, ldexp(0.75, 5), lround(2.5));
  printf("%d %d %d\n", isnan(NAN), isinf(INFINITY) != 0, signbit(-0.0) != 0);
  fesetround(FE_DOWNWARD);
  printf("%g\n", rint(1.9));
  fesetround(FE_TONEAREST);
  feclearexcept(FE_ALL_EXCEPT);
  volatile double zero = 0;
  volatile double quotient = 1 / zero;
  printf("%g %d\n", quotient, fetestexcept(FE_DIVBYZERO) != 0);
  double complex z = cexp(I * 1.0);
  printf("%.12g %.12g %.12g\n", creal(z), cimag(z), cabs(z));
  return 0;
}
