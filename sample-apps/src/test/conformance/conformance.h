/* The frame of a conformance module: it calls every function of its interfaces with good, bad and
 * absent arguments and posts [[interface, checks, [what failed, by line]], ...] to its page.
 *
 * A module supplies `conformance`, begins each interface with `begin` and ends with `finish`. The table that
 * `begin` gives records which functions were called through it: each must have done what it is for, have been
 * refused a wrong argument, but for what one-way.txt excepts, and have been called without each of its handles,
 * variables and pointers. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb.h"
#include "ppapi/c/ppb_console.h"
#include "ppapi/c/ppb_input_event.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_array.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_input_event.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

/* One function of an interface: which results it had, as bits. */
enum { ACCEPTED = 1, REFUSED = 2 };
struct recorded_slot {
  const char *name;
  int asked, never; /* results that must come, and that cannot */
  const char *optional[10]; /* by their places, the arguments that a call must have left out */
  unsigned absent; /* the places of those that one did */
  int calls, seen;
  unsigned char first[16]; /* the first argument of the first call */
  unsigned char bad[16]; /* one that was no resource, in what answers an error */
  int has_bad;
};

/* A table that passes calls on to the browser's, `*real`, and records them. */
struct recorded {
  const char *interface;
  int count;
  struct recorded_slot *slots;
  const void *const *wrappers;
  const void *const **real;
  int section; /* of the report, from 1 */
};

static pthread_mutex_t recording = PTHREAD_MUTEX_INITIALIZER;

struct recorded_argument {
  unsigned char bytes[16];
};

static inline struct recorded_argument recorded_argument(const void *first, size_t size) {
  struct recorded_argument argument = {{0}};
  memcpy(argument.bytes, first, size < 16 ? size : 16);
  return argument;
}

static inline void record(struct recorded_slot *slot, const void *first, size_t size, int seen) {
  struct recorded_argument argument = recorded_argument(first, size);
  pthread_mutex_lock(&recording);
  if (!slot->calls++)
    memcpy(slot->first, argument.bytes, 16);
  slot->seen |= seen;
  pthread_mutex_unlock(&recording);
}

static inline void record_absent(struct recorded_slot *slot, unsigned arguments) {
  pthread_mutex_lock(&recording);
  slot->absent |= arguments;
  pthread_mutex_unlock(&recording);
}

/* Numbers, handles, flags, pointers and structs: nothing is 0, or -1. */
static inline void record_value(struct recorded_slot *slot, const void *first, size_t size, const void *result,
                                size_t result_size) {
  static const unsigned char zero[64];
  static const int minus = -1;
  int none = !memcmp(result, zero, result_size) || (result_size == 4 && !memcmp(result, &minus, 4));
  record(slot, first, size, none ? REFUSED : ACCEPTED);
}

/* PP_OK, an error, or how many. */
static inline void record_error(struct recorded_slot *slot, const void *first, size_t size, const void *result,
                                size_t result_size) {
  int32_t value;
  memcpy(&value, result, result_size);
  struct recorded_argument argument = recorded_argument(first, size);
  pthread_mutex_lock(&recording);
  if (value == PP_ERROR_BADRESOURCE) {
    memcpy(slot->bad, argument.bytes, 16);
    slot->has_bad = 1;
  }
  /* What a callback is going to hear is an error all the same. */
  int late = value == PP_OK_COMPLETIONPENDING && slot->has_bad && !memcmp(slot->bad, argument.bytes, 16);
  pthread_mutex_unlock(&recording);
  record(slot, first, size,
         late ? 0 : value >= PP_OK || value == PP_OK_COMPLETIONPENDING ? ACCEPTED : REFUSED);
}

static inline void record_var(struct recorded_slot *slot, const void *first, size_t size, const void *result,
                              size_t result_size) {
  struct PP_Var var;
  memcpy(&var, result, result_size);
  record(slot, first, size, var.type == PP_VARTYPE_UNDEFINED || var.type == PP_VARTYPE_NULL ? REFUSED : ACCEPTED);
}

/* What answers nothing is called for two things at least. */
static inline void record_nothing(struct recorded_slot *slot, const void *first, size_t size) {
  struct recorded_argument argument = recorded_argument(first, size);
  record(slot, first, size, slot->calls && memcmp(slot->first, argument.bytes, 16) ? REFUSED : ACCEPTED);
}

#include "recorded_calls.h" /* recorded_tables */

/* What a module does; all but `run` may be absent. */
struct conformance {
  void (*run)(void); /* first, after DidCreate */
  void (*view)(PP_Resource view);
  void (*focus)(PP_Bool has_focus);
  void (*message)(struct PP_Var message);
  PP_Bool (*input)(PP_Resource event);
};
extern const struct conformance conformance;

static PPB_GetInterface get_interface;
static PP_Module module;
static PP_Instance instance;
static struct PP_Var conformance_report, conformance_failures;
static int conformance_checks;
static int conformance_sections;

static const PPB_Var *conformance_var;
static const PPB_VarArray *conformance_array;

static struct PP_Var conformance_text(const char *text) {
  return conformance_var->VarFromUtf8(text, strlen(text));
}

static inline void conformance_check(int holds, const char *condition, int line) {
  char failure[200];
  conformance_checks++;
  if (holds)
    return;
  snprintf(failure, sizeof failure, "line %d: %s", line, condition);
  struct PP_Var text = conformance_text(failure);
  conformance_array->Set(conformance_failures, conformance_array->GetLength(conformance_failures), text);
  conformance_var->Release(text);
}

#define CHECK(condition) conformance_check((condition) ? 1 : 0, #condition, __LINE__)

/* Ends the section before, if there is one. */
static inline void conformance_end_section(void) {
  if (!conformance_sections)
    return;
  struct PP_Var section = conformance_array->Get(conformance_report, conformance_sections - 1);
  conformance_array->Set(section, 1, PP_MakeInt32(conformance_checks));
  conformance_var->Release(section);
}

/* The function table of an interface; what is checked from here on is counted for it. */
static inline const void *begin(const char *interface) {
  conformance_end_section();
  conformance_checks = 0;
  struct PP_Var section = conformance_array->Create(), name = conformance_text(interface);
  conformance_failures = conformance_array->Create();
  conformance_array->Set(section, 0, name);
  conformance_array->Set(section, 2, conformance_failures);
  conformance_array->Set(conformance_report, conformance_sections++, section);
  conformance_var->Release(name);
  conformance_var->Release(section);
  conformance_var->Release(conformance_failures);  /* the report holds it */
  const void *table = get_interface(interface);
  conformance_check(table != 0, "the interface is there", 0);
  for (unsigned i = 0; i < sizeof recorded_tables / sizeof *recorded_tables; i++) {
    struct recorded *recorded = &recorded_tables[i];
    if (table && !strcmp(recorded->interface, interface)) {
      recorded->section = conformance_sections;
      *recorded->real = table;
      return recorded->wrappers;
    }
  }
  conformance_check(0, "the interface is one of those that this module proves", 0);
  return table;
}

static inline void conformance_note(struct PP_Var failures, const char *function, const char *what, const char *more) {
  char failure[200];
  snprintf(failure, sizeof failure, "%s %s%s", function, what, more);
  struct PP_Var text = conformance_text(failure);
  conformance_array->Set(failures, conformance_array->GetLength(failures), text);
  conformance_var->Release(text);
}

/* Which functions of its tables were not called with all the results that they can have. */
static inline void conformance_look_back(void) {
  for (unsigned i = 0; i < sizeof recorded_tables / sizeof *recorded_tables; i++) {
    struct recorded *recorded = &recorded_tables[i];
    if (!recorded->section)
      continue;
    struct PP_Var section = conformance_array->Get(conformance_report, recorded->section - 1);
    struct PP_Var failures = conformance_array->Get(section, 2);
    for (int k = 0; k < recorded->count; k++) {
      const struct recorded_slot *slot = &recorded->slots[k];
      int missing = slot->asked & ~slot->seen;
      const char *what = !slot->calls                 ? "was never called"
                         : missing & ACCEPTED         ? "never did what it is for"
                         : missing & REFUSED          ? "never had a wrong argument"
                         : slot->never & slot->seen   ? "did what one-way.txt says it never does"
                                                      : 0;
      if (what)
        conformance_note(failures, slot->name, what, "");
      for (int i = 0; slot->calls && i < 10; i++)
        if (slot->optional[i] && !(slot->absent >> i & 1))
          conformance_note(failures, slot->name, "was never called without its ", slot->optional[i]);
    }
    conformance_var->Release(failures);
    conformance_var->Release(section);
  }
}

/* Posts the report. */
static inline void finish(void) {
  const PPB_Messaging *messaging = get_interface(PPB_MESSAGING_INTERFACE_1_0);
  conformance_end_section();
  conformance_look_back();
  messaging->PostMessage(instance, conformance_report);
}

static inline int same_text(struct PP_Var var, const char *text) {
  uint32_t length = 0;
  const char *found = conformance_var->VarToUtf8(var, &length);
  return found && length == strlen(text) && !memcmp(found, text, length);
}

static PP_Bool did_create(PP_Instance created, uint32_t count, const char *names[], const char *values[]) {
  (void)count;
  (void)names;
  (void)values;
  instance = created;
  conformance_report = conformance_array->Create();
  conformance.run();
  return PP_TRUE;
}

static void did_destroy(PP_Instance destroyed) { (void)destroyed; }

static void did_change_view(PP_Instance viewed, PP_Resource view) {
  (void)viewed;
  if (conformance.view)
    conformance.view(view);
}

static void did_change_focus(PP_Instance focused, PP_Bool has_focus) {
  (void)focused;
  if (conformance.focus)
    conformance.focus(has_focus);
}

static PP_Bool handle_document_load(PP_Instance loaded, PP_Resource loader) {
  (void)loaded;
  (void)loader;
  return PP_FALSE;
}

static void handle_message(PP_Instance receiver, struct PP_Var message) {
  (void)receiver;
  if (conformance.message)
    conformance.message(message);
}

static PP_Bool handle_input(PP_Instance receiver, PP_Resource event) {
  (void)receiver;
  return conformance.input ? conformance.input(event) : PP_FALSE;
}

int32_t PPP_InitializeModule(PP_Module initialized, PPB_GetInterface get) {
  module = initialized;
  get_interface = get;
  conformance_var = get(PPB_VAR_INTERFACE_1_2);
  conformance_array = get(PPB_VAR_ARRAY_INTERFACE_1_0);
  return conformance_var && conformance_array ? PP_OK : PP_ERROR_NOINTERFACE;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instances = {did_create, did_destroy, did_change_view, did_change_focus,
                                         handle_document_load};
  static const PPP_Messaging messages = {handle_message};
  static const PPP_InputEvent inputs = {handle_input};
  return !strcmp(name, PPP_INSTANCE_INTERFACE)      ? (const void *)&instances
         : !strcmp(name, PPP_MESSAGING_INTERFACE)   ? (const void *)&messages
         : !strcmp(name, PPP_INPUT_EVENT_INTERFACE) ? (const void *)&inputs
                                                    : 0;
}
