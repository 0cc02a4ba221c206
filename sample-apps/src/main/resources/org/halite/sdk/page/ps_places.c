// The attributes of the element that say where the standard streams go.
#include "ps.h"
#include <string.h>
#include <unistd.h>

extern char **environ;

char *__ps_prefix;
struct ps_place __ps_places[3];

/* The value of an attribute, which is in the environment in capitals; NULL without it. */
static char *attribute(const char *name) {
  size_t length = strlen(name);
  for (char **at = environ; *at; at++) {
    if (strlen(*at) > length && memcmp(*at, name, length) == 0 && (*at)[length] == '=') {
      return *at + length + 1;
    }
  }
  return NULL;
}

void __ps_log(PP_LogLevel level, const char *words, size_t length) {
  struct PP_Var text = __ps_browser.var->VarFromUtf8(words, (uint32_t)length);
  __ps_browser.console->Log(__ps_browser.instance, level, text);
  __ps_browser.var->Release(text);
}

struct PP_Var __ps_exit_text(int status) {
  enum { MOST = 4096, DIGITS = 12 };
  static char text[MOST + DIGITS];
  const char *message = attribute("PS_EXIT_MESSAGE");
  if (!message || strlen(message) > MOST) {
    return PP_MakeUndefined();
  }
  char digits[DIGITS];
  size_t length = strlen(message), count = 0;
  memcpy(text, message, length);
  text[length++] = ':';
  unsigned left = status < 0 ? -(unsigned)status : (unsigned)status;
  if (status < 0) {
    text[length++] = '-';
  }
  do {
    digits[count++] = (char)('0' + left % 10);
  } while (left /= 10);
  while (count) {
    text[length++] = digits[--count];
  }
  return __ps_browser.var->VarFromUtf8(text, (uint32_t)length);
}

/* 0 when there is no such place. */
static int find(const char *path, struct ps_place *place) {
  static const char console[] = "/dev/console";
  static const char *const messages[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty"};
  size_t length = sizeof console - 1;
  for (unsigned i = 0; i < sizeof messages / sizeof *messages; i++) {
    if (strcmp(path, messages[i]) == 0) {
      place->kind = PS_MESSAGES;
      return 1;
    }
  }
  if (strcmp(path, "/dev/null") == 0) {
    place->kind = PS_NOWHERE;
    return 1;
  }
  if (strlen(path) == length + 1 && memcmp(path, console, length) == 0 && path[length] >= '0'
      && path[length] <= '3') {
    place->kind = PS_CONSOLE;
    place->level = (PP_LogLevel)(PP_LOGLEVEL_TIP + (path[length] - '0'));
    return 1;
  }
  return 0;
}

void __ps_places_begin(void) {
  static const char *const names[] = {"PS_STDIN", "PS_STDOUT", "PS_STDERR"};
  static const char sentence[] =
      "ps_stdin, ps_stdout and ps_stderr may be /dev/tty, /dev/null and, for output, /dev/console0"
      " to /dev/console3; another place was named, and the stream stays with the page's messages";
  __ps_prefix = attribute("PS_TTY_PREFIX");
  for (int stream = 0; stream < 3; stream++) {
    struct ps_place place = {PS_MESSAGES, PP_LOGLEVEL_LOG};
    const char *path = attribute(names[stream]);
    if (path && (!find(path, &place) || (stream == 0 && place.kind == PS_CONSOLE))) {
      __ps_log(PP_LOGLEVEL_WARNING, sentence, sizeof sentence - 1);
      continue;
    }
    __ps_places[stream] = place;
  }
}
