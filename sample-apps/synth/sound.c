// Sound by PPB_Audio. The browser calls fill() on a thread of its own whenever it wants more; what is played is
// handed to it under a lock that nobody holds for long. When all has been played, a thread stops the playback.
#include "sound.h"
#include <ppapi_simple/ps.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ppapi/c/ppb_audio.h"
#include "ppapi/c/ppb_audio_config.h"
#include "ppapi/c/ppb_core.h"

enum { WANTED_FRAMES = 1024, FADE = SOUND_RATE / 200 };

struct piece {
  int16_t *samples;
  size_t count, next;
};

static const PPB_Audio *audios;
static PP_Resource audio;

static struct {
  pthread_mutex_t lock;
  pthread_cond_t played;
  struct piece now, before; /* what was cut off fades, so that there is no click */
  int silent;               /* buffers without sound since the end: the last of it has to be heard */
} sound = {.lock = PTHREAD_MUTEX_INITIALIZER, .played = PTHREAD_COND_INITIALIZER};

static int next_sample(struct piece *piece) {
  return piece->next < piece->count ? piece->samples[piece->next++] : 0;
}

static void fill(void *buffer, uint32_t bytes, PP_TimeDelta latency, void *data) {
  (void)latency, (void)data;
  int16_t *samples = buffer;
  pthread_mutex_lock(&sound.lock);
  int ended = sound.now.next == sound.now.count;
  for (uint32_t i = 0; i < bytes / sizeof *samples; i += 2) {
    size_t left = sound.before.count - sound.before.next;
    int value = next_sample(&sound.now) + next_sample(&sound.before) * (int)left / FADE;
    samples[i] = samples[i + 1] = (int16_t)(value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value);
  }
  if (ended && ++sound.silent > 2) {
    pthread_cond_signal(&sound.played);
  }
  pthread_mutex_unlock(&sound.lock);
}

/* Playback cannot be stopped by fill() itself, and main() waits for the page. */
__attribute__((noreturn)) static void *stop_when_played(void *unused) {
  (void)unused;
  for (;;) {
    pthread_mutex_lock(&sound.lock);
    while (sound.silent <= 2) {
      pthread_cond_wait(&sound.played, &sound.lock);
    }
    sound.silent = 0;
    double seconds = (double)sound.now.count / SOUND_RATE;
    pthread_mutex_unlock(&sound.lock);
    audios->StopPlayback(audio);
    pthread_mutex_lock(&sound.lock);
    if (sound.now.next < sound.now.count) {
      audios->StartPlayback(audio); // more has come meanwhile
    } else {
      printf("played %.3f\n", seconds);
      fflush(stdout);
    }
    pthread_mutex_unlock(&sound.lock);
  }
}

int sound_begin(void) {
  const PPB_AudioConfig *configs = PSGetInterface(PPB_AUDIO_CONFIG_INTERFACE);
  const PPB_Core *core = PSGetInterface(PPB_CORE_INTERFACE);
  audios = PSGetInterface(PPB_AUDIO_INTERFACE);
  if (!configs || !core || !audios) {
    return -1;
  }
  PP_Instance page = PSGetInstanceId();
  uint32_t frames = configs->RecommendSampleFrameCount(page, PP_AUDIOSAMPLERATE_44100, WANTED_FRAMES);
  PP_Resource config = configs->CreateStereo16Bit(page, PP_AUDIOSAMPLERATE_44100, frames);
  audio = audios->Create(page, config, fill, NULL);
  core->ReleaseResource(config);
  pthread_t thread;
  return audio && pthread_create(&thread, NULL, stop_when_played, NULL) == 0 ? 0 : -1;
}

int sound_play(const int16_t *samples, size_t count) {
  int16_t *copy = malloc(count * sizeof *copy);
  if (!copy) {
    return -1;
  }
  memcpy(copy, samples, count * sizeof *copy);
  pthread_mutex_lock(&sound.lock);
  free(sound.before.samples);
  sound.before = sound.now;
  if (sound.before.count - sound.before.next > FADE) {
    sound.before.count = sound.before.next + FADE;
  }
  sound.now = (struct piece){copy, count, 0};
  sound.silent = 0;
  int played = audios->StartPlayback(audio);
  pthread_mutex_unlock(&sound.lock);
  if (!played) {
    fprintf(stderr, "the browser plays no sound now\n");
  }
  return 0;
}
