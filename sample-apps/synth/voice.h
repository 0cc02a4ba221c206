// One tone: a waveform under an envelope.
#ifndef VOICE_H
#define VOICE_H
#include <stddef.h>

enum wave { SINE, TRIANGLE, SAWTOOTH, SQUARE, WAVES };

/* Attack, decay and release in seconds; sustain is a loudness from 0 to 1. */
struct envelope {
  double attack, decay, sustain, release;
};

/* Frequency of a key of the piano, 69 is the A of 440 Hz. */
double voice_frequency(double key);

/* Samples that a tone of so many seconds needs, release included. */
size_t voice_length(double seconds, const struct envelope *envelope, double rate);

/* Adds a tone to count samples, which voice_length() said. It never exceeds loudness. */
void voice_add(float *samples, size_t count, enum wave wave, double frequency, double seconds,
               const struct envelope *envelope, double loudness, double rate);

#endif
