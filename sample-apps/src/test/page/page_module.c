// An ordinary PPAPI module: says what it was made with, and sends each message back, twice if a number.
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_dictionary.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

static const PPB_Messaging *messaging;
static const PPB_Var *var;
static const PPB_VarDictionary *dictionary;

static struct PP_Var text(const char *utf8) {
  return var->VarFromUtf8(utf8, strlen(utf8));
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[],
                          const char *values[]) {
  struct PP_Var all = dictionary->Create();
  for (uint32_t i = 0; i < count; i++) {
    if (names[i][0] == 'x') {
      struct PP_Var name = text(names[i]), value = text(values[i]);
      dictionary->Set(all, name, value);
      var->Release(name);
      var->Release(value);
    }
  }
  messaging->PostMessage(instance, all);
  var->Release(all);
  return PP_TRUE;
}

static void did_destroy(PP_Instance instance) {
  (void)instance;
}

static void did_change_view(PP_Instance instance, PP_Resource view) {
  (void)instance;
  (void)view;
}

static void did_change_focus(PP_Instance instance, PP_Bool has_focus) {
  (void)instance;
  (void)has_focus;
}

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  (void)instance;
  (void)loader;
  return PP_FALSE;
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  if (message.type == PP_VARTYPE_INT32) {
    message = PP_MakeInt32(message.value.as_int * 2);
  } else if (message.type == PP_VARTYPE_DOUBLE) {
    message = PP_MakeDouble(message.value.as_double * 2);
  }
  messaging->PostMessage(instance, message);
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get) {
  (void)module;
  messaging = get(PPB_MESSAGING_INTERFACE);
  var = get(PPB_VAR_INTERFACE);
  dictionary = get(PPB_VAR_DICTIONARY_INTERFACE);
  return messaging && var && dictionary ? PP_OK : PP_ERROR_NOINTERFACE;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instance = {
      did_create, did_destroy, did_change_view, did_change_focus, handle_document_load};
  static const PPP_Messaging messages = {handle_message};
  if (!strcmp(name, PPP_INSTANCE_INTERFACE)) {
    return &instance;
  }
  return strcmp(name, PPP_MESSAGING_INTERFACE) ? NULL : &messages;
}
