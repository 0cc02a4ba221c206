/* The dynamic linker: untrusted code that loads libraries into its own module. What it reads of a
   library's file is checked, number by number, so that a broken one ends in a sentence of dlerror. */
#ifndef HALITE_LINKER_H
#define HALITE_LINKER_H
#include <dlfcn.h>
#include <elf32.h>
#include <halite/irt.h>
#include <halite/tls.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Outside of the linker; all else is hidden, and local once the linker is one object. */
extern char **environ;

#pragma GCC visibility push(hidden)

enum {
  PAGE = 0x10000,
  BUNDLE = 32,
  MAX_MODULES = 128,
  MAX_SEGMENTS = 8,
  MAX_NEEDED = 64,
  MAX_NAME = 128,
  MAX_PATH = 256
};

struct segment {
  uint32_t address, memory, offset, file, flags;
};

/* A table of a module's file, which may be empty; addresses count from the module's base. */
struct table {
  uint32_t address, size;
};

/* What is loaded: the program, which is modules[0], and libraries. */
struct module {
  char name[MAX_NAME]; /* as it was asked for; empty when the slot is free */
  char origin[MAX_PATH]; /* the folder where it was found, empty for the manifest's own */
  uint32_t base;
  struct segment segments[MAX_SEGMENTS];
  unsigned segment_count;
  struct segment *text; /* null for a library without code */
  uint8_t *staging; /* the text while it is relocated, else null */
  uint8_t in_place; /* the text is where it runs, mapped from the file */
  struct table space; /* what is reserved for data, absolute */

  struct table dynamic, strings, relocations, linkage, init_array, fini_array, tls;
  uint32_t symbols, gnu_hash, hash, versions, version_definitions, version_needs;
  uint32_t definition_count, need_count, soname, runpath, init, fini, entry;
  uint32_t tls_file, tls_alignment, tls_generation;
  uint32_t tls_offset; /* how far below the thread pointer the variables are, in every thread; or 0 */
  int has_soname, has_runpath, text_relocations;

  uint8_t needed[MAX_NEEDED]; /* modules, in the order of DT_NEEDED */
  unsigned needed_count;
  uint8_t uses[MAX_MODULES]; /* whether a symbol was found there */
  unsigned opened; /* dlopen without dlclose */
  uint8_t global, permanent, mapped, relocated, published, constructed, reached;
  unsigned order; /* when it was constructed */
};
extern struct module modules[MAX_MODULES];

/* Whose own start-up code runs its constructors: modules, or what modules exists to load. */
extern struct module *main_program;

/* Where symbols are looked for, in order. */
struct scope {
  uint8_t modules[MAX_MODULES];
  unsigned count;
};

/* system.c: what the runtime offers */
extern struct nacl_irt_dyncode dyncode;
extern struct nacl_irt_code_data_alloc code_data;
int system_begin(void);
int system_open(const char *path, int *descriptor); /* of the manifest, or a program's file */
int system_read(int descriptor, uint32_t offset, void *to, uint32_t size);
void system_close(int descriptor);
void *map_pages(uint32_t address, uint32_t size); /* 0 for anywhere; zeroed, writable; or null */
void reserve_pages(uint32_t address, uint32_t size);
void unmap_pages(void *address, uint32_t size);
int map_code(uint32_t address, uint32_t size, int descriptor, uint32_t offset);
int protect_constants(uint32_t address, uint32_t size);
uint32_t thread_pointer(void);
void lock(void);
void unlock(void);
void say_and_exit(const char *sentence) __attribute__((noreturn));

/* dlfcn.c: sentences; %s, %x and %u. Always 0, so that a function can return it. */
extern char problem[512];
int fail(const char *format, ...);

/* image.c: the file's headers */
int read_image(struct module *module, int descriptor);
int read_dynamic(struct module *module);

/* memory.c: places */
int place(struct module *module, int descriptor);
int place_text(struct module *module, int descriptor);
int publish(struct module *module);
void release(struct module *module);

/* symbols.c */
/* Null unless all of it lies in one segment; writable: in data, or not published yet. */
void *at(const struct module *module, uint32_t address, uint32_t size);
void *constant(const struct module *module, uint32_t address, uint32_t size);
void *writable(const struct module *module, uint32_t address, uint32_t size);
const char *string(const struct module *module, uint32_t offset); /* null if it is none */
const struct elf_symbol *symbol(const struct module *module, uint32_t index);
struct found {
  struct module *module;
  const struct elf_symbol *symbol;
};
/* not_in may be null */
int find(const char *name, const char *version, const struct scope *scope,
         const struct module *not_in, struct found *found);
struct module *module_of(uint32_t address);
int is_code(uint32_t address);

/* versions.c */
const char *version_wanted(const struct module *module, uint32_t index);
int version_fits(const struct module *module, uint32_t index, const char *wanted);
int check_versions(const struct module *module);

/* relocate.c */
int relocate(struct module *module, const struct scope *scope);
uint32_t address_of(const struct found *found);

/* tls.c: thread-local variables */
void tls_begin(struct module *module);
int tls_fix(struct module *module, const struct module *asker);
void tls_fill_fixed(uint32_t thread);
void tls_started(void); /* from now on there may be threads */
void *tls_address(struct module *module, uint32_t offset);

/* folders.c: where a library is looked for */
const char *plain(const char *name); /* what stands behind the last slash */
int find_library(const char *name, const struct module *asker, char origin[MAX_PATH], int *descriptor);

/* load.c: one library, which asker needs or opens; null for the program */
struct module *loaded(const char *name);
struct module *load(const char *name, const struct module *asker);
void unload(struct module *module);

/* open.c: a library with all that it needs */
struct module *open_library(const char *name, int flags, const struct module *asker);
void close_library(struct module *module);
void global_scope(struct scope *scope);
void local_scope(const struct module *module, struct scope *scope);
void finish(void); /* destructors of all, when the program ends */
void construct(struct module *module); /* and what it needs, first; once */
int open_program(void);

extern int program_argc;
extern char **program_argv;

#endif
