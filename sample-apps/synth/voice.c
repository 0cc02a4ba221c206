// Waveforms are sums of sines, up to half of the sample rate and no further, so that nothing folds back.
#include "voice.h"
#include <math.h>

enum { TABLE = 4096, KEYS_AN_OCTAVE = 12, A_KEY = 69, A_HERTZ = 440, MOST_HARMONICS = 400 };

double voice_frequency(double key) {
  return A_HERTZ * pow(2, (key - A_KEY) / KEYS_AN_OCTAVE);
}

size_t voice_length(double seconds, const struct envelope *envelope, double rate) {
  return (size_t)ceil((seconds + envelope->release) * rate);
}

/* How loud the harmonic is: Fourier's series of the waveform. */
static double harmonic(enum wave wave, int number) {
  int odd = number % 2;
  switch (wave) {
    case SINE:
      return number == 1;
    case TRIANGLE:
      return odd ? (number % 4 == 1 ? 1.0 : -1.0) / (number * number) : 0;
    case SAWTOOTH:
      return (odd ? 1.0 : -1.0) / number;
    case SQUARE:
      return odd ? 1.0 / number : 0;
    default:
      return 0;
  }
}

/* One period, at most 1 loud. */
static void make_period(float *period, enum wave wave, double frequency, double rate) {
  double most = 0;
  double sums[TABLE] = {0};
  for (int number = 1; number <= MOST_HARMONICS && number * frequency < rate / 2; number++) {
    double share = harmonic(wave, number);
    for (int i = 0; share != 0 && i < TABLE; i++) {
      sums[i] += share * sin(2 * M_PI * ((long long)number * i % TABLE) / TABLE);
    }
  }
  for (int i = 0; i < TABLE; i++) {
    most = fmax(most, fabs(sums[i]));
  }
  for (int i = 0; i <= TABLE; i++) {
    period[i] = most > 0 ? (float)(sums[i % TABLE] / most) : 0;
  }
}

/* Loudness while the key is down. */
static double held(const struct envelope *envelope, double time) {
  if (time < envelope->attack) {
    return time / envelope->attack;
  }
  time -= envelope->attack;
  if (time < envelope->decay) {
    return 1 - (1 - envelope->sustain) * time / envelope->decay;
  }
  return envelope->sustain;
}

static double loudness_at(const struct envelope *envelope, double time, double seconds) {
  if (time < seconds) {
    return held(envelope, time);
  }
  double left = envelope->release > 0 ? 1 - (time - seconds) / envelope->release : 0;
  return left > 0 ? held(envelope, seconds) * left : 0;
}

void voice_add(float *samples, size_t count, enum wave wave, double frequency, double seconds,
               const struct envelope *envelope, double loudness, double rate) {
  float period[TABLE + 1];
  make_period(period, wave, frequency, rate);
  double phase = 0;
  for (size_t i = 0; i < count; i++) {
    int at = (int)phase;
    double between = phase - at;
    double value = period[at] * (1 - between) + period[at + 1] * between;
    samples[i] += (float)(value * loudness * loudness_at(envelope, (double)i / rate, seconds));
    phase += frequency * TABLE / rate;
    phase -= phase >= TABLE ? TABLE * floor(phase / TABLE) : 0;
  }
}
