// 128-bit division and bit counts, which gcc calls by these names.
typedef int ti __attribute__((mode(TI)));
typedef unsigned uti __attribute__((mode(TI)));

static uti divide(uti n, uti d, uti *rest) {
  uti quotient = 0;
  uti remainder = 0;
  for (int bit = 127; bit >= 0; bit--) {
    unsigned carry = (unsigned)(remainder >> 127);
    remainder = remainder << 1 | (n >> bit & 1);
    if (carry || remainder >= d) {
      remainder -= d;
      quotient |= (uti)1 << bit;
    }
  }
  *rest = remainder;
  return quotient;
}

uti __udivti3(uti n, uti d) {
  uti rest;
  return divide(n, d, &rest);
}

uti __umodti3(uti n, uti d) {
  uti rest;
  divide(n, d, &rest);
  return rest;
}

uti __udivmodti4(uti n, uti d, uti *rest) {
  return divide(n, d, rest);
}

ti __divti3(ti n, ti d) {
  uti rest;
  uti q = divide(n < 0 ? -(uti)n : (uti)n, d < 0 ? -(uti)d : (uti)d, &rest);
  return (n < 0) != (d < 0) ? (ti)-q : (ti)q;
}

ti __modti3(ti n, ti d) {
  uti rest;
  divide(n < 0 ? -(uti)n : (uti)n, d < 0 ? -(uti)d : (uti)d, &rest);
  return n < 0 ? (ti)-rest : (ti)rest;
}

int __popcountdi2(unsigned long long value) {
  int count = 0;
  for (; value; value &= value - 1) {
    count++;
  }
  return count;
}

int __popcountsi2(unsigned value) {
  return __popcountdi2(value);
}

int __paritydi2(unsigned long long value) {
  return __popcountdi2(value) & 1;
}

int __paritysi2(unsigned value) {
  return __popcountdi2(value) & 1;
}

int __clrsbsi2(int value) {
  unsigned bits = (unsigned)(value < 0 ? ~value : value);
  return bits ? __builtin_clz(bits) - 1 : 31;
}

int __clrsbdi2(long long value) {
  unsigned long long bits = (unsigned long long)(value < 0 ? ~value : value);
  return bits ? __builtin_clzll(bits) - 1 : 63;
}

int __ffsdi2(long long value) {
  return value ? __builtin_ctzll((unsigned long long)value) + 1 : 0;
}

int __clzti2(uti value) {
  unsigned long long high = (unsigned long long)(value >> 64);
  return high ? __builtin_clzll(high) : 64 + __builtin_clzll((unsigned long long)value);
}

int __ctzti2(uti value) {
  unsigned long long low = (unsigned long long)value;
  return low ? __builtin_ctzll(low) : 64 + __builtin_ctzll((unsigned long long)(value >> 64));
}
