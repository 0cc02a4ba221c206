// Formats, streams and conversions.
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void formats(void) {
  printf("%d %i %u %x %X %o %c %s %%\n", -5, 7, 4000000000u, 48879, 48879, 8, 'c', "text");
  printf("[%8d] [%-8d] [%08d] [%+d] [%.3s] [%*d]\n", 42, 42, 42, 42, "abcdef", 6, 42);
  printf("%lld %llu %llx\n", -(1LL << 62), 1ULL << 63, 0x123456789abcdefULL);
  printf("%f %.3f %e %g %g %G %a\n", 3.25, 2.0 / 3, 12345.678, 1e-5, 1e100, 1e-20, 1.0);
  printf("%.17g %.17g %.17g\n", 0.1, 1e23, 5e-324);
  printf("%Lf %.20Lg\n", 1.25L, 1.0L / 3);
  printf("%hhd %hd %zu %td %jd\n", 300, 70000, sizeof(int), (ptrdiff_t)-3, (intmax_t)9);
  printf("%2$s %1$s\n", "second", "first");
  printf("%ls %lc\n", L"wide", L'w');
}

static void scans(void) {
  int number;
  unsigned hex;
  double real;
  char word[20];
  char set[20];
  int count = sscanf(" 12 ff 1.5e3 word [abc]", "%d %x %lf %19s [%19[abc]]", &number, &hex, &real,
                     word, set);
  printf("%d: %d %u %g %s %s\n", count, number, hex, real, word, set);
  char *end;
  errno = 0;
  printf("%ld %s\n", strtol("77rest", &end, 8), end);
  printf("%lld\n", strtoll("99999999999999999999", NULL, 10));
  printf("%d\n", errno == ERANGE);
  printf("%.17g %.17g\n", strtod("2.2250738585072011e-308", NULL), strtod("0x1.8p1", NULL));
}

static void streams(void) {
  char *text;
  size_t size;
  FILE *memory = open_memstream(&text, &size);
  for (int i = 0; i < 1000; i++) {
    fprintf(memory, "%d,", i);
  }
  fclose(memory);
  printf("%u bytes, %.10s...%s\n", (unsigned)size, text, text + size - 4);
  FILE *read = fmemopen(text, size, "r");
  int sum = 0;
  int number;
  while (fscanf(read, "%d,", &number) == 1) {
    sum += number;
  }
  printf("%d %d\n", sum, feof(read) != 0);
  rewind(read);
  fseek(read, 4, SEEK_SET);
  printf("%c %ld\n", fgetc(read), ftell(read));
  fclose(read);
  free(text);
  char line[30];
  printf("%s\n", fgets(line, sizeof line, stdin) ? line : "no line");
  setvbuf(stdout, NULL, _IOLBF, 100);
  fputs("put\n", stdout);
  fflush(stdout);
  printf("%d\n", fopen("/no/such/folder/file", "r") == NULL);
}

int main(void) {
  formats();
  scans();
  streams();
  fprintf(stderr, "to standard error\n");
  return 5;
}
