// A program in a page: main() on a thread of its own, the page's calls on the first one.
#include "ps.h"
#include <halite/ppapi_start.h>
#include <irt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

int main(int argc, char **argv, char **envp);
__attribute__((weak)) PSMainFunc_t PSUserMainGet(void);
extern char **environ;

struct ps_browser __ps_browser;

static int in_page;
static int argc;
static char **argv;

PP_Instance PSGetInstanceId(void) {
  return __ps_browser.instance;
}

const void *PSGetInterface(const char *name) {
  return __ps_browser.get_interface ? __ps_browser.get_interface(name) : NULL;
}

static int run(int count, char **words) {
  return PSUserMainGet ? PSUserMainGet()(count, words) : main(count, words, environ);
}

static void run_in_page(void) {
  exit(run(argc, argv));
}

/* Called by the start-up code before anything else: what table the program shall ask. */
nacl_irt_query __halite_page_begin(nacl_irt_query query) {
  struct nacl_irt_ppapihook hook;
  __ps_runtime_query = query;
  if (!query || query(NACL_IRT_PPAPIHOOK_v0_1, &hook, sizeof hook) != sizeof hook) {
    return query;
  }
  in_page = 1;
  return __ps_query;
}

/* Called by the start-up code in place of main(). */
int __halite_page_main(int count, char **words, char **environment) {
  (void)environment;
  return in_page ? PpapiPluginMain() : run(count, words);
}

/* n for "argn", else -1. */
static int place(const char *name) {
  enum { DIGITS = 4 };
  if (name[0] != 'a' || name[1] != 'r' || name[2] != 'g' || !name[3]) {
    return -1;
  }
  int number = 0;
  for (const char *at = name + 3; *at; at++) {
    if (*at < '0' || *at > '9' || at - name >= 3 + DIGITS) {
      return -1;
    }
    number = number * 10 + (*at - '0');
  }
  return number;
}

/* The attributes arg0, arg1... up to the first that is missing are the program's words; all
   attributes are its environment, with names in capitals. */
static int take_attributes(uint32_t count, const char *names[], const char *values[]) {
  static const char self[] = "module";
  size_t texts = sizeof self;
  for (uint32_t i = 0; i < count; i++) {
    texts += strlen(names[i]) + strlen(values[i]) + 2;
  }
  char **pointers = __ps_room(texts + (2 * count + 4) * sizeof *pointers);
  if (!pointers) {
    return 0;
  }
  char **variables = pointers + count + 2;
  char *text = (char *)(variables + count + 1);
  argv = pointers;
  argv[0] = text;
  memcpy(text, self, sizeof self);
  text += sizeof self;
  for (uint32_t i = 0; i < count; i++) {
    variables[i] = text;
    for (const char *at = names[i]; *at; at++) {
      *text++ = *at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at == '-' ? '_' : *at;
    }
    *text++ = '=';
    char *value = text;
    memcpy(text, values[i], strlen(values[i]) + 1);
    text += strlen(values[i]) + 1;
    int at = place(names[i]);
    if (at >= 0 && (uint32_t)at < count + 1) {
      argv[at] = value;
    }
  }
  for (argc = 1; argv[argc]; argc++) {
  }
  environ = variables;
  return 1;
}

static void begin(void *unused, int32_t result) {
  (void)unused;
  (void)result;
  static const char sentence[] = "there is no memory for the thread of main()\n";
  if (__ps_thread(run_in_page)) {
    write(2, sentence, sizeof sentence - 1);
    _exit(1);
  }
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[],
                          const char *values[]) {
  if (__ps_browser.instance || !take_attributes(count, names, values)) {
    return PP_FALSE;
  }
  __ps_browser.instance = instance;
  __ps_places_begin();
  __ps_streams_begin();
  // Not before the page has heard that the module is there.
  __ps_browser.core->CallOnMainThread(0, PP_MakeCompletionCallback(begin, NULL), PP_OK);
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
  (void)instance;
  __ps_take(message);
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get_browser_interface) {
  (void)module;
  __ps_browser.get_interface = get_browser_interface;
  __ps_browser.core = get_browser_interface(PPB_CORE_INTERFACE);
  __ps_browser.console = get_browser_interface(PPB_CONSOLE_INTERFACE);
  __ps_browser.messaging = get_browser_interface(PPB_MESSAGING_INTERFACE);
  __ps_browser.var = get_browser_interface(PPB_VAR_INTERFACE);
  __ps_browser.buffer = get_browser_interface(PPB_VAR_ARRAY_BUFFER_INTERFACE);
  __ps_browser.dictionary = get_browser_interface(PPB_VAR_DICTIONARY_INTERFACE);
  return __ps_browser.core && __ps_browser.console && __ps_browser.messaging && __ps_browser.var
             && __ps_browser.buffer && __ps_browser.dictionary
         ? PP_OK
         : PP_ERROR_NOINTERFACE;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instance = {
      did_create, did_destroy, did_change_view, did_change_focus, handle_document_load};
  static const PPP_Messaging messaging = {handle_message};
  if (strcmp(name, PPP_INSTANCE_INTERFACE) == 0) {
    return &instance;
  }
  return strcmp(name, PPP_MESSAGING_INTERFACE) == 0 ? &messaging : NULL;
}
