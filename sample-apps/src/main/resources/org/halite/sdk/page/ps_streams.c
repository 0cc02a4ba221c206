// Standard input, output and error of a program in a page.
#include "ps.h"
#include <irt.h>
#include <string.h>

enum { INPUT = 0, OUTPUT = 1, ERRORS = 2, MOST_UNREAD = 1024, MOST_AT_ONCE = 32768 };

static struct nacl_irt_fdio real;
static struct nacl_irt_basic real_basic;
static int ready;

/* Messages of the page that are not read to their end: a ring. */
static struct PP_Var unread[MOST_UNREAD];
static unsigned first, count;
static uint32_t offset;
static int ring_lock, changes;

/* A character of UTF-8 that was not written to its end yet, for each stream. */
static struct tail {
  unsigned char bytes[4];
  unsigned length;
} tails[3];
static int output_lock;

static int starts_with(const char *text, uint32_t length, const char *prefix, uint32_t *past) {
  *past = (uint32_t)strlen(prefix);
  return length >= *past && memcmp(text, prefix, *past) == 0;
}

static void changed(void) {
  __sync_fetch_and_add(&changes, 1);
  __ps_wake(&changes);
}

static int is_input(struct PP_Var message) {
  if (message.type == PP_VARTYPE_NULL || message.type == PP_VARTYPE_ARRAY_BUFFER) {
    return 1;
  }
  if (message.type != PP_VARTYPE_STRING) {
    return 0;
  }
  uint32_t length, past;
  const char *text = __ps_browser.var->VarToUtf8(message, &length);
  return !__ps_prefix || starts_with(text, length, __ps_prefix, &past);
}

void __ps_take(struct PP_Var message) {
  static const char sentence[] =
      "standard input takes strings (behind ps_tty_prefix, if that is set), ArrayBuffers, and null for"
      " its end; another message was dropped";
  if (__ps_places[INPUT].kind == PS_NOWHERE) {
    return;
  }
  if (!is_input(message)) {
    __ps_log(PP_LOGLEVEL_WARNING, sentence, sizeof sentence - 1);
    return;
  }
  __ps_browser.var->AddRef(message);
  for (;;) {
    int seen = __atomic_load_n(&changes, __ATOMIC_SEQ_CST);
    __ps_lock(&ring_lock);
    if (count < MOST_UNREAD) {
      unread[(first + count++) % MOST_UNREAD] = message;
      __ps_unlock(&ring_lock);
      changed();
      return;
    }
    __ps_unlock(&ring_lock);
    __ps_wait(&changes, seen);
  }
}

/* Copies from the first message; -1 when it has no more. Sets *end at the end of input. */
static int copy_from(struct PP_Var message, char *to, size_t size, int *end) {
  uint32_t length = 0, past = 0;
  const char *bytes;
  if (message.type == PP_VARTYPE_NULL) {
    *end = 1;
    return -1;
  }
  if (message.type == PP_VARTYPE_STRING) {
    bytes = __ps_browser.var->VarToUtf8(message, &length);
    if (__ps_prefix) {
      starts_with(bytes, length, __ps_prefix, &past);
    }
  } else {
    bytes = __ps_browser.buffer->Map(message);
    __ps_browser.buffer->ByteLength(message, &length);
  }
  if (offset < past) {
    offset = past;
  }
  if (!bytes || offset >= length) {
    return -1;
  }
  if (size > length - offset) {
    size = length - offset;
  }
  memcpy(to, bytes + offset, size);
  offset += (uint32_t)size;
  return (int)size;
}

static int page_read(int descriptor, void *bytes, size_t size, size_t *done) {
  if (descriptor != INPUT || !ready) {
    return real.read(descriptor, bytes, size, done);
  }
  *done = 0;
  for (int end = __ps_places[INPUT].kind == PS_NOWHERE; size && !end;) {
    int seen = __atomic_load_n(&changes, __ATOMIC_SEQ_CST);
    __ps_lock(&ring_lock);
    if (!count) {
      __ps_unlock(&ring_lock);
      __ps_wait(&changes, seen);
      continue;
    }
    struct PP_Var message = unread[first];
    int copied = copy_from(message, bytes, size, &end);
    if (copied < 0) {
      first = (first + 1) % MOST_UNREAD;
      count--;
      offset = 0;
    }
    __ps_unlock(&ring_lock);
    if (copied >= 0) {
      *done = (size_t)copied;
      return 0;
    }
    __ps_browser.var->Release(message);
    changed();
  }
  return 0;
}

/* Length of the character that starts with this byte; 1 for one that starts none. */
static unsigned length_of(unsigned char byte) {
  return byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3
         : byte >= 0xc2 && byte < 0xe0 ? 2 : 1;
}

/* 1 when a whole character of UTF-8 starts here, 0 when none does, -1 when its end is missing. */
static int whole(const unsigned char *at, size_t left) {
  static const unsigned char replaced_low[] = {0xe0, 0xa0, 0xf0, 0x90};
  unsigned length = length_of(*at);
  if (length == 1) {
    return *at < 0x80;
  }
  for (unsigned i = 1; i < length; i++) {
    if (i == left) {
      return -1;
    }
    if ((at[i] & 0xc0) != 0x80) {
      return 0;
    }
  }
  for (unsigned i = 0; i < sizeof replaced_low; i += 2) {
    if (at[0] == replaced_low[i] && at[1] < replaced_low[i + 1]) {
      return 0;
    }
  }
  return !(at[0] == 0xed && at[1] > 0x9f) && !(at[0] == 0xf4 && at[1] > 0x8f);
}

static void post(struct PP_Var message) {
  __ps_browser.messaging->PostMessage(__ps_browser.instance, message);
  __ps_browser.var->Release(message);
}

static struct PP_Var text_var(const char *text, size_t length) {
  return __ps_browser.var->VarFromUtf8(text, (uint32_t)length);
}

static void post_under(const char *key, struct PP_Var value) {
  struct PP_Var message = __ps_browser.dictionary->Create();
  struct PP_Var name = text_var(key, strlen(key));
  __ps_browser.dictionary->Set(message, name, value);
  __ps_browser.var->Release(name);
  __ps_browser.var->Release(value);
  post(message);
}

/* Text that is UTF-8. */
static void say(int stream, const char *text, size_t length) {
  static char with_prefix[MOST_AT_ONCE * 4];
  if (!length || __ps_places[stream].kind == PS_NOWHERE) {
    return;
  }
  if (__ps_places[stream].kind == PS_CONSOLE) {
    __ps_log(__ps_places[stream].level, text, length - (text[length - 1] == '\n'));
    return;
  }
  size_t before = __ps_prefix ? strlen(__ps_prefix) : 0;
  if (__ps_prefix && before + length <= sizeof with_prefix) {
    memcpy(with_prefix, __ps_prefix, before);
    memcpy(with_prefix + before, text, length);
    post(text_var(with_prefix, before + length));
  } else {
    post_under(stream == OUTPUT ? "stdout" : "stderr", text_var(text, length));
  }
}

/* Bytes that are no UTF-8 become U+FFFD; an unfinished character waits for its rest. */
static void convert(int stream, const unsigned char *bytes, size_t size, int last) {
  static char text[MOST_AT_ONCE * 3];
  static unsigned char all[MOST_AT_ONCE + 4];
  struct tail *tail = &tails[stream];
  memcpy(all, tail->bytes, tail->length);
  memcpy(all + tail->length, bytes, size);
  size += tail->length;
  tail->length = 0;
  size_t length = 0;
  for (size_t at = 0; at < size;) {
    int kind = whole(all + at, size - at);
    if (kind < 0 && !last) {
      tail->length = (unsigned)(size - at);
      memcpy(tail->bytes, all + at, tail->length);
      break;
    }
    if (kind == 1) {
      unsigned step = length_of(all[at]);
      memcpy(text + length, all + at, step);
      length += step;
      at += step;
    } else {
      memcpy(text + length, "\xef\xbf\xbd", 3);
      length += 3;
      at++;
    }
  }
  say(stream, text, length);
}

static int page_write(int descriptor, const void *bytes, size_t size, size_t *done) {
  if ((descriptor != OUTPUT && descriptor != ERRORS) || !ready) {
    return real.write(descriptor, bytes, size, done);
  }
  *done = size > MOST_AT_ONCE ? MOST_AT_ONCE : size;
  __ps_lock(&output_lock);
  convert(descriptor, bytes, *done, 0);
  __ps_unlock(&output_lock);
  return 0;
}

/* The standard streams are what a person sits at. */
static int page_fstat(int descriptor, struct stat *result) {
  enum { SIZE = 104, MODE_AT = 16, LINKS_AT = 20, TERMINAL = 020620 };
  if (descriptor < INPUT || descriptor > ERRORS || !ready) {
    return real.fstat(descriptor, result);
  }
  static const unsigned mode = TERMINAL, links = 1;
  memset(result, 0, SIZE);
  memcpy((char *)result + MODE_AT, &mode, sizeof mode);
  memcpy((char *)result + LINKS_AT, &links, sizeof links);
  return 0;
}

static void page_exit(int status) {
  if (ready) {
    __ps_lock(&output_lock);
    convert(OUTPUT, (const unsigned char *)"", 0, 1);
    convert(ERRORS, (const unsigned char *)"", 0, 1);
    struct PP_Var message = __ps_exit_text(status);
    if (message.type == PP_VARTYPE_STRING) {
      post(message);
    } else if (!__ps_prefix) {
      post_under("exit", PP_MakeInt32(status));
    }
    __ps_unlock(&output_lock);
  }
  real_basic.exit(status);
}

void __ps_streams_begin(void) {
  __ps_runtime_query(NACL_IRT_BASIC, &real_basic, sizeof real_basic);
  ready = 1;
}

size_t __ps_query(const char *name, void *table, size_t size) {
  static const char *const files[] = {
      "nacl-irt-fdio-0.1", "nacl-irt-dev-fdio-0.1", "nacl-irt-dev-fdio-0.2", "nacl-irt-dev-fdio-0.3"};
  size_t answer = __ps_runtime_query(name, table, size);
  if (!answer) {
    return 0;
  }
  if (strcmp(name, NACL_IRT_BASIC) == 0) {
    memcpy(&real_basic, table, sizeof real_basic);
    ((struct nacl_irt_basic *)table)->exit = page_exit;
  }
  for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
    if (strcmp(name, files[i]) == 0) {
      struct nacl_irt_fdio *fdio = table;
      memcpy(&real, table, sizeof real);
      fdio->read = page_read;
      fdio->write = page_write;
      fdio->fstat = page_fstat;
    }
  }
  return answer;
}
