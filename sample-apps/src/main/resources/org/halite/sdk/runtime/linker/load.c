// One library: its file, its place, its tables; and the end of it.
#include "linker.h"

static int is_called(const struct module *module, const char *name) {
  const char *soname = module->has_soname ? string(module, module->soname) : 0;
  return !strcmp(plain(module->name), plain(name)) || (soname && !strcmp(soname, name));
}

struct module *loaded(const char *name) {
  if (main_program != modules && !strcmp(name, "runnable-ld.so")) {
    return modules;
  }
  for (struct module *module = modules + 1; module < modules + MAX_MODULES; module++) {
    if (module->name[0] && module->mapped && is_called(module, name)) {
      return module;
    }
  }
  return 0;
}

static struct module *fresh(const char *name) {
  if (!*name || strlen(name) >= MAX_NAME) {
    fail("a library's name has between 1 and %u bytes", MAX_NAME - 1);
    return 0;
  }
  for (struct module *module = modules + 1; module < modules + MAX_MODULES; module++) {
    if (!module->name[0]) {
      memset(module, 0, sizeof *module);
      memcpy(module->name, name, strlen(name) + 1);
      return module;
    }
  }
  fail("%s is one library too many: a program has at most %u", name, MAX_MODULES - 1);
  return 0;
}

struct module *load(const char *name, const struct module *asker) {
  struct module *module = fresh(name);
  int descriptor;
  if (!module) {
    return 0;
  }
  if (!find_library(name, asker, module->origin, &descriptor)) {
    fail("there is no library %s: it is not among the files of the manifest, nor in a folder of "
         "LD_LIBRARY_PATH (/lib and / by default)%s", name,
         asker && asker->has_runpath ? ", nor where the library's RUNPATH says" : "");
    module->name[0] = 0;
    return 0;
  }
  int good = read_image(module, descriptor) && place(module, descriptor) && read_dynamic(module)
      && place_text(module, descriptor);
  system_close(descriptor);
  if (!good) {
    unload(module);
    return 0;
  }
  tls_begin(module);
  return module;
}

void unload(struct module *module) {
  release(module);
  for (unsigned i = 0; i < MAX_MODULES; i++) {
    modules[i].uses[module - modules] = 0;
  }
  module->name[0] = 0;
}
