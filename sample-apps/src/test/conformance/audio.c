// PPB_AudioConfig and PPB_Audio. Callbacks come on a thread of the browser's; the checks are the main thread's.
#include <time.h>
#include "conformance.h"
#include "ppapi/c/ppb_audio.h"
#include "ppapi/c/ppb_audio_config.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_message_loop.h"

enum { FRAMES = 1024, NOBODY = 100000, BYTES = 4 * FRAMES };

static const PPB_Core *core;
static const PPB_MessageLoop *loops;

static volatile struct {
  int calls, on_main, bytes_differ, no_buffer, loop, attached;
  double latency;
  void *data;
} heard;

static void hear(void *samples, uint32_t bytes, void *data) {
  heard.on_main |= core->IsMainThread();
  heard.bytes_differ |= bytes != BYTES;
  heard.no_buffer |= !samples;
  heard.data = data;
  if (!heard.calls) {
    heard.loop = loops->GetCurrent();
    PP_Resource loop = loops->Create(instance);
    heard.attached = loops->AttachToCurrentThread(loop);
    core->ReleaseResource(loop);
  }
  memset(samples, 0, bytes);
  heard.calls++;
}

static void fill(void *samples, uint32_t bytes, PP_TimeDelta latency, void *data) {
  heard.latency = latency > heard.latency ? latency : heard.latency;
  hear(samples, bytes, data);
}

static void old_fill(void *samples, uint32_t bytes, void *data) {
  hear(samples, bytes, data);
}

static void wait_for_calls(int calls) {
  struct timespec pause = {0, 1000000};
  for (int i = 0; i < 10000 && heard.calls < calls; i++)
    nanosleep(&pause, 0);
}

static void forget(void) {
  heard.calls = heard.on_main = heard.bytes_differ = heard.no_buffer = heard.loop = heard.attached = 0;
  heard.latency = -1;
  heard.data = 0;
}

static void config_1_1(void) {
  const PPB_AudioConfig *configs = begin(PPB_AUDIO_CONFIG_INTERFACE_1_1);
  static const PP_AudioSampleRate rates[] = {PP_AUDIOSAMPLERATE_44100, PP_AUDIOSAMPLERATE_48000};
  for (int i = 0; i < 2; i++) {
    PP_Resource config = configs->CreateStereo16Bit(instance, rates[i], PP_AUDIOMINSAMPLEFRAMECOUNT);
    CHECK(config);
    CHECK(configs->IsAudioConfig(config));
    CHECK(configs->GetSampleRate(config) == rates[i]);
    CHECK(configs->GetSampleFrameCount(config) == PP_AUDIOMINSAMPLEFRAMECOUNT);
    core->ReleaseResource(config);
    CHECK(!configs->IsAudioConfig(config));
    CHECK(configs->GetSampleRate(config) == PP_AUDIOSAMPLERATE_NONE);
    CHECK(configs->GetSampleFrameCount(config) == 0);
    config = configs->CreateStereo16Bit(instance, rates[i], PP_AUDIOMAXSAMPLEFRAMECOUNT);
    CHECK(configs->GetSampleFrameCount(config) == PP_AUDIOMAXSAMPLEFRAMECOUNT);
    core->ReleaseResource(config);
    uint32_t least = configs->RecommendSampleFrameCount(instance, rates[i], 0);
    CHECK(least >= PP_AUDIOMINSAMPLEFRAMECOUNT && least <= PP_AUDIOMAXSAMPLEFRAMECOUNT);
    CHECK(configs->RecommendSampleFrameCount(instance, rates[i], least) == least);
    CHECK(configs->RecommendSampleFrameCount(instance, rates[i], least + 1) == 2 * least);
    CHECK(configs->RecommendSampleFrameCount(instance, rates[i], 0xffffffff) == PP_AUDIOMAXSAMPLEFRAMECOUNT);
    CHECK(configs->RecommendSampleFrameCount(instance + 1, rates[i], 512) == 0);
    CHECK(configs->RecommendSampleFrameCount(0, rates[i], 512) == 0);
  }
  CHECK(!configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_NONE, FRAMES));
  CHECK(!configs->CreateStereo16Bit(instance, (PP_AudioSampleRate)22050, FRAMES));
  CHECK(!configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_44100, PP_AUDIOMINSAMPLEFRAMECOUNT - 1));
  CHECK(!configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_44100, PP_AUDIOMAXSAMPLEFRAMECOUNT + 1));
  CHECK(!configs->CreateStereo16Bit(0, PP_AUDIOSAMPLERATE_44100, FRAMES));
  CHECK(!configs->IsAudioConfig(0));
  CHECK(configs->GetSampleRate(0) == PP_AUDIOSAMPLERATE_NONE);
  CHECK(configs->GetSampleFrameCount(0) == 0);
  PP_AudioSampleRate rate = configs->RecommendSampleRate(instance);
  CHECK(rate == PP_AUDIOSAMPLERATE_44100 || rate == PP_AUDIOSAMPLERATE_48000);
  CHECK(configs->RecommendSampleRate(0) == PP_AUDIOSAMPLERATE_NONE);
}

static void config_1_0(void) {
  const struct PPB_AudioConfig_1_0 *configs = begin(PPB_AUDIO_CONFIG_INTERFACE_1_0);
  PP_Resource config = configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_48000, FRAMES);
  CHECK(configs->IsAudioConfig(config));
  CHECK(configs->GetSampleRate(config) == PP_AUDIOSAMPLERATE_48000);
  CHECK(configs->GetSampleFrameCount(config) == FRAMES);
  core->ReleaseResource(config);
  CHECK(!configs->IsAudioConfig(config));
  CHECK(!configs->IsAudioConfig(0));
  CHECK(configs->GetSampleRate(config) == PP_AUDIOSAMPLERATE_NONE);
  CHECK(configs->GetSampleFrameCount(NOBODY) == 0);
  CHECK(configs->GetSampleRate(0) == PP_AUDIOSAMPLERATE_NONE);
  CHECK(configs->GetSampleFrameCount(0) == 0);
  CHECK(!configs->CreateStereo16Bit(0, PP_AUDIOSAMPLERATE_48000, FRAMES));
  CHECK(!configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_NONE, FRAMES));
  CHECK(!configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_48000, PP_AUDIOMINSAMPLEFRAMECOUNT - 1));
  CHECK(!configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_48000, PP_AUDIOMAXSAMPLEFRAMECOUNT + 1));
  CHECK(!configs->CreateStereo16Bit(instance + 1, PP_AUDIOSAMPLERATE_48000, FRAMES));
  CHECK(configs->RecommendSampleFrameCount(PP_AUDIOSAMPLERATE_44100, 0) == PP_AUDIOMINSAMPLEFRAMECOUNT);
  CHECK(configs->RecommendSampleFrameCount(PP_AUDIOSAMPLERATE_44100, 1000) == 1000);
  CHECK(configs->RecommendSampleFrameCount(PP_AUDIOSAMPLERATE_44100, 100000) == PP_AUDIOMAXSAMPLEFRAMECOUNT);
}

/* What both versions have in common; but for Create their tables are the same. */
static void plays(const struct PPB_Audio_1_0 *audios, PP_Resource audio, PP_Resource config) {
  CHECK(audio);
  CHECK(audios->IsAudio(audio));
  CHECK(!audios->IsAudio(config));
  CHECK(!audios->IsAudio(0));
  PP_Resource current = audios->GetCurrentConfig(audio);
  CHECK(current == config);
  core->ReleaseResource(current);
  CHECK(audios->GetCurrentConfig(config) == 0);
  CHECK(audios->GetCurrentConfig(0) == 0);
  CHECK(!audios->StartPlayback(0));
  CHECK(!audios->StopPlayback(0));
  CHECK(audios->StopPlayback(audio)); /* nothing plays */
  forget();
  CHECK(audios->StartPlayback(audio));
  CHECK(audios->StartPlayback(audio)); /* it plays */
  wait_for_calls(4);
  CHECK(audios->StopPlayback(audio));
  int calls = heard.calls;
  CHECK(calls >= 4);
  CHECK(!heard.on_main);
  CHECK(!heard.bytes_differ);
  CHECK(!heard.no_buffer);
  CHECK(heard.data == &heard);
  CHECK(heard.loop == 0);
  CHECK(heard.attached == PP_ERROR_WRONG_THREAD);
  struct timespec pause = {0, 100000000};
  nanosleep(&pause, 0);
  CHECK(heard.calls == calls); /* none after the stop */
  CHECK(audios->StartPlayback(audio));
  wait_for_calls(calls + 1);
  CHECK(heard.calls > calls);
  core->ReleaseResource(audio); /* ends it */
  calls = heard.calls;
  nanosleep(&pause, 0);
  CHECK(heard.calls == calls);
  CHECK(!audios->StartPlayback(audio));
  CHECK(!audios->StopPlayback(audio));
  CHECK(!audios->StartPlayback(config));
  CHECK(!audios->StopPlayback(NOBODY));
}

static void audio_1_1(PP_Resource config) {
  const PPB_Audio *audios = begin(PPB_AUDIO_INTERFACE_1_1);
  CHECK(!audios->Create(instance, config, 0, 0));
  CHECK(!audios->Create(instance, 0, fill, 0));
  CHECK(!audios->Create(instance + 1, config, fill, 0));
  CHECK(!audios->Create(0, config, fill, 0));
  plays((const struct PPB_Audio_1_0 *)audios, audios->Create(instance, config, fill, (void *)&heard), config);
  CHECK(heard.latency >= 0 && heard.latency < 1);
}

static void audio_1_0(PP_Resource config) {
  const struct PPB_Audio_1_0 *audios = begin(PPB_AUDIO_INTERFACE_1_0);
  CHECK(!audios->Create(instance, config, 0, 0));
  CHECK(!audios->Create(instance, 0, old_fill, 0));
  CHECK(!audios->Create(0, config, old_fill, 0));
  plays(audios, audios->Create(instance, config, old_fill, (void *)&heard), config);
  CHECK(heard.latency == -1);
}

static void run(void) {
  core = get_interface(PPB_CORE_INTERFACE_1_0);
  loops = get_interface(PPB_MESSAGELOOP_INTERFACE_1_0);
  config_1_1();
  config_1_0();
  const PPB_AudioConfig *configs = get_interface(PPB_AUDIO_CONFIG_INTERFACE_1_1);
  PP_Resource config = configs->CreateStereo16Bit(instance, PP_AUDIOSAMPLERATE_44100, FRAMES);
  audio_1_1(config);
  audio_1_0(config);
  core->ReleaseResource(config);
  finish();
}

const struct conformance conformance = {.run = run};
