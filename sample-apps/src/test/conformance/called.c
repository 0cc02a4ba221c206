// What the browser calls: PPP_InitializeModule, PPP_Instance and PPP_Messaging, as they come while the page
// focuses the element, leaves it, and posts two messages; the second asks for the report. With OLD it has
// version 1.0 of PPP_Instance alone. DidDestroy, after which nothing can be posted, makes a thousand variables:
// the page's transcript tells that the module has left them.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_array.h"
#include "ppapi/c/ppb_view.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

#ifdef OLD
static const char version[] = PPP_INSTANCE_INTERFACE_1_0;
#else
static const char version[] = PPP_INSTANCE_INTERFACE_1_1;
#endif

static PPB_GetInterface get;
static const PPB_Core *core;
static const PPB_Messaging *messaging;
static const PPB_Var *vars;
static const PPB_VarArray *arrays;
static PP_Instance element;
static struct PP_Var failures[2]; /* of PPP_Instance and PPP_Messaging */
static int checks[2], initialized, asked, created, viewed, focused, blurred, heard;

static struct PP_Var text_of(const char *text) { return vars->VarFromUtf8(text, strlen(text)); }

static void check(int section, int holds, const char *condition, int line) {
  char failure[200];
  checks[section]++;
  if (!holds) {
    snprintf(failure, sizeof failure, "line %d: %s", line, condition);
    arrays->Set(failures[section], arrays->GetLength(failures[section]), text_of(failure));
  }
}

#define CHECK(condition) check(0, (condition) ? 1 : 0, #condition, __LINE__)
#define CHECK_MESSAGE(condition) check(1, (condition) ? 1 : 0, #condition, __LINE__)

static int is(struct PP_Var var, const char *text) {
  uint32_t length = 0;
  const char *utf8 = vars->VarToUtf8(var, &length);
  return utf8 && length == strlen(text) && !memcmp(utf8, text, length);
}

static const char *attribute(uint32_t count, const char *names[], const char *values[], const char *name) {
  for (uint32_t i = 0; i < count; i++)
    if (!strcmp(names[i], name))
      return values[i];
  return "none";
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[], const char *values[]) {
  int upper = 0;
  element = instance;
  CHECK(initialized == 1 && asked && !created++ && !viewed && !focused);
  CHECK(instance != 0);
  CHECK(core->IsMainThread());
  CHECK(!strcmp(attribute(count, names, values, "type"), "application/x-nacl"));
  CHECK(!strcmp(attribute(count, names, values, "width"), "200"));
  CHECK(!strcmp(attribute(count, names, values, "custom"), "Value \xc3\xa4")); /* CuStom in the page */
  CHECK(!strcmp(attribute(count, names, values, "empty"), ""));
  CHECK(!strcmp(attribute(count, names, values, "absent"), "none"));
  for (uint32_t i = 0; i < count; i++)
    for (const char *c = names[i]; *c; c++)
      upper |= isupper((unsigned char)*c);
  CHECK(!upper);
  return PP_TRUE;
}

#ifdef OLD
static void did_change_view(PP_Instance instance, const struct PP_Rect *position, const struct PP_Rect *clip) {
  if (viewed++)
    return;
  CHECK(created == 1 && instance == element);
  CHECK(position->size.width == 200 && position->size.height == 100);
  CHECK(clip->point.x == 0 && clip->point.y == 0 && clip->size.width == 200 && clip->size.height == 100);
}
#else
static void did_change_view(PP_Instance instance, PP_Resource view) {
  const PPB_View *views = get(PPB_VIEW_INTERFACE);
  struct PP_Rect position = {{0, 0}, {0, 0}};
  if (viewed++)
    return;
  CHECK(created == 1 && instance == element);
  CHECK(views->IsView(view) && views->GetRect(view, &position));
  CHECK(position.size.width == 200 && position.size.height == 100);
}
#endif

static void did_change_focus(PP_Instance instance, PP_Bool has_focus) {
  CHECK(created == 1 && instance == element);
  CHECK(has_focus == (focused > blurred ? PP_FALSE : PP_TRUE)); /* in turns */
  focused += has_focus;
  blurred += !has_focus;
  messaging->PostMessage(element, text_of(has_focus ? "focus" : "blur"));
}

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  (void)instance, (void)loader;
  CHECK(!"an element of a page has no document of its own");
  return PP_FALSE;
}

static void did_destroy(PP_Instance instance) {
  int made = instance == element && core->IsMainThread() && created == 1 ? 1000 : 0;
  while (made--)
    text_of("left");
}

static void report(int section, const char *interface, struct PP_Var all) {
  struct PP_Var row = arrays->Create();
  arrays->Set(row, 0, text_of(interface));
  arrays->Set(row, 1, PP_MakeInt32(checks[section]));
  arrays->Set(row, 2, failures[section]);
  arrays->Set(all, section, row);
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  CHECK_MESSAGE(created == 1 && viewed && instance == element);
  CHECK_MESSAGE(core->IsMainThread());
  CHECK_MESSAGE(is(message, heard ? "report" : "first"));
  if (!heard++)
    return;
  CHECK(focused == 1 && blurred == 1);
  struct PP_Var all = arrays->Create();
  report(0, version, all);
  report(1, PPP_MESSAGING_INTERFACE, all);
  messaging->PostMessage(element, all);
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get_browser_interface) {
  get = get_browser_interface;
  core = get(PPB_CORE_INTERFACE);
  messaging = get(PPB_MESSAGING_INTERFACE);
  vars = get(PPB_VAR_INTERFACE);
  arrays = get(PPB_VAR_ARRAY_INTERFACE);
  failures[0] = arrays->Create();
  failures[1] = arrays->Create();
  CHECK(module != 0 && core->IsMainThread() && !asked && !initialized++);
  return PP_OK;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
#ifdef OLD
  static const struct PPP_Instance_1_0 instances = {did_create, did_destroy, did_change_view, did_change_focus,
                                                    handle_document_load};
#else
  static const struct PPP_Instance_1_1 instances = {did_create, did_destroy, did_change_view, did_change_focus,
                                                    handle_document_load};
#endif
  static const PPP_Messaging messages = {handle_message};
  asked = 1;
  return !strcmp(name, version) ? (const void *)&instances
       : !strcmp(name, PPP_MESSAGING_INTERFACE) ? (const void *)&messages : 0;
}
