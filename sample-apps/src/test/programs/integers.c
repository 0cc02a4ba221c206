#include "print.h"
#include <stdint.h>

static volatile uint64_t values[] = {0, 1, 2, 7, 10, 0x7fffffff, 0x80000000u, 0xffffffffu, 0x100000000ull, 0x123456789abcdefull,
    0x7fffffffffffffffull, 0x8000000000000000ull, 0xfffffffffffffff6ull, 0xffffffffffffffffull};
enum { COUNT = sizeof values / sizeof *values };

static uint64_t hash(uint64_t h, uint64_t v) { h ^= v; h *= 0x100000001b3ull; return h ^ h >> 29; }

void integers(void) {
  uint64_t h = 0xcbf29ce484222325ull;
  for (int i = 0; i < COUNT; i++)
    for (int j = 0; j < COUNT; j++) {
      uint64_t a = values[i], b = values[j];
      int64_t s = (int64_t)a, t = (int64_t)b;
      h = hash(h, a + b); h = hash(h, a - b); h = hash(h, a * b);
      h = hash(h, a << (b & 63)); h = hash(h, a >> (b & 63)); h = hash(h, (uint64_t)(s >> (b & 63)));
      if (b) { h = hash(h, a / b); h = hash(h, a % b); }
      if (t && !(s == INT64_MIN && t == -1)) { h = hash(h, (uint64_t)(s / t)); h = hash(h, (uint64_t)(s % t)); }
      h = hash(h, (a < b) + 2 * (s < t) + 4 * (a == b) + 8 * ((uint32_t)a < (uint32_t)b));
      unsigned __int128 w = (unsigned __int128)a * b;
      h = hash(h, (uint64_t)(w >> 64));
      if (b) { h = hash(h, (uint64_t)((w + a) / (b | (unsigned __int128)b << 32))); h = hash(h, (uint64_t)((__int128)w % t)); }
      uint32_t x = (uint32_t)a, y = (uint32_t)b & 31;
      h = hash(h, x << y | (y ? x >> (32 - y) : 0));
      h = hash(h, (uint64_t)(int64_t)(int8_t)a + (uint16_t)b);
    }
  print_hex(h);
  for (int i = 1; i < COUNT; i++) {
    uint64_t v = values[i];
    print_int(__builtin_popcountll(v)); print_int(__builtin_clzll(v)); print_int(__builtin_ctzll(v));
    print_hex(__builtin_bswap64(v)); print_int(__builtin_parityll(v)); print_int((v >> (i & 63)) & 1);
  }
  int64_t sum; int product;
  print_int(__builtin_add_overflow((int64_t)values[10], 1, &sum)); print_int(__builtin_mul_overflow((int)values[5], 2, &product));
  print_int(sum); print_int(product);
  uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  uint32_t packed = 0;
  for (int i = 0; i < 8; i++) { packed = packed << 4 ^ bytes[i]; bytes[i] = (uint8_t)(packed >> 8); }
  print_hex(packed); print_int(bytes[7]); print_int((int8_t)bytes[6]);
  line();
}
