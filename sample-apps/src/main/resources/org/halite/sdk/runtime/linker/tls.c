// Thread-local variables of libraries. A thread gets its own of a library when it first asks for one
// (__tls_get_addr); those that code counts from the thread pointer (initial-exec) have a place below
// the program's own in every thread, as long as nothing but the first thread was there (tls.h).
#include "linker.h"

/* A thread's variables of one library. */
struct block {
  uint8_t *at;
  uint32_t generation; /* of the library that they are of */
  uint32_t room;
};

/* What a thread has: at the beginning of a page, from which small blocks are taken. */
struct thread_blocks {
  uint8_t *free, *end;
  struct block of[MAX_MODULES];
};

struct tls_index {
  uint64_t module, offset;
};

/* Of the program that has no C library, and so one thread and no thread pointer. */
static struct thread_blocks *lonely;
static uint32_t generations;
static uint32_t fixed; /* bytes below the thread pointer that have an owner */
static const struct module *started; /* a program that may have threads */

static struct thread_blocks **slot(uint32_t thread) {
  return thread ? (struct thread_blocks **)(thread + HALITE_TLS_BLOCKS) : &lonely;
}

static uint32_t aligned(uint32_t size, uint32_t alignment) {
  return (size + alignment - 1) & -alignment;
}

void tls_begin(struct module *module) {
  module->tls_generation = ++generations;
  if (module == main_program && module->tls.size) {
    fixed = module->tls_offset = aligned(module->tls.size, module->tls_alignment);
  }
}

void tls_started(void) {
  started = main_program;
}

/* The variables as they are at first. */
static void fill(const struct module *module, uint8_t *to) {
  const void *from = at(module, module->tls.address, module->tls_file);
  memset(to, 0, module->tls.size);
  if (from) {
    memcpy(to, from, module->tls_file);
  }
}

int tls_fix(struct module *module, const struct module *asker) {
  if (module->tls_offset) {
    return 1;
  }
  uint32_t program = main_program->tls_offset;
  uint32_t offset = aligned((fixed < program ? program : fixed) + module->tls.size, module->tls_alignment);
  if (started == main_program || (main_program == modules && !thread_pointer())) {
    return fail("%s counts thread-local variables of %s from the thread pointer (initial-exec), which "
                "only libraries can that are loaded with a program and its C library; make it with "
                "-fPIC and without -ftls-model", asker->name, module->name);
  }
  if (offset - program > HALITE_TLS_SPACE || module->tls_alignment > HALITE_TLS_ALIGNMENT) {
    return fail("%s has %u bytes of thread-local variables that are counted from the thread pointer "
                "(initial-exec); of all libraries there is room for %u", module->name,
                module->tls.size, HALITE_TLS_SPACE);
  }
  fixed = module->tls_offset = offset;
  return 1;
}

/* In a thread that begins, and in the first one when all is relocated. */
void tls_fill_fixed(uint32_t thread) {
  for (struct module *module = modules; module < modules + MAX_MODULES; module++) {
    if (module->name[0] && module != main_program && module->tls_offset) {
      fill(module, (uint8_t *)(thread - module->tls_offset));
    }
  }
}

static int has_page_of_its_own(const struct thread_blocks *blocks, const struct block *block) {
  return block->room && ((uint32_t)block->at & -PAGE) != (uint32_t)blocks;
}

static uint8_t *pages(const struct module *module, uint32_t size) {
  uint8_t *pages = map_pages(0, aligned(size, PAGE));
  if (!pages) {
    fail("there is no memory for the thread-local variables of %s", module->name);
    say_and_exit(problem);
  }
  return pages;
}

/* A later library in the same slot uses the same bytes again, if it can. */
static void make_room(struct thread_blocks *blocks, struct block *block, const struct module *module) {
  uint32_t size = module->tls.size, alignment = module->tls_alignment;
  if (block->room >= size && !((uint32_t)block->at & (alignment - 1))) {
    return;
  }
  if (has_page_of_its_own(blocks, block)) {
    unmap_pages(block->at, block->room);
  }
  uint32_t start = aligned((uint32_t)blocks->free, alignment);
  if (start <= (uint32_t)blocks->end && size <= (uint32_t)blocks->end - start) {
    block->at = (uint8_t *)start;
    block->room = size;
    blocks->free = block->at + size;
  } else {
    block->at = pages(module, size);
    block->room = aligned(size, PAGE);
  }
}

static struct block *begin_block(struct module *module, struct thread_blocks **own) {
  lock();
  if (!*own) {
    uint8_t *page = pages(module, PAGE);
    *own = (struct thread_blocks *)page;
    (*own)->free = page + sizeof **own;
    (*own)->end = page + PAGE;
  }
  struct block *block = (*own)->of + (module - modules);
  make_room(*own, block, module);
  fill(module, block->at);
  block->generation = module->tls_generation;
  unlock();
  return block;
}

void *tls_address(struct module *module, uint32_t offset) {
  uint32_t thread = thread_pointer();
  if (module->tls_offset) {
    return (void *)(thread - module->tls_offset + offset);
  }
  struct thread_blocks **own = slot(thread);
  struct block *block = *own ? (*own)->of + (module - modules) : 0;
  if (!block || block->generation != module->tls_generation) {
    block = begin_block(module, own);
  }
  return block->at + offset;
}

#define PUBLIC __attribute__((visibility("default")))

/* Called by code that gcc makes with -fPIC; null for a weak variable that nobody has. */
PUBLIC void *__tls_get_addr(const struct tls_index *index) {
  uint32_t number = (uint32_t)index->module - 1;
  return number < MAX_MODULES ? tls_address(modules + number, (uint32_t)index->offset) : 0;
}

/* The C library's, for each thread that it makes: after its own variables have their place. */
PUBLIC void __halite_thread_begin(void *thread) {
  tls_fill_fixed((uint32_t)thread);
}

/* The last that a thread does. */
PUBLIC void __halite_thread_end(void) {
  struct thread_blocks **own = slot(thread_pointer());
  struct thread_blocks *blocks = *own;
  if (!blocks) {
    return;
  }
  *own = 0;
  for (struct block *block = blocks->of; block < blocks->of + MAX_MODULES; block++) {
    if (has_page_of_its_own(blocks, block)) {
      unmap_pages(block->at, block->room);
    }
  }
  unmap_pages(blocks, PAGE);
}

/* A library with a function that is to be called when a thread ends is never closed. */
PUBLIC void __halite_keep_library(void *address) {
  lock();
  struct module *module = module_of((uint32_t)address);
  if (module) {
    module->permanent = 1;
  }
  unlock();
}
