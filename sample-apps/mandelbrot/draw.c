// Drawing by messages: each tile goes to the page as {view, x, y, width, height, pixels}, and the page puts
// it on its canvas. All that knows of this is in this file and in the page's function drawTile().
#include "draw.h"
#include <ppapi_simple/ps.h>
#include <string.h>
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_array_buffer.h"
#include "ppapi/c/ppb_var_dictionary.h"

static const PPB_Messaging *messaging;
static const PPB_Var *var;
static const PPB_VarArrayBuffer *buffer;
static const PPB_VarDictionary *dictionary;

int draw_begin(void) {
  messaging = PSGetInterface(PPB_MESSAGING_INTERFACE);
  var = PSGetInterface(PPB_VAR_INTERFACE);
  buffer = PSGetInterface(PPB_VAR_ARRAY_BUFFER_INTERFACE);
  dictionary = PSGetInterface(PPB_VAR_DICTIONARY_INTERFACE);
  return messaging && var && buffer && dictionary ? 0 : -1;
}

/* Takes over the reference to the value. */
static void set(struct PP_Var message, const char *key, struct PP_Var value) {
  struct PP_Var name = var->VarFromUtf8(key, (uint32_t)strlen(key));
  dictionary->Set(message, name, value);
  var->Release(name);
  var->Release(value);
}

void draw_tile(struct view view, struct tile tile, const uint8_t *pixels) {
  uint32_t size = 4u * (uint32_t)tile.width * (uint32_t)tile.height;
  struct PP_Var bytes = buffer->Create(size);
  void *memory = buffer->Map(bytes);
  if (!memory) {
    var->Release(bytes);
    return; // no memory: the page lacks a tile
  }
  memcpy(memory, pixels, size);
  buffer->Unmap(bytes);
  struct PP_Var message = dictionary->Create();
  set(message, "view", PP_MakeInt32(view.number));
  set(message, "x", PP_MakeInt32(tile.x));
  set(message, "y", PP_MakeInt32(tile.y));
  set(message, "width", PP_MakeInt32(tile.width));
  set(message, "height", PP_MakeInt32(tile.height));
  set(message, "pixels", bytes);
  messaging->PostMessage(PSGetInstanceId(), message);
  var->Release(message);
}
