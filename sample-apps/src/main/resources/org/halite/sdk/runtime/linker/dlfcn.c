// dlopen and its companions, and the sentences when they fail.
#include <stdarg.h>
#include "linker.h"

#define PUBLIC __attribute__((visibility("default")))

enum { MAX_THREADS = 64 };

char problem[512];

/* What went wrong last, by thread; with more threads than places the oldest is forgotten. */
static struct complaint {
  uint32_t thread;
  int pending;
  char sentence[sizeof problem];
} complaints[MAX_THREADS];
static unsigned next_complaint;

static char *append(char *to, const char *end, const char *text) {
  while (*text && to < end) {
    *to++ = *text++;
  }
  return to;
}

static char *append_number(char *to, const char *end, uint32_t value, uint32_t base) {
  char digits[12];
  unsigned at = sizeof digits;
  digits[--at] = 0;
  do {
    digits[--at] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value);
  if (base == 16) {
    to = append(to, end, "0x");
  }
  return append(to, end, digits + at);
}

int fail(const char *format, ...) {
  char *to = problem;
  const char *end = problem + sizeof problem - 1;
  va_list values;
  va_start(values, format);
  for (; *format && to < end; format++) {
    if (*format != '%') {
      *to++ = *format;
      continue;
    }
    switch (*++format) {
      case 's': to = append(to, end, va_arg(values, const char *)); break;
      case 'x': to = append_number(to, end, va_arg(values, uint32_t), 16); break;
      default: to = append_number(to, end, va_arg(values, uint32_t), 10); break;
    }
  }
  va_end(values);
  *to = 0;
  return 0;
}

static struct complaint *complaint(uint32_t thread) {
  for (unsigned i = 0; i < MAX_THREADS; i++) {
    if (complaints[i].thread == thread) {
      return complaints + i;
    }
  }
  return 0;
}

static void complain(void) {
  uint32_t thread = thread_pointer();
  struct complaint *mine = complaint(thread);
  if (!mine) {
    mine = complaints + next_complaint++ % MAX_THREADS;
  }
  mine->thread = thread;
  mine->pending = 1;
  memcpy(mine->sentence, problem, sizeof problem);
}

static struct module *handle(void *library) {
  struct module *module = library;
  for (unsigned i = 0; i < MAX_MODULES; i++) {
    if (module == modules + i && module->name[0]) {
      return module;
    }
  }
  fail("what dlsym or dlclose got is no open library");
  return 0;
}

PUBLIC void *dlopen(const char *name, int flags) {
  lock();
  const struct module *asker = module_of((uint32_t)__builtin_return_address(0));
  struct module *module = open_library(name, flags, asker);
  if (!module) {
    complain();
  }
  unlock();
  return module;
}

PUBLIC int dlclose(void *library) {
  lock();
  struct module *module = handle(library);
  int good = module && module->opened;
  if (good) {
    close_library(module);
  } else {
    if (module) {
      fail("%s was closed before", module->name);
    }
    complain();
  }
  unlock();
  return good ? 0 : -1;
}

/* What was loaded behind the caller's library. */
static void next_scope(const struct module *caller, struct scope *scope) {
  struct scope all = {.count = 0};
  global_scope(&all);
  unsigned from = 0;
  while (from < all.count && modules + all.modules[from] != caller) {
    from++;
  }
  while (++from < all.count) {
    scope->modules[scope->count++] = all.modules[from];
  }
}

static void *look_up(void *library, const char *name, const char *version, uint32_t caller) {
  struct scope scope = {.count = 0};
  struct module *from = module_of(caller);
  if (library == RTLD_DEFAULT) {
    global_scope(&scope);
    if (from) {
      local_scope(from, &scope);
    }
  } else if (library == RTLD_NEXT) {
    next_scope(from, &scope);
  } else {
    struct module *module = handle(library);
    if (!module) {
      return 0;
    }
    if (module == modules || module == main_program) {
      global_scope(&scope);
    } else {
      local_scope(module, &scope);
    }
  }
  struct found found;
  if (!find(name, version, &scope, 0, &found)) {
    fail("there is no symbol %s%s%s", name, version ? " of version " : "", version ? version : "");
    return 0;
  }
  unsigned type = found.symbol->info & 15;
  if (type == STT_TLS && found.symbol->value <= found.module->tls.size) {
    return tls_address(found.module, found.symbol->value); // of the thread that asks
  }
  if (type == STT_TLS || type == STT_IFUNC) {
    fail("%s is no plain function or variable", name);
    return 0;
  }
  return (void *)address_of(&found);
}

static void *symbol_for(void *library, const char *name, const char *version, void *caller) {
  lock();
  problem[0] = 0;
  void *address = look_up(library, name, version, (uint32_t)caller);
  if (!address && problem[0]) {
    complain();
  }
  unlock();
  return address;
}

PUBLIC void *dlsym(void *library, const char *name) {
  return symbol_for(library, name, 0, __builtin_return_address(0));
}

PUBLIC void *dlvsym(void *library, const char *name, const char *version) {
  return symbol_for(library, name, version, __builtin_return_address(0));
}

PUBLIC char *dlerror(void) {
  lock();
  struct complaint *mine = complaint(thread_pointer());
  char *sentence = 0;
  if (mine && mine->pending) {
    mine->pending = 0;
    sentence = mine->sentence;
  }
  unlock();
  return sentence;
}

/* The nearest symbol at or below the address, by the count that the old hash table gives. */
static void nearest(const struct module *module, uint32_t address, Dl_info *info) {
  const uint32_t *head = module->hash ? constant(module, module->hash, 8) : 0;
  uint32_t best = 0;
  for (uint32_t i = 1; head && i < head[1]; i++) {
    const struct elf_symbol *at = symbol(module, i);
    if (!at) {
      return;
    }
    uint32_t value = module->base + at->value;
    const char *name = string(module, at->name);
    if (at->section && name && value <= address && value > best) {
      best = value;
      info->dli_sname = name;
      info->dli_saddr = (void *)value;
    }
  }
}

PUBLIC int dladdr(const void *address, Dl_info *info) {
  lock();
  struct module *module = module_of((uint32_t)address);
  if (module) {
    uint32_t base = module == modules ? module->text->address : module->base;
    *info = (Dl_info){module->name, (void *)base, 0, 0};
    nearest(module, (uint32_t)address, info);
  }
  unlock();
  return module != 0;
}
