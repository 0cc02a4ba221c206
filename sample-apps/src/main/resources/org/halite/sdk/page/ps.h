// What the parts of libppapi_simple know of each other.
#include <halite/irt.h>
#include <ppapi_simple/ps.h>
#include "ppapi/c/ppb.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_console.h"
#include "ppapi/c/ppb_messaging.h"
#include "ppapi/c/ppb_var.h"
#include "ppapi/c/ppb_var_array_buffer.h"
#include "ppapi/c/ppb_var_dictionary.h"

struct ps_browser {
  PP_Instance instance;
  PPB_GetInterface get_interface;
  const PPB_Core *core;
  const PPB_Console *console;
  const PPB_Messaging *messaging;
  const PPB_Var *var;
  const PPB_VarArrayBuffer *buffer;
  const PPB_VarDictionary *dictionary;
};
extern struct ps_browser __ps_browser;

/* The runtime's own tables, before the program gets them with other functions in them. */
extern nacl_irt_query __ps_runtime_query;

/* Text that messages of standard streams start with, as the attribute ps_tty_prefix says; or NULL. */
extern char *__ps_prefix;

/* Where each standard stream comes from or goes: messages, the console, or nowhere. */
struct ps_place {
  enum { PS_MESSAGES, PS_CONSOLE, PS_NOWHERE } kind;
  PP_LogLevel level; /* of lines on the console */
};
extern struct ps_place __ps_places[3];

/* Reads the attributes, which are in the environment. */
void __ps_places_begin(void);

/* The text of the attribute ps_exit_message, a colon and the status; undefined without it. */
struct PP_Var __ps_exit_text(int status);

/* A line of UTF-8 on the page's console. */
void __ps_log(PP_LogLevel level, const char *words, size_t length);

/* Waits until nobody else holds the lock; 0 is an open one. */
void __ps_lock(int *lock);
void __ps_unlock(int *lock);
void __ps_wait(int *word, int while_it_is);
void __ps_wake(int *word);

/* Room that is never given back; NULL when there is none. */
void *__ps_room(size_t size);

/* Runs the function on a new thread; 0 or an error number. */
int __ps_thread(void (*function)(void));

/* A message of the page is for standard input. Waits while too many are unread. */
void __ps_take(struct PP_Var message);

/* Puts the streams of the page into the program's tables. */
void __ps_streams_begin(void);
size_t __ps_query(const char *name, void *table, size_t size);
