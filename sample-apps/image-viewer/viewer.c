// Shows pictures: the page posts a file as an ArrayBuffer and gets its pixels back. Which decoder
// it takes, the file's first bytes say; its library is opened then and not before.
#include <dlfcn.h>
#include <string.h>
#include "decoder.h"
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_array_buffer.h"
#include "ppapi/c/ppb_var_dictionary.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

static const PPB_Messaging *messaging;
static const PPB_Var *vars;
static const PPB_VarArrayBuffer *buffers;
static const PPB_VarDictionary *dictionaries;

static uint8_t pixels[4 * MAX_PIXELS];

static struct format {
  const char *name, *magic;
  uint32_t length;
  const char *library;
  decoder *decode;
} formats[] = {
    {"PNG", "\x89PNG\r\n\x1a\n", 8, "libpng-decoder.so", 0},
    {"BMP", "BM", 2, "libbmp-decoder.so", 0},
    {"PPM", "P6", 2, "libppm-decoder.so", 0},
    {"PGM", "P5", 2, "libppm-decoder.so", 0},
    {"QOI", "qoif", 4, "libqoi-decoder.so", 0},
};

static struct PP_Var text(const char *words) {
  return vars->VarFromUtf8(words, strlen(words));
}

static void set(struct PP_Var dictionary, const char *name, struct PP_Var value) {
  struct PP_Var key = text(name);
  dictionaries->Set(dictionary, key, value);
  vars->Release(key);
  vars->Release(value);
}

/* Fills the answer in, and says what was wrong, or null. */
static const char *show(const uint8_t *bytes, uint32_t size, struct PP_Var answer) {
  struct format *format = 0;
  for (unsigned i = 0; i < sizeof formats / sizeof formats[0]; i++) {
    if (size >= formats[i].length && !memcmp(bytes, formats[i].magic, formats[i].length)) {
      format = &formats[i];
    }
  }
  if (!format) return "this is no PNG, BMP, PPM or QOI file";
  set(answer, "format", text(format->name));
  set(answer, "library", text(format->library));
  if (!format->decode) {
    void *library = dlopen(format->library, RTLD_NOW);
    format->decode = library ? (decoder *)dlsym(library, "decode") : 0;
    if (!format->decode) return dlerror();
  }
  struct picture picture = {0, 0, pixels};
  const char *wrong = format->decode(bytes, size, &picture);
  if (wrong) return wrong;
  uint32_t length = 4 * picture.width * picture.height;
  struct PP_Var copy = buffers->Create(length);
  void *to = buffers->Map(copy);
  if (!to) return "there is no memory for the pixels";
  memcpy(to, pixels, length);
  buffers->Unmap(copy);
  set(answer, "width", PP_MakeInt32(picture.width));
  set(answer, "height", PP_MakeInt32(picture.height));
  set(answer, "pixels", copy);
  return 0;
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  uint32_t size;
  if (message.type != PP_VARTYPE_ARRAY_BUFFER || !buffers->ByteLength(message, &size)) {
    return;
  }
  const uint8_t *bytes = buffers->Map(message);
  struct PP_Var answer = dictionaries->Create();
  const char *wrong = bytes ? show(bytes, size, answer) : "the file cannot be read";
  if (wrong) set(answer, "error", text(wrong));
  buffers->Unmap(message);
  messaging->PostMessage(instance, answer);
  vars->Release(answer);
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[],
                          const char *values[]) {
  return PP_TRUE;
}

static void did_destroy(PP_Instance instance) {}

static void did_change_view(PP_Instance instance, PP_Resource view) {}

static void did_change_focus(PP_Instance instance, PP_Bool has_focus) {}

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  return PP_FALSE;
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get_browser_interface) {
  messaging = get_browser_interface(PPB_MESSAGING_INTERFACE);
  vars = get_browser_interface(PPB_VAR_INTERFACE);
  buffers = get_browser_interface(PPB_VAR_ARRAY_BUFFER_INTERFACE);
  dictionaries = get_browser_interface(PPB_VAR_DICTIONARY_INTERFACE);
  return messaging && vars && buffers && dictionaries ? PP_OK : PP_ERROR_NOINTERFACE;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instance = {
      did_create, did_destroy, did_change_view, did_change_focus, handle_document_load};
  static const PPP_Messaging messages = {handle_message};
  if (strcmp(name, PPP_INSTANCE_INTERFACE) == 0) {
    return &instance;
  }
  return strcmp(name, PPP_MESSAGING_INTERFACE) == 0 ? &messages : NULL;
}
