/* Decompression for the decoders that need it, in a library of its own. */
#ifndef INFLATE_H
#define INFLATE_H
#include <stdint.h>

/* Reads a zlib stream (RFC 1950). Answers how many bytes it held, or -1 when it is broken or holds
   more than there is room for. */
int32_t inflate_zlib(const uint8_t *from, uint32_t size, uint8_t *to, uint32_t room);
#endif
