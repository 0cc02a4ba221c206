/* An ordinary program in a page: link with -lppapi_simple, and main() runs there, on a thread of its
   own. What the page posts is its standard input; what it prints is posted to the page. */
#ifndef PPAPI_SIMPLE_PS_H
#define PPAPI_SIMPLE_PS_H
#include "ppapi/c/pp_instance.h"
#ifdef __cplusplus
#define PS_EXTERN_C extern "C"
#else
#define PS_EXTERN_C
#endif

typedef int (*PSMainFunc_t)(int argc, char *argv[]);

/* For programs that have no function called main: names the one that is run. */
#define PPAPI_SIMPLE_REGISTER_MAIN(function) \
  PS_EXTERN_C PSMainFunc_t PSUserMainGet(void) { return function; }
PS_EXTERN_C PSMainFunc_t PSUserMainGet(void);

/* The element; 0 when the program does not run in a page. */
PS_EXTERN_C PP_Instance PSGetInstanceId(void);

/* An interface of the browser; NULL when it has none of this name, or outside of a page. */
PS_EXTERN_C const void *PSGetInterface(const char *name);

#endif
