/* How a page's module and its browser meet: an interface of the IRT (spec/ppapi-binding.md). */
#ifndef HALITE_PPAPI_START_H
#define HALITE_PPAPI_START_H
#include <stdint.h>
#include "ppapi/c/ppp.h"
#ifdef __cplusplus
extern "C" {
#endif

struct PP_StartFunctions {
  int32_t (*PPP_InitializeModule)(PP_Module module, PPB_GetInterface get_browser_interface);
  void (*PPP_ShutdownModule)(void);
  const void *(*PPP_GetInterface)(const char *interface_name);
};

struct PP_ThreadFunctions {
  int (*thread_create)(uintptr_t *thread, void (*function)(void *argument), void *argument);
  int (*thread_join)(uintptr_t thread);
};

#define NACL_IRT_PPAPIHOOK_v0_1 "nacl-irt-ppapihook-0.1"
struct nacl_irt_ppapihook {
  int (*ppapi_start)(const struct PP_StartFunctions *functions);
  void (*ppapi_register_thread_creator)(const struct PP_ThreadFunctions *functions);
};

/* Serves the page until it is gone: calls PPP_InitializeModule and what follows on this thread.
   Returns what main should return. */
int PpapiPluginMain(void);

#ifdef __cplusplus
}
#endif
#endif
