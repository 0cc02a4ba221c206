// Where the sound goes.
#ifndef SOUND_H
#define SOUND_H
#include <stddef.h>
#include <stdint.h>

enum { SOUND_RATE = 44100 };

/* 0 when there is a page to sound in. */
int sound_begin(void);

/* Plays one channel of samples, SOUND_RATE a second; 0 or -1 when there is no memory. */
int sound_play(const int16_t *samples, size_t count);

#endif
