// Places for libraries: text in the region of dynamic code, data at the distance that the file asks.
#include "linker.h"

/* A place that a closed library has left; the runtime gives none away twice. */
struct hole {
  uint32_t code, code_size, data_offset, data_size;
  uint32_t deleted_size; /* code that threads may still be in, or 0 */
  int kept; /* mapped code, which stays for ever: a place for a library with the same text */
};
static struct hole holes[MAX_MODULES];

enum { NO_SUCH_CODE = 14 }; /* EFAULT of dyncode_delete, for code that is mapped, too */

static uint32_t rounded(uint32_t size) {
  return (size + PAGE - 1) & -PAGE;
}

/* Whether no thread can be in the code that was there. */
static int is_left(struct hole *hole) {
  if (hole->deleted_size && !dyncode.dyncode_delete((void *)hole->code, hole->deleted_size)) {
    hole->deleted_size = 0;
  }
  return !hole->deleted_size;
}

/* Whether the file's text is what stands there. */
static int is_same_text(const struct module *module, int descriptor, const uint8_t *there) {
  const struct segment *text = module->text;
  uint8_t *piece = map_pages(0, PAGE);
  uint32_t done = 0;
  while (piece && done < text->file) {
    uint32_t size = text->file - done < PAGE ? text->file - done : PAGE;
    if (!system_read(descriptor, text->offset + done, piece, size) || memcmp(piece, there + done, size)) {
      break;
    }
    done += size;
  }
  if (piece) {
    unmap_pages(piece, PAGE);
  }
  return done == text->file;
}

static int take_hole(struct module *module, int descriptor, const struct hole *wanted, uint32_t *code) {
  for (struct hole *hole = holes; hole < holes + MAX_MODULES; hole++) {
    if (hole->code && hole->code_size == wanted->code_size && hole->data_size == wanted->data_size
        && hole->data_offset == wanted->data_offset
        && (hole->kept ? is_same_text(module, descriptor, (const uint8_t *)hole->code)
                       : is_left(hole))) {
      *code = hole->code;
      module->in_place = hole->kept;
      hole->code = 0;
      return 1;
    }
  }
  return 0;
}

static void leave_hole(const struct hole *left) {
  for (struct hole *hole = holes; hole < holes + MAX_MODULES; hole++) {
    if (!hole->code) {
      *hole = *left;
      return;
    }
  }
}

static int read_segments(struct module *module, int descriptor) {
  for (unsigned i = 0; i < module->segment_count; i++) {
    const struct segment *segment = module->segments + i;
    if (segment != module->text
        && !system_read(descriptor, segment->offset, at(module, segment->address, segment->file),
                        segment->file)) {
      return fail("%s ends before its segment at %x does", module->name, segment->address);
    }
  }
  return 1;
}

static int place_code(struct module *module, int descriptor, struct hole *wanted) {
  if (!take_hole(module, descriptor, wanted, &wanted->code)
      && code_data.allocate_code_data(0, wanted->code_size, wanted->data_offset, wanted->data_size,
                                      &wanted->code)) {
    return fail("%s does not fit: the module has no room for %x bytes of code with %x of data at a "
                "distance of %x", module->name, wanted->code_size, wanted->data_size,
                wanted->data_offset);
  }
  module->base = wanted->code - module->text->address;
  module->mapped = 1;
  module->space = (struct table){wanted->code + wanted->data_offset, wanted->data_size};
  return 1;
}

static struct hole shape(const struct module *module) {
  const struct segment *last = module->segments + module->segment_count - 1;
  const struct segment *data = module->segments + (module->text ? 1 : 0);
  struct hole shape = {0};
  if (data <= last) {
    uint32_t start = data->address & -PAGE;
    shape.data_size = rounded(last->address + last->memory - start);
    shape.data_offset = start;
  }
  if (module->text) {
    shape.code_size = rounded(module->text->memory);
    shape.data_offset = shape.data_size ? shape.data_offset - module->text->address : 0;
  }
  return shape;
}

/* Finds a place and fills it, but for the text. */
int place(struct module *module, int descriptor) {
  struct hole wanted = shape(module);
  if (module->text && !place_code(module, descriptor, &wanted)) {
    return 0;
  }
  if (module->text) {
    if (wanted.data_size && !map_pages(module->space.address, wanted.data_size)) {
      return fail("%s does not fit into the module's memory", module->name);
    }
  } else {
    void *data = map_pages(0, wanted.data_size);
    if (!data) {
      return fail("%s does not fit into the module's memory", module->name);
    }
    module->mapped = 1;
    module->base = (uint32_t)data - wanted.data_offset;
    module->space = (struct table){(uint32_t)data, wanted.data_size};
  }
  return read_segments(module, descriptor);
}

/* Text that is to stay as it is can be mapped from the file, so that all who use it share the pages:
   whole pages of the file, without a relocation. Else it goes into memory of its own at first. */
int place_text(struct module *module, int descriptor) {
  const struct segment *text = module->text;
  if (!text || module->in_place) {
    return 1;
  }
  int whole = text->file == text->memory && text->file % PAGE == 0 && text->offset % PAGE == 0;
  if (whole && !module->text_relocations
      && map_code(module->base + text->address, text->file, descriptor, text->offset)) {
    module->in_place = 1;
    return 1;
  }
  uint32_t size = rounded(text->memory);
  module->staging = map_pages(0, size);
  if (!module->staging) {
    return fail("%s does not fit into the module's memory", module->name);
  }
  memset(module->staging, 0xf4, size);
  return system_read(descriptor, text->offset, module->staging, text->file)
      || fail("%s ends before its segment at %x does", module->name, text->address);
}

static uint32_t bundles(const struct module *module) {
  return (module->text->memory + BUNDLE - 1) & -BUNDLE;
}

/* Hands the text to the validator, which judges and maps it; nothing writes to constants any more. */
int publish(struct module *module) {
  for (unsigned i = 0; i < module->segment_count; i++) {
    const struct segment *segment = module->segments + i;
    if (!(segment->flags & (PF_X | PF_W))) {
      uint32_t start = (module->base + segment->address) & -PAGE;
      uint32_t end = rounded(module->base + segment->address + segment->memory);
      protect_constants(start, end - start);
    }
  }
  if (!module->text || module->in_place) {
    module->published = 1;
    return 1;
  }
  void *to = (void *)(module->base + module->text->address);
  int error = dyncode.dyncode_create(to, module->staging, bundles(module));
  unmap_pages(module->staging, rounded(module->text->memory));
  module->staging = 0;
  module->published = !error;
  if (error) {
    return fail("the validator refuses the code of %s (error %u); make it with halite cc -shared",
                module->name, error);
  }
  return 1;
}

void release(struct module *module) {
  if (!module->mapped) {
    return;
  }
  module->mapped = 0;
  if (!module->text) {
    unmap_pages((void *)module->space.address, module->space.size);
    return;
  }
  reserve_pages(module->space.address, module->space.size);
  struct hole hole = shape(module);
  hole.code = module->base + module->text->address;
  if (module->staging) {
    unmap_pages(module->staging, rounded(module->text->memory));
    module->staging = 0;
  }
  if (module->published || module->in_place) {
    int error = dyncode.dyncode_delete((void *)hole.code, bundles(module));
    hole.kept = module->in_place && error == NO_SUCH_CODE; /* else the runtime copied it */
    hole.deleted_size = error && !hole.kept ? bundles(module) : 0;
  }
  leave_hole(&hole);
}
