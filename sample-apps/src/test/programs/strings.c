#include "print.h"
#include <string.h>

static int words(const char *text) { int n = 0, in = 0; for (; *text; text++) { int w = *text != ' '; n += w && !in; in = w; } return n; }
static void reverse(char *text) { for (char *e = text + strlen(text) - 1; text < e; text++, e--) { char t = *text; *text = *e; *e = t; } }
static const char *find(const char *hay, const char *needle) {
  size_t n = strlen(needle);
  for (; *hay; hay++) if (!memcmp(hay, needle, n)) return hay;
  return 0;
}
static int number(const char *text) { int v = 0, sign = 1; if (*text == '-') sign = -1, text++; while (*text >= '0' && *text <= '9') v = v * 10 + *text++ - '0'; return v * sign; }

void strings(void) {
  static char big[5000], other[5000];
  char text[] = "the quick brown fox jumps over the lazy dog";
  print_int(words(text));
  print(find(text, "jumps")); print_int(find(text, "cat") == 0);
  reverse(text); print(text);
  print_int(number("-12345")); print_int(number("2147483647"));
  for (int i = 0; i < 5000; i++) big[i] = (char)(i % 251);
  memcpy(other, big, sizeof big);
  print_int(memcmp(other, big, sizeof big));
  memmove(other + 3, other, 4000); memmove(other, other + 100, 4000);
  memset(other + 50, 'x', 77);
  unsigned h = 0;
  for (int i = 0; i < 5000; i++) h = h * 31 + (unsigned char)other[i];
  print_hex(h);
  print_int(strcmp("abc", "abd") < 0); print_int(strcmp("abc", "abc")); print_int(strcmp("b", "abc") > 0); print_int(strcmp("", "a") < 0);
  print_int((int)strlen(""));
  line();
}
