/* Of zlib's interface what the decoders need; see its zlib.h. */
#ifndef UNCOMPRESS_H
#define UNCOMPRESS_H

enum { Z_OK = 0, Z_DATA_ERROR = -3 };

/* Reads a zlib stream (RFC 1950) of size bytes. What it held, at most *room bytes, is at to then, and
   *room says how many. Z_OK or what was wrong. */
int uncompress(unsigned char *to, unsigned long *room, const unsigned char *from, unsigned long size);
#endif
