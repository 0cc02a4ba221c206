// Reads a library's headers and its dynamic section. Nothing is mapped here.
#include "linker.h"

enum { MAX_HEADERS = 32, MAX_DYNAMIC = 4096, ALL_RIGHTS = PF_R | PF_W | PF_X };

static uint32_t page_end(const struct segment *segment) {
  return (segment->address + segment->memory + PAGE - 1) & -PAGE;
}

/* Segments must ascend, each with pages of its own. */
static int add_segment(struct module *module, const struct elf_segment *from) {
  if (module->segment_count == MAX_SEGMENTS) {
    return fail("%s has more than %u segments", module->name, MAX_SEGMENTS);
  }
  uint32_t size = from->memory_size;
  if (from->file_size > size || from->address + size < size || from->address + size > -2u * PAGE
      || size > 0x40000000 || from->offset + from->file_size < from->file_size) {
    return fail("%s has a segment at %x of impossible size", module->name, from->address);
  }
  uint32_t before = module->segment_count ? page_end(module->segments + module->segment_count - 1) : 0;
  if ((from->address & -PAGE) < before) {
    return fail("%s has a segment at %x that shares a 64 KiB page with another, or comes too early",
                module->name, from->address);
  }
  uint32_t flags = from->flags & ALL_RIGHTS;
  struct segment *segment = module->segments + module->segment_count++;
  *segment = (struct segment){from->address, size, from->offset, from->file_size, flags};
  if (flags & PF_X) {
    if (module->text || (flags & PF_W) || from->address % PAGE || segment != module->segments) {
      return fail("%s has code at %x that is not one segment, before all data and not writable",
                  module->name, from->address);
    }
    module->text = segment;
  }
  return 1;
}

int read_image(struct module *module, int descriptor) {
  struct elf_header header;
  if (!system_read(descriptor, 0, &header, sizeof header)) {
    return fail("%s is too short for a library", module->name);
  }
  if (memcmp(header.ident, "\177ELF", 4)) {
    return fail("%s is no library: it does not begin with ELF's magic number", module->name);
  }
  if (header.ident[4] != ELF_CLASS_32 || header.ident[5] != ELF_LITTLE_ENDIAN
      || header.machine != ELF_X86_64) {
    return fail("%s is a library for other machines; make it with halite cc -shared", module->name);
  }
  if (header.type != ELF_DYN) {
    return fail("%s is no shared library (its type is %u, not %u)", module->name, header.type, ELF_DYN);
  }
  if (header.program_header_size != sizeof(struct elf_segment)
      || header.program_header_count > MAX_HEADERS) {
    return fail("%s has %u program headers of %u bytes; at most %u are read, of 32 bytes",
                module->name, header.program_header_count, header.program_header_size, MAX_HEADERS);
  }
  struct elf_segment segments[MAX_HEADERS];
  uint32_t count = header.program_header_count;
  if (!system_read(descriptor, header.program_headers, segments, count * sizeof *segments)) {
    return fail("%s ends before its program headers", module->name);
  }
  module->entry = header.entry;
  for (uint32_t i = 0; i < count; i++) {
    const struct elf_segment *at = segments + i;
    if (at->type == PT_LOAD && at->memory_size && !add_segment(module, at)) {
      return 0;
    }
    if (at->type == PT_DYNAMIC) {
      module->dynamic = (struct table){at->address, at->memory_size};
    }
    if (at->type == PT_TLS && at->memory_size) {
      module->tls = (struct table){at->address, at->memory_size};
      module->tls_file = at->file_size;
      module->tls_alignment = at->alignment ? at->alignment : 1;
      if (at->file_size > at->memory_size || at->memory_size > 1 << 24
          || module->tls_alignment > PAGE || (module->tls_alignment & (module->tls_alignment - 1))) {
        return fail("%s has a thread-local segment of impossible size", module->name);
      }
    }
  }
  if (!module->segment_count || !module->dynamic.size) {
    return fail("%s has no dynamic section; make it with halite cc -shared", module->name);
  }
  return 1;
}

static int is_table(const struct module *module, const struct table *table, uint32_t entry) {
  return table->size % entry == 0 && (!table->size || constant(module, table->address, table->size));
}

static int is_array(const struct module *module, const struct table *table) {
  return table->size % 4 == 0 && (!table->size || at(module, table->address, table->size));
}

/* What tables there are, and that each lies in the constants: no code of the library changes them. */
static int check_tables(struct module *module) {
  const char *texts = module->strings.size
      ? constant(module, module->strings.address, module->strings.size) : 0;
  if (!texts || texts[module->strings.size - 1]) {
    return fail("%s has no readable table of names", module->name);
  }
  if (!is_table(module, &module->relocations, sizeof(struct elf_rela))
      || !is_table(module, &module->linkage, sizeof(struct elf_rela))) {
    return fail("%s has a table of relocations that lies outside of its constants", module->name);
  }
  if (!is_array(module, &module->init_array) || !is_array(module, &module->fini_array)) {
    return fail("%s has a table of constructors that lies outside of its data", module->name);
  }
  if (module->tls.size && !at(module, module->tls.address, module->tls_file)) {
    return fail("%s has thread-local data outside of its data", module->name);
  }
  if (module->has_soname && !string(module, module->soname)) {
    return fail("%s has a name outside of its table of names", module->name);
  }
  return 1;
}

int read_dynamic(struct module *module) {
  uint32_t count = module->dynamic.size / sizeof(struct elf_dynamic);
  const struct elf_dynamic *entry = at(module, module->dynamic.address, count * sizeof *entry);
  if (!entry || count > MAX_DYNAMIC) {
    return fail("%s has a dynamic section outside of its data", module->name);
  }
  for (; count && entry->tag != DT_NULL; count--, entry++) {
    uint32_t value = entry->value;
    switch (entry->tag) {
      case DT_STRTAB: module->strings.address = value; break;
      case DT_STRSZ: module->strings.size = value; break;
      case DT_SYMTAB: module->symbols = value; break;
      case DT_HASH: module->hash = value; break;
      case DT_GNU_HASH: module->gnu_hash = value; break;
      case DT_RELA: module->relocations.address = value; break;
      case DT_RELASZ: module->relocations.size = value; break;
      case DT_JMPREL: module->linkage.address = value; break;
      case DT_PLTRELSZ: module->linkage.size = value; break;
      case DT_INIT: module->init = value; break;
      case DT_FINI: module->fini = value; break;
      case DT_INIT_ARRAY: module->init_array.address = value; break;
      case DT_INIT_ARRAYSZ: module->init_array.size = value; break;
      case DT_FINI_ARRAY: module->fini_array.address = value; break;
      case DT_FINI_ARRAYSZ: module->fini_array.size = value; break;
      case DT_VERSYM: module->versions = value; break;
      case DT_VERDEF: module->version_definitions = value; break;
      case DT_VERDEFNUM: module->definition_count = value; break;
      case DT_VERNEED: module->version_needs = value; break;
      case DT_VERNEEDNUM: module->need_count = value; break;
      case DT_SONAME: module->soname = value; module->has_soname = 1; break;
      case DT_TEXTREL: module->text_relocations = 1; break;
      case DT_FLAGS: module->text_relocations |= (value & DF_TEXTREL) != 0; break;
      case DT_FLAGS_1: module->permanent |= (value & DF_1_NODELETE) != 0; break;
      case DT_REL: case DT_RELR:
        return fail("%s has relocations without addends, which x86-64 does not have", module->name);
      default: break;
    }
    if ((entry->tag == DT_SYMENT && value != sizeof(struct elf_symbol))
        || (entry->tag == DT_RELAENT && value != sizeof(struct elf_rela))
        || (entry->tag == DT_PLTREL && value != DT_RELA)) {
      return fail("%s has tables with entries of another size than x86-64's", module->name);
    }
  }
  return check_tables(module);
}
