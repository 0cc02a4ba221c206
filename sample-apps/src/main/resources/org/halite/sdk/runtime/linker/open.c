// A library with all that it needs: loaded, relocated, constructed, and closed when nobody needs it.
#include "linker.h"

static unsigned constructions;

static int needed_names(const struct module *module, const char **names) {
  const struct elf_dynamic *entry = at(module, module->dynamic.address, module->dynamic.size);
  int count = 0;
  for (uint32_t left = module->dynamic.size / sizeof *entry; left && entry->tag; left--, entry++) {
    if (entry->tag != DT_NEEDED) {
      continue;
    }
    const char *name = string(module, entry->value);
    if (!name || count == MAX_NEEDED) {
      fail(name ? "%s needs more than %u libraries" : "%s needs a library whose name cannot be read",
           module->name, MAX_NEEDED);
      return -1;
    }
    names[count++] = name;
  }
  return count;
}

/* Breadth first, as symbols are looked for. */
static int open_needed(struct module *module) {
  uint8_t queue[MAX_MODULES];
  unsigned first = 0, last = 0;
  queue[last++] = module - modules;
  while (first < last) {
    struct module *next = modules + queue[first++];
    const char *names[MAX_NEEDED];
    int count = needed_names(next, names);
    if (count < 0) {
      return 0;
    }
    for (int i = 0; i < count; i++) {
      struct module *library = loaded(names[i]);
      if (!library) {
        library = load(names[i], next);
        if (!library) {
          return 0;
        }
        queue[last++] = library - modules;
      }
      next->needed[next->needed_count++] = library - modules;
    }
  }
  return 1;
}

static void add(struct scope *scope, const struct module *module) {
  uint8_t number = module - modules;
  for (unsigned i = 0; i < scope->count; i++) {
    if (scope->modules[i] == number) {
      return;
    }
  }
  scope->modules[scope->count++] = number;
}

/* The module and what it needs, breadth first. */
void local_scope(const struct module *module, struct scope *scope) {
  struct scope own = {.count = 0};
  add(&own, module);
  for (unsigned i = 0; i < own.count; i++) {
    const struct module *next = modules + own.modules[i];
    for (unsigned k = 0; k < next->needed_count; k++) {
      add(&own, modules + next->needed[k]);
    }
  }
  for (unsigned i = 0; i < own.count; i++) {
    add(scope, modules + own.modules[i]);
  }
}

void global_scope(struct scope *scope) {
  local_scope(main_program, scope);
  local_scope(modules, scope);
  for (struct module *module = modules; module < modules + MAX_MODULES; module++) {
    if (module->name[0] && module->global) {
      local_scope(module, scope);
    }
  }
}

typedef void (*function)(int argc, char **argv, char **envp);

static int is_callable(uint32_t address) {
  return address && address != -1u && is_code(address);
}

/* Before anything of the library runs. */
static int check_constructors(const struct module *module) {
  const uint32_t *list = at(module, module->init_array.address, module->init_array.size);
  for (uint32_t i = 0; i < module->init_array.size / 4; i++) {
    if (list[i] && list[i] != -1u && !is_code(list[i])) {
      return fail("%s has a constructor at %x, where no function is", module->name, list[i]);
    }
  }
  if (module->init && !is_code(module->base + module->init)) {
    return fail("%s begins at %x, where no function is", module->name, module->init);
  }
  return 1;
}

void construct(struct module *module) {
  if (module->constructed) {
    return;
  }
  module->constructed = 1;
  for (unsigned i = 0; i < module->needed_count; i++) {
    construct(modules + module->needed[i]);
  }
  module->order = ++constructions;
  if (module == modules || module == main_program) {
    return; // the program's own start-up code does it
  }
  if (module->init) {
    ((function)(module->base + module->init))(program_argc, program_argv, environ);
  }
  const uint32_t *list = at(module, module->init_array.address, module->init_array.size);
  for (uint32_t i = 0; i < module->init_array.size / 4; i++) {
    if (is_callable(list[i])) {
      ((function)list[i])(program_argc, program_argv, environ);
    }
  }
}

static void destruct(struct module *module) {
  if (module == main_program) {
    return; // so do its destructors
  }
  const uint32_t *list = at(module, module->fini_array.address, module->fini_array.size);
  for (uint32_t i = module->fini_array.size / 4; i-- > 0;) {
    if (is_callable(list[i])) {
      ((function)list[i])(program_argc, program_argv, environ);
    }
  }
  if (module->fini && is_code(module->base + module->fini)) {
    ((function)(module->base + module->fini))(program_argc, program_argv, environ);
  }
}

/* Libraries first, so that the program copies variables that are complete. */
static int bind(struct module *root) {
  struct scope scope = {.count = 0};
  global_scope(&scope);
  local_scope(root, &scope);
  for (unsigned i = scope.count; i-- > 0;) {
    struct module *module = modules + scope.modules[i];
    if (!module->relocated && !(check_versions(module) && relocate(module, &scope))) {
      return 0;
    }
  }
  for (unsigned i = scope.count; i-- > 0;) {
    struct module *module = modules + scope.modules[i];
    if (!module->relocated) {
      module->relocated = 1;
      if (module != modules && !(publish(module) && check_constructors(module))) {
        return 0;
      }
    }
  }
  return 1;
}

/* Those that did not come as far as their constructors. */
static void drop_unfinished(void) {
  for (struct module *module = modules + 1; module < modules + MAX_MODULES; module++) {
    if (module->name[0] && !module->constructed && !module->opened) {
      unload(module);
    }
  }
}

struct module *open_library(const char *name, int flags, const struct module *asker) {
  struct module *module = name && *name ? loaded(name) : main_program;
  if (!module && flags & RTLD_NOLOAD) {
    fail("%s is not loaded", name);
    return 0;
  }
  int fresh = !module;
  if (fresh) {
    module = load(name, asker);
    if (!module || !open_needed(module) || !bind(module)) {
      drop_unfinished();
      return 0;
    }
  }
  module->opened++;
  module->global |= (flags & RTLD_GLOBAL) != 0;
  module->permanent |= (flags & RTLD_NODELETE) != 0;
  if (fresh && module != main_program) {
    construct(module);
  }
  return module;
}

static void reach(struct module *module) {
  if (module->reached) {
    return;
  }
  module->reached = 1;
  for (unsigned i = 0; i < module->needed_count; i++) {
    reach(modules + module->needed[i]);
  }
  for (unsigned i = 0; i < MAX_MODULES; i++) {
    if (module->uses[i]) {
      reach(modules + i);
    }
  }
}

static struct module *latest_unreached(void) {
  struct module *latest = 0;
  for (struct module *module = modules + 1; module < modules + MAX_MODULES; module++) {
    if (module->name[0] && module->constructed && !module->reached
        && (!latest || module->order > latest->order)) {
      latest = module;
    }
  }
  return latest;
}

void close_library(struct module *module) {
  if (!module->opened || --module->opened || module == modules) {
    return;
  }
  for (unsigned i = 0; i < MAX_MODULES; i++) {
    modules[i].reached = 0;
  }
  for (struct module *root = modules; root < modules + MAX_MODULES; root++) {
    if (root->name[0] && (root == modules || root->opened || root->permanent || !root->constructed)) {
      reach(root);
    }
  }
  struct module *dead[MAX_MODULES];
  unsigned count = 0;
  for (struct module *next; (next = latest_unreached());) {
    next->reached = 1;
    dead[count++] = next;
  }
  for (unsigned i = 0; i < count; i++) {
    destruct(dead[i]);
  }
  for (unsigned i = 0; i < count; i++) {
    unload(dead[i]);
  }
}

void finish(void) {
  for (unsigned i = 1; i < MAX_MODULES; i++) {
    modules[i].reached = !modules[i].name[0];
  }
  for (struct module *next; (next = latest_unreached());) {
    next->reached = 1;
    destruct(next);
  }
}

/* What the program is linked with. */
int open_program(void) {
  if (!open_needed(modules) || !bind(modules)) {
    return 0;
  }
  tls_fill_fixed(thread_pointer());
  tls_started();
  construct(modules);
  return 1;
}
