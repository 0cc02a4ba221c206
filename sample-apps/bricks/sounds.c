#include "sounds.h"
#include <pthread.h>
#include <stdint.h>
#include "game.h"
#include "ppapi/c/ppb_audio.h"
#include "ppapi/c/ppb_audio_config.h"
#include "ppapi/c/ppb_core.h"

enum { RATE = 44100, WANTED_FRAMES = 1024, TONES = 8, LOUDEST = 5000 };

/* A square wave that dies away. */
struct tone {
  int half, left, length; /* samples: half a period, still to come, in all */
};

/* hertz and thousandths of a second for each bit of what happened */
static const struct {
  int happened, hertz, milliseconds;
} TONE[] = {{HIT_WALL, 220, 40}, {HIT_PADDLE, 330, 60}, {HIT_BRICK, 660, 70}, {LOST_BALL, 110, 500}, {CLEARED, 990, 400}};

static const PPB_Audio *audios;
static PP_Resource audio;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct tone tones[TONES];
static int next;

static void fill(void *buffer, uint32_t bytes, PP_TimeDelta latency, void *data) {
  (void)latency, (void)data;
  int16_t *samples = buffer;
  pthread_mutex_lock(&lock);
  for (uint32_t i = 0; i < bytes / sizeof *samples; i += 2) {
    int value = 0;
    for (int k = 0; k < TONES; k++) {
      struct tone *tone = &tones[k];
      if (tone->left > 0) {
        int level = (int)((int64_t)LOUDEST * tone->left / tone->length);
        value += (tone->length - tone->left) / tone->half % 2 ? -level : level;
        tone->left--;
      }
    }
    value = value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value;
    samples[i] = samples[i + 1] = (int16_t)value;
  }
  pthread_mutex_unlock(&lock);
}

void sounds_begin(PP_Instance instance, PPB_GetInterface get) {
  const PPB_AudioConfig *configs = get(PPB_AUDIO_CONFIG_INTERFACE);
  const PPB_Core *core = get(PPB_CORE_INTERFACE);
  audios = get(PPB_AUDIO_INTERFACE);
  if (configs && core && audios) {
    uint32_t frames = configs->RecommendSampleFrameCount(instance, PP_AUDIOSAMPLERATE_44100, WANTED_FRAMES);
    PP_Resource config = configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_44100, frames);
    audio = audios->Create(instance, config, fill, 0);
    core->ReleaseResource(config);
  }
}

void sounds_run(int running) {
  if (audio && running) {
    audios->StartPlayback(audio);
  } else if (audio) {
    audios->StopPlayback(audio);
  }
}

void sounds_play(int happened) {
  pthread_mutex_lock(&lock);
  for (unsigned i = 0; i < sizeof TONE / sizeof *TONE; i++) {
    if (happened & TONE[i].happened) {
      int length = RATE / 1000 * TONE[i].milliseconds;
      tones[next] = (struct tone){RATE / TONE[i].hertz / 2, length, length};
      next = (next + 1) % TONES;
    }
  }
  pthread_mutex_unlock(&lock);
}
