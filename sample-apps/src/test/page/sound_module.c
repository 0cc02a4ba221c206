// Plays sines: what the page's messages say, an order each.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_audio.h"
#include "ppapi/c/ppb_audio_config.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

enum { MOST = 400, LEFT_LOUDNESS = 20000, RIGHT_LOUDNESS = 10000 };

static const PPB_Messaging *messaging;
static const PPB_Var *vars;
static const PPB_Core *core;
static const PPB_AudioConfig *configs;
static const PPB_Audio *audios;
static const struct PPB_Audio_1_0 *old_audios;
static PP_Instance self;

/* What the callback plays; written while nothing does. */
static struct {
  PP_Resource audio;
  int rate, hertz, buffers, unlike;
  uint32_t bytes;
  unsigned long frame;
  double most_latency;
  volatile int calls, hangs, stops;
} now;

static void say(const char *text) {
  struct PP_Var var = vars->VarFromUtf8(text, strlen(text));
  messaging->PostMessage(self, var);
  vars->Release(var);
}

static void fill(int16_t *samples, uint32_t bytes) {
  now.calls++;
  now.unlike += bytes != now.bytes;
  for (uint32_t i = 0; i < bytes / 4; i++, now.frame++) {
    double turn = 2 * M_PI * now.hertz * now.frame / now.rate;
    samples[2 * i] = (int16_t)lround(LEFT_LOUDNESS * sin(turn));
    samples[2 * i + 1] = (int16_t)lround(RIGHT_LOUDNESS * sin(2 * turn));
  }
  if (now.stops) {
    now.stops = audios->StopPlayback(now.audio) ? 0 : -1;
  }
  while (now.hangs) {
  }
}

static void play(void *samples, uint32_t bytes, PP_TimeDelta latency, void *data) {
  now.most_latency = latency > now.most_latency ? latency : now.most_latency;
  now.unlike += data != &now || !(latency >= 0);
  fill(samples, bytes);
}

static void old_play(void *samples, uint32_t bytes, void *data) {
  now.unlike += data != &now;
  fill(samples, bytes);
}

static PP_Resource make(int rate, int frames, int old) {
  PP_Resource config = configs->CreateStereo16Bit(self, (PP_AudioSampleRate)rate, (uint32_t)frames);
  PP_Resource audio = old ? old_audios->Create(self, config, old_play, &now)
                          : audios->Create(self, config, play, &now);
  core->ReleaseResource(config);
  return audio;
}

static void obey(const char *order) {
  char line[200];
  int rate, frames, hertz, old;
  if (sscanf(order, "play %d %d %d %d", &rate, &frames, &hertz, &old) == 4) {
    memset(&now, 0, sizeof now);
    now.rate = rate;
    now.hertz = hertz;
    now.bytes = 4u * (uint32_t)frames;
    now.audio = make(rate, frames, old);
    snprintf(line, sizeof line, "playing %d", audios->StartPlayback(now.audio));
  } else if (strcmp(order, "stop") == 0) {
    int stopped = audios->StopPlayback(now.audio);
    int calls = now.calls;
    for (volatile int i = 0; i < 100000000; i++) {
    }
    snprintf(line, sizeof line, "stopped %d, calls after it %d, unlike %d, latency %d ms", stopped,
             now.calls - calls, now.unlike, (int)(1000 * now.most_latency));
    core->ReleaseResource(now.audio);
  } else if (strcmp(order, "stop yourself") == 0) {
    now.stops = 1;
    while (now.stops > 0) {
    }
    snprintf(line, sizeof line, "stopped itself %d, again %d", now.stops,
             audios->StartPlayback(now.audio));
  } else if (strcmp(order, "hang") == 0) {
    now.hangs = 1;
    strcpy(line, "hangs");
  } else if (strcmp(order, "stop what hangs") == 0) {
    audios->StopPlayback(now.audio);
    strcpy(line, "it returned");
  } else if (sscanf(order, "flood %d", &hertz) == 1) {
    int failed = 0;
    for (int i = 0; i < hertz; i++) {
      failed += !audios->StopPlayback(now.audio) + !audios->StartPlayback(now.audio);
    }
    snprintf(line, sizeof line, "flooded, failed %d", failed);
  } else if (strcmp(order, "many") == 0) {
    static PP_Resource all[MOST];
    int made = 0, playing = 0;
    for (int i = 0; i < MOST; i++) {
      all[i] = make(48000, 4096, 0);
      made += all[i] != 0;
    }
    now.bytes = 4 * 4096;
    for (int i = 0; i < MOST; i++) {
      playing += audios->StartPlayback(all[i]);
    }
    snprintf(line, sizeof line, "made %d, playing %d", made, playing);
    for (int i = 0; i < MOST; i++) {
      core->ReleaseResource(all[i]);
    }
  } else {
    strcpy(line, "unknown order");
  }
  say(line);
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[],
                          const char *values[]) {
  (void)count, (void)names, (void)values;
  self = instance;
  return PP_TRUE;
}

static void did_destroy(PP_Instance instance) {
  (void)instance;
}

static void did_change_view(PP_Instance instance, PP_Resource view) {
  (void)instance, (void)view;
}

static void did_change_focus(PP_Instance instance, PP_Bool has_focus) {
  (void)instance, (void)has_focus;
}

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  (void)instance, (void)loader;
  return PP_FALSE;
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  (void)instance;
  char order[100] = "";
  uint32_t length = 0;
  const char *text = vars->VarToUtf8(message, &length);
  if (text && length < sizeof order) {
    memcpy(order, text, length);
  }
  obey(order);
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get) {
  (void)module;
  messaging = get(PPB_MESSAGING_INTERFACE);
  vars = get(PPB_VAR_INTERFACE);
  core = get(PPB_CORE_INTERFACE);
  configs = get(PPB_AUDIO_CONFIG_INTERFACE);
  audios = get(PPB_AUDIO_INTERFACE);
  old_audios = get(PPB_AUDIO_INTERFACE_1_0);
  return messaging && vars && core && configs && audios && old_audios ? PP_OK : PP_ERROR_FAILED;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instance = {did_create, did_destroy, did_change_view,
                                        did_change_focus, handle_document_load};
  static const PPP_Messaging messages = {handle_message};
  return strcmp(name, PPP_INSTANCE_INTERFACE) == 0    ? (const void *)&instance
         : strcmp(name, PPP_MESSAGING_INTERFACE) == 0 ? &messages
                                                      : NULL;
}
