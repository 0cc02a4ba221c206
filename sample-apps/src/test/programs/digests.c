/* MD5 and SHA-256 of RFC 1321 and FIPS 180-4, written from the standards. */
#include "print.h"
#include <stdint.h>

static uint32_t left(uint32_t x, int n) { return x << n | x >> (32 - n); }
static uint32_t right(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void md5(const unsigned char *data, unsigned size, uint32_t h[4]) {
  static const unsigned char shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  static const uint32_t sines[64] = {
      0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
      0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
      0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
      0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
      0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
      0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
      0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
      0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
  unsigned char block[64];
  unsigned whole = (size + 8) / 64 + 1;
  h[0] = 0x67452301, h[1] = 0xefcdab89, h[2] = 0x98badcfe, h[3] = 0x10325476;
  for (unsigned b = 0; b < whole; b++) {
    for (unsigned i = 0; i < 64; i++) {
      unsigned at = b * 64 + i;
      block[i] = at < size ? data[at] : at == size ? 0x80 : 0;
      if (b == whole - 1 && i >= 56) block[i] = (unsigned char)((uint64_t)size * 8 >> 8 * (i - 56));
    }
    uint32_t w[16], a = h[0], bb = h[1], c = h[2], d = h[3];
    for (int i = 0; i < 16; i++)
      w[i] = block[4 * i] | block[4 * i + 1] << 8 | block[4 * i + 2] << 16 | (uint32_t)block[4 * i + 3] << 24;
    for (int i = 0; i < 64; i++) {
      uint32_t f;
      int g;
      switch (i / 16) {
        case 0: f = (bb & c) | (~bb & d), g = i; break;
        case 1: f = (d & bb) | (~d & c), g = (5 * i + 1) % 16; break;
        case 2: f = bb ^ c ^ d, g = (3 * i + 5) % 16; break;
        default: f = c ^ (bb | ~d), g = 7 * i % 16;
      }
      uint32_t t = d;
      d = c, c = bb;
      bb += left(a + f + sines[i] + w[g], shifts[i / 16][i % 4]);
      a = t;
    }
    h[0] += a, h[1] += bb, h[2] += c, h[3] += d;
  }
}

/* The constants are the first bits of roots of primes; found here in whole numbers. */
static uint32_t root(unsigned prime, int power) {
  uint64_t low = 0, high = (uint64_t)1 << 37;
  while (high - low > 1) {
    uint64_t mid = (low + high) / 2;
    unsigned __int128 p = (unsigned __int128)mid * mid;
    int over = power == 3 ? p * mid > (unsigned __int128)prime << 96 : p > (unsigned __int128)prime << 64;
    if (over) high = mid; else low = mid;
  }
  return (uint32_t)low;
}

static void sha256(const unsigned char *data, unsigned size, uint32_t h[8]) {
  uint32_t k[64];
  for (unsigned n = 0, p = 2; n < 64; p++) {
    unsigned d = 2;
    while (d * d <= p && p % d) d++;
    if (d * d <= p) continue;
    if (n < 8) h[n] = root(p, 2);
    k[n++] = root(p, 3);
  }
  unsigned whole = (size + 8) / 64 + 1;
  for (unsigned b = 0; b < whole; b++) {
    uint32_t w[64], v[8];
    for (unsigned i = 0; i < 16; i++) {
      w[i] = 0;
      for (unsigned j = 0; j < 4; j++) {
        unsigned at = b * 64 + 4 * i + j;
        uint32_t byte = at < size ? data[at] : at == size ? 0x80 : 0;
        if (at >= whole * 64 - 8) byte = (unsigned char)((uint64_t)size * 8 >> 8 * (whole * 64 - 1 - at));
        w[i] = w[i] << 8 | byte;
      }
    }
    for (int i = 16; i < 64; i++) {
      uint32_t x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (right(x, 7) ^ right(x, 18) ^ x >> 3) + (right(y, 17) ^ right(y, 19) ^ y >> 10);
    }
    for (int i = 0; i < 8; i++) v[i] = h[i];
    for (int i = 0; i < 64; i++) {
      uint32_t t = v[7] + (right(v[4], 6) ^ right(v[4], 11) ^ right(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
      uint32_t u = (right(v[0], 2) ^ right(v[0], 13) ^ right(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      for (int j = 7; j > 0; j--) v[j] = v[j - 1];
      v[4] += t, v[0] = t + u;
    }
    for (int i = 0; i < 8; i++) h[i] += v[i];
  }
}

void digests(void) {
  static unsigned char text[200];
  uint32_t h[8];
  for (unsigned size = 0; size < sizeof text; size += 37) {
    for (unsigned i = 0; i < size; i++) text[i] = (unsigned char)(i * 7 + size);
    md5(text, size, h);
    for (int i = 0; i < 4; i++) print_hex(h[i]);
    sha256(text, size, h);
    for (int i = 0; i < 8; i++) print_hex(h[i]);
    line();
  }
  md5((const unsigned char *)"abc", 3, h);
  print(h[0] == 0x98500190 ? "md5 is right\n" : "md5 is wrong\n");
  sha256((const unsigned char *)"abc", 3, h);
  print(h[0] == 0xba7816bf ? "sha256 is right\n" : "sha256 is wrong\n");
}
