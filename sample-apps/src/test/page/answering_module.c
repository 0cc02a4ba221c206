// A module that answers on a thread of its own: texts with all texts so far, arrays with the sum of their numbers.
#include <pthread.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_message_loop.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_array.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_message_handler.h"

static const PPB_MessageLoop *loops;
static const PPB_Messaging *messaging;
static const PPB_Var *var;
static const PPB_VarArray *array;
static PP_Resource loop;
static struct PP_Var texts;
static int handlers;

static void keep(const struct PP_Var *message) {
  array->Set(texts, array->GetLength(texts), *message);
}

static void handle_message(PP_Instance instance, void *data, const struct PP_Var *message) {
  (void)instance;
  (void)data;
  keep(message);
}

static void handle_blocking(PP_Instance instance, void *data, const struct PP_Var *message, struct PP_Var *response) {
  (void)data;
  if (message->type == PP_VARTYPE_ARRAY) {
    int sum = 0;
    for (uint32_t i = 0; i < array->GetLength(*message); i++)
      sum += array->Get(*message, i).value.as_int;
    *response = PP_MakeInt32(sum);
  } else if (message->type == PP_VARTYPE_STRING) {
    keep(message);
    var->AddRef(texts);
    *response = texts;
  } else {
    messaging->UnregisterMessageHandler(instance);
    *response = PP_MakeBool(handlers == 1 ? PP_TRUE : PP_FALSE);
  }
}

static void destroy(PP_Instance instance, void *data) {
  (void)instance;
  (void)data;
  handlers--;
}

static void *serve(void *unused) {
  loops->AttachToCurrentThread(loop);
  loops->Run(loop);
  return unused;
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[], const char *values[]) {
  static const struct PPP_MessageHandler_0_2 handler = {handle_message, handle_blocking, destroy};
  (void)count;
  (void)names;
  (void)values;
  pthread_t thread;
  loop = loops->Create(instance);
  texts = array->Create();
  handlers = 1;
  return messaging->RegisterMessageHandler(instance, 0, &handler, loop) == PP_OK &&
                 pthread_create(&thread, 0, serve, 0) == 0
             ? PP_TRUE
             : PP_FALSE;
}

static void did_destroy(PP_Instance instance) { (void)instance; }

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

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get) {
  (void)module;
  loops = get(PPB_MESSAGELOOP_INTERFACE);
  messaging = get(PPB_MESSAGING_INTERFACE_1_2);
  var = get(PPB_VAR_INTERFACE);
  array = get(PPB_VAR_ARRAY_INTERFACE);
  return loops && messaging && var && array ? PP_OK : PP_ERROR_NOINTERFACE;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instance = {did_create, did_destroy, did_change_view, did_change_focus,
                                        handle_document_load};
  return strcmp(name, PPP_INSTANCE_INTERFACE) ? NULL : &instance;
}
