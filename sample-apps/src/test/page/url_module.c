// Asks servers as messages say: "get FLAGS URL [BODY]" (c other origins, k credentials, r redirects
// wait) tells the answer and its first bytes; "pour N URL" reads N bytes and no more; "leave" lets go.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_url_loader.h"
#include "ppapi/c/ppb_url_request_info.h"
#include "ppapi/c/ppb_url_response_info.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_instance.h"
#include "ppapi/c/ppp_messaging.h"

static PPB_GetInterface get;
static const PPB_Core *core;
static const PPB_Messaging *messaging;
static const PPB_Var *vars;
static const PPB_URLLoader *loaders;
static const PPB_URLRequestInfo *requests;
static const PPB_URLResponseInfo *responses;
static PP_Instance element;

/* One answer on its way; only one at a time. */
static PP_Resource loader;
static char first[65], piece[65536];
static long long wanted, taken;

static void say(const char *text) {
  struct PP_Var var = vars->VarFromUtf8(text, strlen(text));
  messaging->PostMessage(element, var);
  vars->Release(var);
}

static void set(PP_Resource request, PP_URLRequestProperty property, const char *text) {
  struct PP_Var var = vars->VarFromUtf8(text, strlen(text));
  requests->SetProperty(request, property, var);
  vars->Release(var);
}

static const char *property(PP_Resource response, PP_URLResponseProperty property) {
  static char text[4096];
  uint32_t length = 0;
  const char *utf8 = vars->VarToUtf8(responses->GetProperty(response, property), &length);
  snprintf(text, sizeof text, "%.*s", utf8 ? (int)length : 0, utf8 ? utf8 : "");
  return text;
}

static void done(int32_t result) {
  char line[256];
  snprintf(line, sizeof line, "body %d %lld [%s]", (int)result, taken, first);
  say(line);
}

static void read_on(void);

static void come(void *data, int32_t result) {
  (void)data;
  if (result <= 0) {
    done(result);
    return;
  }
  for (long long i = taken; i < 64 && i < taken + result; i++)
    first[i] = piece[i - taken];
  taken += result;
  if (taken >= wanted)
    done(1);
  else
    read_on();
}

static void read_on(void) {
  long long left = wanted - taken;
  int32_t most = left < (long long)sizeof piece ? (int32_t)left : (int32_t)sizeof piece;
  loaders->ReadResponseBody(loader, piece, most, PP_MakeCompletionCallback(come, 0));
}

static void opened(void *data, int32_t result) {
  char line[5000];
  (void)data;
  if (result != PP_OK) {
    snprintf(line, sizeof line, "open %d", (int)result);
    say(line);
    return;
  }
  PP_Resource response = loaders->GetResponseInfo(loader);
  int status = responses->GetProperty(response, PP_URLRESPONSEPROPERTY_STATUSCODE).value.as_int;
  snprintf(line, sizeof line, "answer %d %s", status, property(response, PP_URLRESPONSEPROPERTY_URL));
  say(line);
  snprintf(line, sizeof line, "headers %s", property(response, PP_URLRESPONSEPROPERTY_HEADERS));
  say(line);
  if (status / 100 == 3) {
    snprintf(line, sizeof line, "redirect %s", property(response, PP_URLRESPONSEPROPERTY_REDIRECTURL));
    say(line);
    loaders->FollowRedirect(loader, PP_MakeCompletionCallback(opened, 0));
  } else {
    read_on();
  }
  core->ReleaseResource(response);
}

static void begin(const char *flags, const char *url, const char *body, long long most) {
  PP_Resource request = requests->Create(element);
  core->ReleaseResource(loader);
  loader = loaders->Create(element);
  wanted = most;
  taken = 0;
  memset(first, 0, sizeof first);
  set(request, PP_URLREQUESTPROPERTY_URL, url);
  if (body) {
    set(request, PP_URLREQUESTPROPERTY_METHOD, "POST");
    set(request, PP_URLREQUESTPROPERTY_HEADERS, "Content-Type: application/json");
    requests->AppendDataToBody(request, body, strlen(body));
  }
  requests->SetProperty(request, PP_URLREQUESTPROPERTY_ALLOWCROSSORIGINREQUESTS, PP_MakeBool(strchr(flags, 'c') != 0));
  requests->SetProperty(request, PP_URLREQUESTPROPERTY_ALLOWCREDENTIALS, PP_MakeBool(strchr(flags, 'k') != 0));
  requests->SetProperty(request, PP_URLREQUESTPROPERTY_FOLLOWREDIRECTS, PP_MakeBool(strchr(flags, 'r') == 0));
  loaders->Open(loader, request, PP_MakeCompletionCallback(opened, 0));
  core->ReleaseResource(request);
}

static void handle_message(PP_Instance instance, struct PP_Var message) {
  char text[1024];
  uint32_t length = 0;
  const char *utf8 = vars->VarToUtf8(message, &length);
  (void)instance;
  snprintf(text, sizeof text, "%.*s", (int)length, utf8);
  char *words[4] = {strtok(text, " "), strtok(0, " "), strtok(0, " "), strtok(0, "")};
  if (!strcmp(words[0], "get")) {
    begin(words[1], words[2], words[3], 1LL << 40);
  } else if (!strcmp(words[0], "pour")) {
    begin("c", words[2], 0, atoll(words[1]));
  } else {
    core->ReleaseResource(loader);
    loader = 0;
    say("left");
  }
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[], const char *values[]) {
  (void)count, (void)names, (void)values;
  element = instance;
  return PP_TRUE;
}
static void did_destroy(PP_Instance instance) { (void)instance; }
static void did_change_view(PP_Instance instance, PP_Resource view) { (void)instance, (void)view; }
static void did_change_focus(PP_Instance instance, PP_Bool focus) { (void)instance, (void)focus; }
static PP_Bool handle_document_load(PP_Instance instance, PP_Resource of) {
  (void)instance, (void)of;
  return PP_FALSE;
}

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get_browser_interface) {
  (void)module;
  get = get_browser_interface;
  core = get(PPB_CORE_INTERFACE);
  messaging = get(PPB_MESSAGING_INTERFACE_1_0);
  vars = get(PPB_VAR_INTERFACE);
  loaders = get(PPB_URLLOADER_INTERFACE);
  requests = get(PPB_URLREQUESTINFO_INTERFACE);
  responses = get(PPB_URLRESPONSEINFO_INTERFACE);
  return loaders && requests && responses ? PP_OK : PP_ERROR_NOINTERFACE;
}
void PPP_ShutdownModule(void) {}
const void *PPP_GetInterface(const char *name) {
  static const PPP_Instance instances = {did_create, did_destroy, did_change_view, did_change_focus,
                                         handle_document_load};
  static const PPP_Messaging messages = {handle_message};
  return !strcmp(name, PPP_INSTANCE_INTERFACE) ? (const void *)&instances
       : !strcmp(name, PPP_MESSAGING_INTERFACE) ? (const void *)&messages : 0;
}
