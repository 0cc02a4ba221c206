// Says what it is told about its place: each DidChangeView and DidChangeFocus as one line.
#include <stdio.h>
#include <string.h>
#include "ppapi/c/pp_errors.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_view.h"
#include "ppapi/c/ppp.h"
#include "ppapi/c/ppp_instance.h"

static const PPB_Messaging *messaging;
static const PPB_Var *vars;
static const PPB_View *views;

static void say(PP_Instance instance, const char *text) {
  struct PP_Var var = vars->VarFromUtf8(text, strlen(text));
  messaging->PostMessage(instance, var);
  vars->Release(var);
}

static PP_Bool did_create(PP_Instance instance, uint32_t count, const char *names[],
                          const char *values[]) {
  (void)instance, (void)count, (void)names, (void)values;
  return PP_TRUE;
}

static void did_destroy(PP_Instance instance) {
  (void)instance;
}

static void did_change_view(PP_Instance instance, PP_Resource view) {
  struct PP_Rect at, clip;
  struct PP_Point scroll;
  char line[256];
  if (!views->IsView(view) || !views->GetRect(view, &at) || !views->GetClipRect(view, &clip)
      || !views->GetScrollOffset(view, &scroll)) {
    say(instance, "no view");
    return;
  }
  snprintf(line, sizeof line, "view %d,%d %dx%d clip %d,%d %dx%d visible %d %d scroll %d,%d css %d%%",
           at.point.x, at.point.y, at.size.width, at.size.height, clip.point.x, clip.point.y,
           clip.size.width, clip.size.height, views->IsVisible(view), views->IsPageVisible(view),
           scroll.x, scroll.y, (int)(100 * views->GetCSSScale(view) + 0.5f));
  say(instance, line);
}

static void did_change_focus(PP_Instance instance, PP_Bool has_focus) {
  say(instance, has_focus ? "focus" : "blur");
}

static PP_Bool handle_document_load(PP_Instance instance, PP_Resource loader) {
  (void)instance, (void)loader;
  return PP_FALSE;
}

static const PPP_Instance instance_interface = {did_create, did_destroy, did_change_view,
                                                did_change_focus, handle_document_load};

int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get) {
  (void)module;
  messaging = get(PPB_MESSAGING_INTERFACE);
  vars = get(PPB_VAR_INTERFACE);
  views = get(PPB_VIEW_INTERFACE);
  return messaging && vars && views ? PP_OK : PP_ERROR_FAILED;
}

void PPP_ShutdownModule(void) {}

const void *PPP_GetInterface(const char *name) {
  return strcmp(name, PPP_INSTANCE_INTERFACE) == 0 ? &instance_interface : NULL;
}
