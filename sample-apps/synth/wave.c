// The page gets what sounds as a WAV file, {wav: ArrayBuffer}: it draws the wave and offers to save the file.
#include "sound.h"
#include <ppapi_simple/ps.h>
#include <string.h>
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_array_buffer.h"
#include "ppapi/c/ppb_var_dictionary.h"

/* The 44 bytes before the samples of a WAV file. */
struct header {
  char riff[4];
  uint32_t rest;
  char wave_format[8];
  uint32_t format_size;
  uint16_t format, channels;
  uint32_t rate, bytes_a_second;
  uint16_t bytes_a_frame, bits;
  char data[4];
  uint32_t size;
};

static const PPB_Messaging *messaging;
static const PPB_Var *var;
static const PPB_VarArrayBuffer *buffer;
static const PPB_VarDictionary *dictionary;

int wave_begin(void) {
  messaging = PSGetInterface(PPB_MESSAGING_INTERFACE);
  var = PSGetInterface(PPB_VAR_INTERFACE);
  buffer = PSGetInterface(PPB_VAR_ARRAY_BUFFER_INTERFACE);
  dictionary = PSGetInterface(PPB_VAR_DICTIONARY_INTERFACE);
  return messaging && var && buffer && dictionary ? 0 : -1;
}

int wave_show(const int16_t *samples, size_t count) {
  enum { PCM = 1, MONO = 1, BITS = 16, FORMAT_SIZE = 16, BEFORE_REST = 8 };
  uint32_t size = (uint32_t)(count * sizeof *samples);
  struct header header = {
      .rest = sizeof header - BEFORE_REST + size,
      .format_size = FORMAT_SIZE,
      .format = PCM,
      .channels = MONO,
      .rate = SOUND_RATE,
      .bytes_a_second = SOUND_RATE * sizeof *samples,
      .bytes_a_frame = sizeof *samples,
      .bits = BITS,
      .size = size,
  };
  memcpy(header.riff, "RIFF", sizeof header.riff);
  memcpy(header.wave_format, "WAVEfmt ", sizeof header.wave_format);
  memcpy(header.data, "data", sizeof header.data);

  struct PP_Var bytes = buffer->Create(sizeof header + size);
  char *memory = buffer->Map(bytes);
  if (!memory) {
    var->Release(bytes);
    return -1;
  }
  memcpy(memory, &header, sizeof header);
  memcpy(memory + sizeof header, samples, size);
  buffer->Unmap(bytes);
  struct PP_Var message = dictionary->Create();
  struct PP_Var key = var->VarFromUtf8("wav", 3);
  dictionary->Set(message, key, bytes);
  messaging->PostMessage(PSGetInstanceId(), message);
  var->Release(key);
  var->Release(bytes);
  var->Release(message);
  return 0;
}
