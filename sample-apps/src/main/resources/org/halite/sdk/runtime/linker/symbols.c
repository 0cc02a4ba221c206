// Reading of what is mapped, and the search for symbols.
#include "linker.h"

struct module modules[MAX_MODULES];
struct module *main_program = modules;

static const struct segment *segment_with(const struct module *module, uint32_t address, uint32_t size) {
  for (unsigned i = 0; i < module->segment_count; i++) {
    const struct segment *segment = module->segments + i;
    uint32_t offset = address - segment->address;
    if (offset <= segment->memory && size <= segment->memory - offset) {
      return segment;
    }
  }
  return 0;
}

static void *place_in(const struct module *module, const struct segment *segment, uint32_t address) {
  return segment == module->text && module->staging
      ? (void *)(module->staging + (address - segment->address))
      : (void *)(module->base + address);
}

/* Nothing is there before the text has its place. */
static int is_there(const struct module *module, const struct segment *segment) {
  return segment != module->text || module->staging || module->in_place || module->published;
}

void *at(const struct module *module, uint32_t address, uint32_t size) {
  const struct segment *segment = segment_with(module, address, size);
  return segment && is_there(module, segment) ? place_in(module, segment, address) : 0;
}

void *constant(const struct module *module, uint32_t address, uint32_t size) {
  const struct segment *segment = segment_with(module, address, size);
  return segment && segment != module->text && !(segment->flags & PF_W)
      ? place_in(module, segment, address) : 0;
}

/* Constants are until they are published, as in programs without -fPIC; but for the names, whose last
   zero was seen. */
void *writable(const struct module *module, uint32_t address, uint32_t size) {
  const struct segment *segment = segment_with(module, address, size);
  const struct table *names = &module->strings;
  int open = segment
      && (segment == module->text ? module->staging != 0
          : segment->flags & PF_W ? 1
          : module != modules && !module->published
              && (address + size <= names->address || address - names->address >= names->size));
  return open ? place_in(module, segment, address) : 0;
}

/* The table ends with a zero: check_tables saw it. */
const char *string(const struct module *module, uint32_t offset) {
  return offset < module->strings.size
      ? (const char *)(module->base + module->strings.address + offset) : 0;
}

const struct elf_symbol *symbol(const struct module *module, uint32_t index) {
  return index < 1 << 24 && module->symbols
      ? constant(module, module->symbols + index * sizeof(struct elf_symbol), sizeof(struct elf_symbol))
      : 0;
}

static uint32_t gnu_hash(const char *name) {
  uint32_t hash = 5381;
  for (; *name; name++) {
    hash = hash * 33 + (uint8_t)*name;
  }
  return hash;
}

static uint32_t old_hash(const char *name) {
  uint32_t hash = 0;
  for (; *name; name++) {
    hash = (hash << 4) + (uint8_t)*name;
    uint32_t high = hash & 0xf0000000;
    hash = (hash ^ high >> 24) & ~high;
  }
  return hash;
}

static int is_definition(const struct module *module, uint32_t index, const char *name,
                         const char *version, const struct elf_symbol **found) {
  const struct elf_symbol *candidate = symbol(module, index);
  if (!candidate || !candidate->section) {
    return 0;
  }
  unsigned binding = candidate->info >> 4;
  const char *own = string(module, candidate->name);
  if ((binding != STB_GLOBAL && binding != STB_WEAK && binding != STB_UNIQUE) || !own
      || strcmp(own, name) || !version_fits(module, index, version)) {
    return 0;
  }
  *found = candidate;
  return 1;
}

/* A chain ends with an odd hash, or with the segment that it lies in. */
static const struct elf_symbol *find_gnu(const struct module *module, const char *name,
                                         uint32_t hash, const char *version) {
  const uint32_t *head = constant(module, module->gnu_hash, 16);
  if (!head || !head[0] || head[0] > 1 << 22 || head[2] > 1 << 22) {
    return 0;
  }
  uint32_t buckets = module->gnu_hash + 16 + head[2] * 4;
  uint32_t chains = buckets + head[0] * 4;
  if (head[2]) {
    uint32_t word = hash / 32 & (head[2] - 1);
    const uint32_t *bloom = constant(module, module->gnu_hash + 16 + word * 4, 4);
    uint32_t mask = 1u << hash % 32 | 1u << (hash >> (head[3] & 31)) % 32;
    if (!bloom || (*bloom & mask) != mask) {
      return 0;
    }
  }
  const uint32_t *bucket = constant(module, buckets + hash % head[0] * 4, 4);
  if (!bucket || *bucket < head[1]) {
    return 0;
  }
  for (uint32_t index = *bucket; index - head[1] < 1 << 24; index++) {
    const uint32_t *link = constant(module, chains + (index - head[1]) * 4, 4);
    const struct elf_symbol *found;
    if (!link) {
      return 0;
    }
    if ((*link | 1) == (hash | 1) && is_definition(module, index, name, version, &found)) {
      return found;
    }
    if (*link & 1) {
      return 0;
    }
  }
  return 0;
}

/* A chain of more links than symbols goes round. */
static const struct elf_symbol *find_old(const struct module *module, const char *name,
                                         const char *version) {
  const uint32_t *head = module->hash ? constant(module, module->hash, 8) : 0;
  if (!head || !head[0] || head[0] > 1 << 22 || head[1] > 1 << 22) {
    return 0;
  }
  const uint32_t *table = constant(module, module->hash + 8, (head[0] + head[1]) * 4);
  if (!table) {
    return 0;
  }
  uint32_t index = table[old_hash(name) % head[0]];
  for (uint32_t steps = 0; index && index < head[1] && steps < head[1]; steps++) {
    const struct elf_symbol *found;
    if (is_definition(module, index, name, version, &found)) {
      return found;
    }
    index = table[head[0] + index];
  }
  return 0;
}

int find(const char *name, const char *version, const struct scope *scope,
         const struct module *not_in, struct found *found) {
  uint32_t hash = gnu_hash(name);
  for (unsigned i = 0; i < scope->count; i++) {
    struct module *module = modules + scope->modules[i];
    if (module == not_in) {
      continue;
    }
    const struct elf_symbol *definition = module->gnu_hash
        ? find_gnu(module, name, hash, version) : find_old(module, name, version);
    if (definition) {
      *found = (struct found){module, definition};
      return 1;
    }
  }
  return 0;
}

struct module *module_of(uint32_t address) {
  for (struct module *module = modules; module < modules + MAX_MODULES; module++) {
    if (module->name[0] && module->mapped && segment_with(module, address - module->base, 1)) {
      return module;
    }
  }
  return 0;
}

int is_code(uint32_t address) {
  const struct module *module = module_of(address);
  return module && module->text && address % BUNDLE == 0
      && segment_with(module, address - module->base, 1) == module->text;
}
