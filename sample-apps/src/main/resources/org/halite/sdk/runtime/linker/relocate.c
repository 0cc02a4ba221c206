// Relocations: each place must lie in data, or in text that was not published yet.
#include "linker.h"

uint32_t address_of(const struct found *found) {
  return found->module->base + found->symbol->value;
}

struct resolved {
  uint32_t address;
  struct found found; /* module null for an absent weak symbol */
};

/* The symbol that a relocation names. */
static int resolve(struct module *module, uint32_t index, const struct scope *scope, int copy,
                   struct resolved *out) {
  const struct elf_symbol *own = symbol(module, index);
  const char *name = own ? string(module, own->name) : 0;
  if (!name) {
    return fail("%s has a relocation for symbol %u, which it does not have", module->name, index);
  }
  if (own->info >> 4 == STB_LOCAL) {
    out->found = (struct found){module, own};
  } else if (!find(name, version_wanted(module, index), scope, copy ? module : 0, &out->found)) {
    if (own->info >> 4 != STB_WEAK) {
      const char *version = version_wanted(module, index);
      return fail("%s needs %s%s%s, which neither the program nor a library has", module->name,
                  name, version ? " of version " : "", version ? version : "");
    }
    *out = (struct resolved){0};
    return 1;
  }
  if ((out->found.symbol->info & 15) == STT_IFUNC) {
    return fail("%s chooses %s while it is loaded (IFUNC), which is not supported",
                out->found.module->name, name);
  }
  out->address = address_of(&out->found);
  if (out->found.module != module) {
    module->uses[out->found.module - modules] = 1;
  }
  return 1;
}

static int put(struct module *module, uint32_t offset, uint32_t value, uint32_t bytes) {
  uint32_t *to = writable(module, offset, bytes);
  if (!to) {
    return fail("%s has a relocation at %x, which is not in its data; make it with -fPIC",
                module->name, offset);
  }
  to[0] = value;
  if (bytes == 8) {
    to[1] = 0;
  }
  return 1;
}

/* Where a thread-local variable lies among those of its module. */
static int thread_local(const struct module *module, const struct elf_rela *rela,
                        const struct resolved *of, const struct module *in, uint32_t *offset) {
  const struct elf_symbol *variable = of->found.symbol;
  *offset = rela->addend + (variable ? variable->value : 0);
  if ((variable && (variable->info & 15) != STT_TLS && (variable->info & 15) != STT_SECTION)
      || *offset > in->tls.size) {
    return fail("%s needs a thread-local variable at %x of %s, which it does not have", module->name,
                *offset, in->name);
  }
  return 1;
}

/* A program's own copy of a library's variable. */
static int copy(struct module *module, uint32_t offset, uint32_t index, const struct resolved *from) {
  const struct elf_symbol *own = symbol(module, index);
  if (!from->found.module) {
    return 1;
  }
  uint32_t size = own->size < from->found.symbol->size ? own->size : from->found.symbol->size;
  void *to = writable(module, offset, size);
  const void *source = at(from->found.module, from->found.symbol->value, size);
  if (!to || !source) {
    return fail("%s copies a variable from outside of the data of %s", module->name,
                from->found.module->name);
  }
  memcpy(to, source, size);
  return 1;
}

static int apply_thread_local(struct module *module, const struct elf_rela *rela,
                              const struct resolved *of) {
  struct module *in = rela->info >> 8 ? of->found.module : module;
  uint32_t offset;
  if (!in) {
    return put(module, rela->offset, 0, 8); // a weak one that nobody has
  }
  if (!thread_local(module, rela, of, in, &offset)) {
    return 0;
  }
  switch (rela->info & 0xff) {
    case R_DTPMOD64: return put(module, rela->offset, in - modules + 1, 8);
    case R_DTPOFF64: return put(module, rela->offset, offset, 8);
    default: return tls_fix(in, module) && put(module, rela->offset, offset - in->tls_offset, 8);
  }
}

static int apply(struct module *module, const struct elf_rela *rela, const struct scope *scope) {
  uint32_t type = rela->info & 0xff;
  uint32_t index = rela->info >> 8;
  struct resolved to = {0};
  if (type == R_NONE) {
    return 1;
  }
  if (index && !resolve(module, index, scope, type == R_COPY, &to)) {
    return 0;
  }
  uint32_t value = to.address + rela->addend;
  switch (type) {
    case R_32:
    case R_GLOB_DAT:
    case R_JUMP_SLOT:
      return put(module, rela->offset, value, 4);
    case R_64:
      return put(module, rela->offset, value, 8);
    case R_RELATIVE:
      return put(module, rela->offset, module->base + rela->addend, 4);
    case R_RELATIVE64:
      return put(module, rela->offset, module->base + rela->addend, 8);
    case R_PC32:
    case R_PLT32:
      return put(module, rela->offset, value - (module->base + rela->offset), 4);
    case R_COPY:
      return copy(module, rela->offset, index, &to);
    case R_DTPMOD64:
    case R_DTPOFF64:
    case R_TPOFF64:
      return apply_thread_local(module, rela, &to);
    case R_TPOFF32:
      return fail("%s has thread-local variables at a fixed place, as programs have; make it with "
                  "-fPIC and without -ftls-model", module->name);
    default:
      return fail("%s has a relocation of type %u, which is unknown", module->name, type);
  }
}

static int apply_all(struct module *module, const struct table *table, const struct scope *scope) {
  const struct elf_rela *rela = constant(module, table->address, table->size);
  for (uint32_t left = table->size / sizeof *rela; left; left--, rela++) {
    if (!apply(module, rela, scope)) {
      return 0;
    }
  }
  return 1;
}

int relocate(struct module *module, const struct scope *scope) {
  return apply_all(module, &module->relocations, scope)
      && apply_all(module, &module->linkage, scope);
}
