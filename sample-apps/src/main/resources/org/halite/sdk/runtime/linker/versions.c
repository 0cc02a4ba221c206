// Symbol versions as GNU's linker writes them. Tables are walked by their counts, which are bounded.
#include "linker.h"

enum { MAX_VERSIONS = 1024, NONE = 0, UNVERSIONED = 1, BASE = 2 };

static uint16_t index_of(const struct module *module, uint32_t symbol) {
  const uint16_t *index =
      module->versions ? constant(module, module->versions + symbol * 2, 2) : 0;
  return index ? *index : UNVERSIONED;
}

static const char *defined(const struct module *module, uint16_t index) {
  uint32_t place = module->version_definitions;
  for (uint32_t i = 0; i < module->definition_count && i < MAX_VERSIONS; i++) {
    const struct elf_verdef *definition = constant(module, place, sizeof *definition);
    if (!definition) {
      return 0;
    }
    if ((definition->index & VER_INDEX) == index) {
      const struct elf_verdef_name *name = constant(module, place + definition->names, sizeof *name);
      return name ? string(module, name->name) : 0;
    }
    if (!definition->next) {
      return 0;
    }
    place += definition->next;
  }
  return 0;
}

/* Calls look for each version that the module needs of a library, until one answers nonzero. */
typedef int (*look)(const struct module *module, const char *file,
                    const struct elf_verneed_name *need, void *context);

static int each_need(const struct module *module, look look, void *context) {
  uint32_t place = module->version_needs;
  for (uint32_t i = 0; i < module->need_count && i < MAX_VERSIONS; i++) {
    const struct elf_verneed *file = constant(module, place, sizeof *file);
    if (!file) {
      return 0;
    }
    const char *name = string(module, file->file);
    uint32_t at = place + file->names;
    for (uint32_t k = 0; name && k < file->count; k++) {
      const struct elf_verneed_name *need = constant(module, at, sizeof *need);
      if (!need || look(module, name, need, context)) {
        return need != 0;
      }
      if (!need->next) {
        break;
      }
      at += need->next;
    }
    if (!file->next) {
      return 0;
    }
    place += file->next;
  }
  return 0;
}

struct wanted {
  uint16_t index;
  const char *name;
};

static int is_wanted(const struct module *module, const char *file,
                     const struct elf_verneed_name *need, void *context) {
  struct wanted *wanted = context;
  (void)file;
  if ((need->index & VER_INDEX) == wanted->index) {
    wanted->name = string(module, need->name);
    return 1;
  }
  return 0;
}

/* The version that a reference names, or null. */
const char *version_wanted(const struct module *module, uint32_t symbol) {
  uint16_t index = index_of(module, symbol) & VER_INDEX;
  if (index <= UNVERSIONED) {
    return 0;
  }
  struct wanted wanted = {index, 0};
  each_need(module, is_wanted, &wanted);
  return wanted.name ? wanted.name : defined(module, index);
}

/* A reference without a version takes the oldest definition or the one that is not hidden. */
int version_fits(const struct module *module, uint32_t symbol, const char *wanted) {
  if (!module->versions) {
    return 1;
  }
  uint16_t entry = index_of(module, symbol);
  uint16_t index = entry & VER_INDEX;
  if (index == NONE) {
    return 0;
  }
  if (!wanted) {
    return index <= BASE || !(entry & VER_HIDDEN);
  }
  if (index == UNVERSIONED) {
    return 1;
  }
  const char *name = defined(module, index);
  return name && !strcmp(name, wanted);
}

static int defines(const struct module *module, const char *version) {
  for (uint16_t index = 1; index <= module->definition_count && index < MAX_VERSIONS; index++) {
    const char *name = defined(module, index);
    if (name && !strcmp(name, version)) {
      return 1;
    }
  }
  return 0;
}

static int is_missing(const struct module *module, const char *file,
                      const struct elf_verneed_name *need, void *context) {
  const char *version = string(module, need->name);
  const struct module *library = loaded(file);
  if (!version) {
    fail("%s needs a version of %s whose name cannot be read", module->name, file);
  } else if (library && library->versions && !(need->flags & VER_WEAK) && !defines(library, version)) {
    fail("%s needs version %s of %s, which this %s does not have", module->name, version, file, file);
  } else {
    return 0;
  }
  *(int *)context = 0;
  return 1;
}

int check_versions(const struct module *module) {
  int good = 1;
  each_need(module, is_missing, &good);
  return good;
}
