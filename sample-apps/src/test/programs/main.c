#include "print.h"

#ifdef __native_client__
int write(int descriptor, const void *bytes, unsigned count);
#else
long write(int descriptor, const void *bytes, unsigned long count);
#endif

static int length(const char *text) {
  int n = 0;
  while (text[n]) n++;
  return n;
}

void print(const char *text) { write(1, text, length(text)); }
void line(void) { print("\n"); }

void print_int(long long number) {
  char digits[24];
  int at = sizeof digits;
  unsigned long long rest = number < 0 ? -(unsigned long long)number : number;
  digits[--at] = 0;
  do digits[--at] = '0' + rest % 10; while (rest /= 10);
  if (number < 0) digits[--at] = '-';
  print(digits + at);
  print(" ");
}

void print_hex(unsigned long long number) {
  char digits[17];
  for (int i = 15; i >= 0; i--, number >>= 4) digits[i] = "0123456789abcdef"[number & 15];
  digits[16] = 0;
  print(digits);
  print(" ");
}

void print_double(double number) {
  union { double d; unsigned long long bits; } both = {number};
  print_hex(both.bits);
}

void digests(void);
void sorting(void);
void floats(void);
void switches(void);
void pointers(void);
void structs(void);
void varargs(void);
void integers(void);
void strings(void);
void atomics(void);
void objects(void);

static const struct { const char *name; void (*run)(void); } programs[] = {
    {"digests", digests}, {"sorting", sorting}, {"floats", floats}, {"switches", switches},
    {"pointers", pointers}, {"structs", structs}, {"varargs", varargs}, {"integers", integers},
    {"strings", strings}, {"atomics", atomics}, {"objects", objects},
};

int main(int argc, char **argv) {
  for (unsigned i = 0; i < sizeof programs / sizeof *programs; i++) {
    print("== ");
    print(programs[i].name);
    line();
    programs[i].run();
    line();
  }
  return argc == 3 && argv[1][0] == 'a' ? 42 : 1;
}
