// Where the sound goes: to the ear, and to the page that draws it.
#ifndef SOUND_H
#define SOUND_H
#include <stddef.h>
#include <stdint.h>

enum { SOUND_RATE = 44100 };

/* 0 when there is a page to sound in. */
int sound_begin(void);

/* Plays one channel of samples, SOUND_RATE a second, in the place of what plays; 0, or -1 when there is no
   memory. */
int sound_play(const int16_t *samples, size_t count);

/* 0 when there is a page to draw for. */
int wave_begin(void);

/* Gives the page the same as a WAV file; 0, or -1 when there is no memory. */
int wave_show(const int16_t *samples, size_t count);

#endif
