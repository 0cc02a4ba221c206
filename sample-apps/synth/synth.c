// A synthesiser. Reads tunes from standard input, a line each:
//   WAVE ATTACK DECAY SUSTAIN RELEASE BEATS_A_MINUTE NOTES...
// WAVE is sine, triangle, sawtooth or square; attack, decay and release are milliseconds, sustain is per cent.
// A note is a name, an octave and beats: C4, F#3:2, Bb5:0.5; notes that sound together have + between them:
// C4+E4+G4:2; -:1 is silence. Prints: made SECONDS MILLISECONDS, and played SECONDS when it has sounded; or on
// standard error what was wrong.
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "sound.h"
#include "voice.h"

enum { MOST_LINE = 4000, MOST_TOGETHER = 8, MOST_SECONDS = 120, LOWEST_KEY = 12, HIGHEST_KEY = 119 };

/* What a tune may reach of what a sample can hold; the rest is kept free. */
static const double LOUDEST = 0.9;

static const char *const WAVE_NAMES[WAVES] = {"sine", "triangle", "sawtooth", "square"};

struct tune {
  enum wave wave;
  struct envelope envelope;
  double beat; /* seconds */
  float *samples;
  size_t count;
};

/* Keys that sound together, and for how long. */
struct chord {
  int keys[MOST_TOGETHER], count;
  double beats;
};

/* Reads C4 or F#3; the key, or -1. *end is behind it. */
static int read_key(const char *text, const char **end) {
  static const char names[] = "C D EF G A B";
  const char *name = strchr(names, toupper((unsigned char)*text));
  if (!*text || !name || *name == ' ') {
    return -1;
  }
  int key = (int)(name - names);
  text++;
  if (*text == '#' || *text == 'b') {
    key += *text++ == '#' ? 1 : -1;
  }
  if (!isdigit((unsigned char)*text)) {
    return -1;
  }
  key += 12 * (*text++ - '0' + 1);
  *end = text;
  return key >= LOWEST_KEY && key <= HIGHEST_KEY ? key : -1;
}

static int read_chord(const char *text, struct chord *chord) {
  chord->count = 0;
  if (*text == '-') {
    text++;
  } else {
    for (;; text++) {
      if (chord->count == MOST_TOGETHER || (chord->keys[chord->count++] = read_key(text, &text)) < 0) {
        return -1;
      }
      if (*text != '+') {
        break;
      }
    }
  }
  chord->beats = 1;
  if (*text == ':') {
    char *end;
    chord->beats = strtod(text + 1, &end);
    text = end;
  }
  return *text == 0 && chord->beats > 0 && chord->beats <= 64 ? 0 : -1;
}

static int make_room(struct tune *tune, size_t count) {
  if (count > (size_t)MOST_SECONDS * SOUND_RATE) {
    return -1;
  }
  if (count > tune->count) {
    float *more = realloc(tune->samples, count * sizeof *more);
    if (!more) {
      return -1;
    }
    memset(more + tune->count, 0, (count - tune->count) * sizeof *more);
    tune->samples = more;
    tune->count = count;
  }
  return 0;
}

/* Reads the notes, the rest of the line, and adds them, one after the other; what was wrong, or NULL. */
static const char *play_notes(struct tune *tune) {
  double now = 0;
  for (const char *word = strtok(NULL, " \n"); word; word = strtok(NULL, " \n")) {
    struct chord chord;
    if (read_chord(word, &chord)) {
      static char sentence[80];
      snprintf(sentence, sizeof sentence, "%.20s is no note; write C4, F#3:2, C4+E4+G4:0.5 or -:1", word);
      return sentence;
    }
    double seconds = chord.beats * tune->beat;
    size_t start = (size_t)(now * SOUND_RATE);
    size_t length = voice_length(seconds, &tune->envelope, SOUND_RATE);
    if (now > MOST_SECONDS || make_room(tune, start + length)) {
      return "the tune is too long: two minutes are the most";
    }
    for (int i = 0; i < chord.count; i++) {
      voice_add(tune->samples + start, length, tune->wave, voice_frequency(chord.keys[i]), seconds,
                &tune->envelope, 1, SOUND_RATE);
    }
    now += seconds;
  }
  return tune->count ? NULL : "there is no note";
}

/* Brings the loudest place of the tune to LOUDEST, so that nothing is cut off; -1 without memory. */
static int sound(const struct tune *tune) {
  float most = 0;
  for (size_t i = 0; i < tune->count; i++) {
    most = fmaxf(most, fabsf(tune->samples[i]));
  }
  int16_t *samples = malloc(tune->count * sizeof *samples);
  if (!samples) {
    return -1;
  }
  double scale = most > 0 ? LOUDEST * INT16_MAX / most : 0;
  for (size_t i = 0; i < tune->count; i++) {
    samples[i] = (int16_t)lround(tune->samples[i] * scale);
  }
  int result = sound_play(samples, tune->count) || wave_show(samples, tune->count) ? -1 : 0;
  free(samples);
  return result;
}

static int is_wave(const char *name, enum wave *wave) {
  for (int i = 0; name && i < WAVES; i++) {
    if (strcmp(name, WAVE_NAMES[i]) == 0) {
      *wave = (enum wave)i;
      return 1;
    }
  }
  return 0;
}

/* The line's next number; -1 when there is none. */
static double next_number(void) {
  const char *word = strtok(NULL, " \n");
  char *end;
  double value = word ? strtod(word, &end) : -1;
  return word && *end == 0 ? value : -1;
}

static const char *obey(char *line) {
  struct tune tune = {.samples = NULL};
  int right = is_wave(strtok(line, " \n"), &tune.wave);
  double attack = next_number(), decay = next_number(), sustain = next_number(), release = next_number();
  double tempo = next_number();
  if (!right || !(attack >= 0 && attack <= 5000) || !(decay >= 0 && decay <= 5000)
      || !(sustain >= 0 && sustain <= 100) || !(release >= 0 && release <= 5000)
      || !(tempo >= 20 && tempo <= 1000)) {
    return "write WAVE ATTACK DECAY SUSTAIN RELEASE BEATS_A_MINUTE NOTES...";
  }
  tune.envelope = (struct envelope){attack / 1000, decay / 1000, sustain / 100, release / 1000};
  tune.beat = 60 / tempo;
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  const char *wrong = play_notes(&tune);
  if (!wrong && sound(&tune)) {
    wrong = "there is no memory for the sound";
  }
  if (!wrong) {
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("made %.3f %.0f\n", (double)tune.count / SOUND_RATE,
           (double)(to.tv_sec - from.tv_sec) * 1000 + (double)(to.tv_nsec - from.tv_nsec) / 1e6);
  }
  free(tune.samples);
  return wrong;
}

int main(void) {
  static char line[MOST_LINE];
  if (sound_begin() || wave_begin()) {
    fprintf(stderr, "this program sounds in a page: open index.html\n");
    return 1;
  }
  while (fgets(line, sizeof line, stdin)) {
    const char *wrong = obey(line);
    if (wrong) {
      fprintf(stderr, "%s\n", wrong);
    }
  }
  return 0;
}
