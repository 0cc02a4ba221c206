// The way from main() to the page.
#include <halite/irt.h>
#include <halite/ppapi_start.h>
#include <string.h>
#include <unistd.h>
#if __has_include(<pthread.h>)
#include <pthread.h>
#include <stdlib.h>
#include <errno.h>

/* Threads that the browser makes for callbacks are the C library's. */
struct start {
  void (*function)(void *argument);
  void *argument;
};

static void *begin(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
  start.function(start.argument);
  return NULL;
}

static int thread_create(uintptr_t *thread, void (*function)(void *argument), void *argument) {
  struct start *start = malloc(sizeof *start);
  if (!start) {
    return ENOMEM;
  }
  *start = (struct start){function, argument};
  pthread_t made;
  int error = pthread_create(&made, NULL, begin, start);
  if (error) {
    free(start);
  } else {
    *thread = (uintptr_t)made;
  }
  return error;
}

static int thread_join(uintptr_t thread) {
  return pthread_join((pthread_t)thread, NULL);
}

static const struct PP_ThreadFunctions threads = {thread_create, thread_join};
#endif

int PpapiPluginMain(void) {
  static const struct PP_StartFunctions functions = {
      PPP_InitializeModule, PPP_ShutdownModule, PPP_GetInterface};
  static const char sentence[] =
      "this module is for a page: embed it in one, and open that with halite open\n";
  struct nacl_irt_ppapihook hook;
  if (__nacl_irt_query(NACL_IRT_PPAPIHOOK_v0_1, &hook, sizeof hook) != sizeof hook) {
    write(2, sentence, sizeof sentence - 1);
    return 1;
  }
#if __has_include(<pthread.h>)
  hook.ppapi_register_thread_creator(&threads);
#endif
  return hook.ppapi_start(&functions);
}
