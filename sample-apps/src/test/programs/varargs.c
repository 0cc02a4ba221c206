#include "print.h"
#include <stdarg.h>

static double sum(const char *kinds, ...) {
  va_list list, again;
  double total = 0;
  va_start(list, kinds);
  va_copy(again, list);
  for (const char *k = kinds; *k; k++) {
    switch (*k) {
      case 'i': total += va_arg(list, int); break;
      case 'l': total += (double)va_arg(list, long long); break;
      case 'd': total += va_arg(list, double); break;
      case 's': print(va_arg(list, const char *)); break;
      case 'p': total += *va_arg(list, int *); break;
      case 'L': total += (double)va_arg(list, long double); break;
    }
  }
  va_end(list);
  if (kinds[0] == 'i') total += 1000 * va_arg(again, int);
  va_end(again);
  return total;
}

static int format(char *out, const char *how, ...) {
  va_list list;
  char *start = out;
  va_start(list, how);
  for (; *how; how++) {
    if (*how != '%') { *out++ = *how; continue; }
    unsigned n = va_arg(list, unsigned), base = *++how == 'x' ? 16 : 10;
    char digits[12], *d = digits;
    do *d++ = "0123456789abcdef"[n % base]; while (n /= base);
    while (d > digits) *out++ = *--d;
  }
  va_end(list);
  *out = 0;
  return (int)(out - start);
}

void varargs(void) {
  int seven = 7;
  char text[100];
  print_double(sum("iiiiiiiiii", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  print_double(sum("dididididididididid", 1.5, 2, 3.5, 4, 5.5, 6, 7.5, 8, 9.5, 10, 11.5, 12, 13.5, 14, 15.5, 16, 17.5, 18, 19.5));
  print_double(sum("lsplL", -1234567890123ll, "text ", &seven, 1ll << 40, 2.25L));
  print_int(format(text, "%d and %x, %d.", 4294967295u, 48879, 0));
  print(text);
  line();
}
