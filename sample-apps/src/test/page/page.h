/* A page's module in C, for tests: supply a function that answers a text with a text. */
#include <halite/irt.h>
#include <string.h>

struct var {
  int type, padding;
  long long value;
};
enum { STRING = 5, AT_SYSINFO = 32 };

static struct {
  void (*add)(struct var);
  void (*release)(struct var);
  struct var (*from_utf8)(const char *, unsigned);
  const char *(*to_utf8)(struct var, unsigned *);
} *texts;
static struct {
  void (*post)(int, struct var);
} *messaging;

const char *answer(const char *question);

static void say(int instance, const char *text) {
  struct var var = texts->from_utf8(text, strlen(text));
  messaging->post(instance, var);
  texts->release(var);
}

static int did_create(int instance, unsigned count, const char **names, const char **values) {
  (void)instance; (void)count; (void)names; (void)values;
  return 1;
}
static void ignore(void) {}
static int refuse(void) { return 0; }
static void handle_message(int instance, struct var message) {
  static char question[256];
  unsigned length = 0;
  const char *text = texts->to_utf8(message, &length);
  length = length < sizeof question ? length : sizeof question - 1;
  memcpy(question, text, length);
  question[length] = 0;
  say(instance, answer(question));
}

static int initialize(int module, const void *(*get)(const char *)) {
  (void)module;
  texts = (void *)get("PPB_Var;1.2");
  messaging = (void *)get("PPB_Messaging;1.0");
  return texts && messaging ? 0 : -2;
}

static const void *interface(const char *name) {
  static void *const instance[] = {did_create, ignore, ignore, ignore, refuse};
  static void *const messages[] = {handle_message};
  return !strcmp(name, "PPP_Instance;1.1") ? instance
       : !strcmp(name, "PPP_Messaging;1.0") ? messages : 0;
}

int main(void) {
  static void *const start[] = {initialize, ignore, interface};
  struct {
    int (*start)(void *const *);
    void *thread_creator;
  } hook;
  return __nacl_irt_query("nacl-irt-ppapihook-0.1", &hook, sizeof hook) == sizeof hook
      ? hook.start(start) : 1;
}
