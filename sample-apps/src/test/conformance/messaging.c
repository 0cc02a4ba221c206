// PPB_Messaging; what the module posted stands in the page's transcript, and the page asks for what it handles.
#include <pthread.h>
#include "conformance.h"
#include "ppapi/c/pp_completion_callback.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_graphics_2d.h"
#include "ppapi/c/ppb_message_loop.h"
#include "ppapi/c/ppb_var_dictionary.h"
#include "ppapi/c/ppp_message_handler.h"

enum { NOBODY = 100000 };

static const PPB_Core *core;
static const PPB_MessageLoop *loops;
static const PPB_Messaging *messaging;
static PP_Resource loop;
static int first_data, second_data;

/* Told on the handler's thread, checked when that has been joined. */
static struct {
  int messages, questions, destroyed, wrong_instance, wrong_thread, flushed, foreign_data;
} heard;
static pthread_t worker_thread;

static void hear(PP_Instance element, void *data, void *wanted) {
  heard.wrong_instance |= element != instance;
  heard.foreign_data |= data != wanted;
  heard.wrong_thread |= !pthread_equal(pthread_self(), worker_thread);
}

static void first_message(PP_Instance element, void *data, const struct PP_Var *message) {
  (void)message;
  hear(element, data, &first_data);
}

static void first_question(PP_Instance element, void *data, const struct PP_Var *message, struct PP_Var *response) {
  (void)message, (void)response;
  hear(element, data, &first_data);
}

static void first_destroyed(PP_Instance element, void *data) {
  hear(element, data, &first_data);
  heard.destroyed++;
}

static void second_message(PP_Instance element, void *data, const struct PP_Var *message) {
  hear(element, data, &second_data);
  heard.messages += same_text(*message, "a message");
}

static void second_question(PP_Instance element, void *data, const struct PP_Var *message, struct PP_Var *response) {
  hear(element, data, &second_data);
  heard.questions += same_text(*message, "a question");
  const PPB_Graphics2D *graphics = get_interface(PPB_GRAPHICS_2D_INTERFACE_1_0);
  struct PP_Size size = {4, 4};
  PP_Resource context = graphics->Create(instance, &size, PP_TRUE);
  heard.flushed = graphics->Flush(context, PP_BlockUntilComplete()); /* the page waits: nobody else may */
  core->ReleaseResource(context);
  *response = conformance_text("an answer");
  /* The handler is done with: the main thread gets what follows. */
  messaging->UnregisterMessageHandler(instance);
  loops->PostQuit(loop, PP_TRUE);
}

static void second_destroyed(PP_Instance element, void *data) {
  hear(element, data, &second_data);
  heard.destroyed += 10;
}

static const struct PPP_MessageHandler_0_2 first = {first_message, first_question, first_destroyed};
static const struct PPP_MessageHandler_0_2 second = {second_message, second_question, second_destroyed};
static const struct PPP_MessageHandler_0_2 without_message = {0, second_question, second_destroyed};
static const struct PPP_MessageHandler_0_2 without_question = {second_message, 0, second_destroyed};
static const struct PPP_MessageHandler_0_2 without_end = {second_message, second_question, 0};

static void *work(void *unused) {
  (void)unused;
  worker_thread = pthread_self();
  loops->AttachToCurrentThread(loop);
  loops->Run(loop);
  return 0;
}

static void messaging_1_0(void) {
  const struct PPB_Messaging_1_0 *old = begin(PPB_MESSAGING_INTERFACE_1_0);
  struct PP_Var text = conformance_text("of the older version");
  CHECK(text.type == PP_VARTYPE_STRING);
  old->PostMessage(instance, text);
  old->PostMessage(instance, PP_MakeInt32(-5));
  old->PostMessage(instance, PP_MakeNull());
  old->PostMessage(instance + 1, text);
  old->PostMessage(0, text);
  conformance_var->Release(text);
  old->PostMessage(instance, text); /* the string is gone */
}

static pthread_t handler_thread;

static void run(void) {
  core = get_interface(PPB_CORE_INTERFACE_1_0);
  loops = get_interface(PPB_MESSAGELOOP_INTERFACE_1_0);
  messaging_1_0();
  messaging = begin(PPB_MESSAGING_INTERFACE_1_2);
  const PPB_VarDictionary *dictionaries = get_interface(PPB_VAR_DICTIONARY_INTERFACE_1_0);
  struct PP_Var itself = dictionaries->Create(), key = conformance_text("itself");
  dictionaries->Set(itself, key, itself);
  messaging->PostMessage(instance, itself); /* a circle cannot be sent */
  dictionaries->Delete(itself, key);
  messaging->PostMessage(instance, itself);
  messaging->PostMessage(instance + 1, itself);
  messaging->PostMessage(0, itself);
  conformance_var->Release(key);
  conformance_var->Release(itself);
  loop = loops->Create(instance);
  PP_Resource main_loop = loops->GetForMainThread();
  CHECK(messaging->RegisterMessageHandler(instance, &first_data, &first, main_loop) == PP_ERROR_WRONG_THREAD);
  CHECK(messaging->RegisterMessageHandler(instance, &first_data, &first, 0) == PP_ERROR_BADRESOURCE);
  CHECK(messaging->RegisterMessageHandler(instance, &first_data, &first, NOBODY) == PP_ERROR_BADRESOURCE);
  CHECK(messaging->RegisterMessageHandler(instance, 0, 0, loop) == PP_ERROR_BADARGUMENT);
  CHECK(messaging->RegisterMessageHandler(instance, 0, &without_message, loop) == PP_ERROR_BADARGUMENT);
  CHECK(messaging->RegisterMessageHandler(instance, 0, &without_question, loop) == PP_ERROR_BADARGUMENT);
  CHECK(messaging->RegisterMessageHandler(instance, 0, &without_end, loop) == PP_ERROR_BADARGUMENT);
  CHECK(messaging->RegisterMessageHandler(instance + 1, 0, &first, loop) == PP_ERROR_BADARGUMENT);
  CHECK(messaging->RegisterMessageHandler(instance, &first_data, &first, loop) == PP_OK);
  CHECK(messaging->RegisterMessageHandler(instance, &second_data, &second, loop) == PP_OK); /* in its place */
  CHECK(messaging->RegisterMessageHandler(0, 0, &first, loop) == PP_ERROR_BADARGUMENT);
  messaging->UnregisterMessageHandler(instance + 1);
  messaging->UnregisterMessageHandler(0);
  core->ReleaseResource(main_loop);
  CHECK(pthread_create(&handler_thread, 0, work, 0) == 0);
  messaging->PostMessage(instance, PP_MakeUndefined()); /* the page begins */
}

/* The third message of the page, when the handler is gone. */
static void message(struct PP_Var posted) {
  pthread_join(handler_thread, 0);
  CHECK(same_text(posted, "to the main thread"));
  CHECK(heard.messages == 1);
  CHECK(heard.questions == 1);
  CHECK(heard.destroyed == 11);
  CHECK(!heard.wrong_instance);
  CHECK(!heard.wrong_thread);
  CHECK(!heard.foreign_data);
  CHECK(heard.flushed == PP_ERROR_WOULD_BLOCK_THREAD);
  core->ReleaseResource(loop);
  finish();
}

const struct conformance conformance = {.run = run, .message = message};
