// The program finds its libraries before its own constructors run. Called by crt1.c.
#include "linker.h"

int program_argc;
char **program_argv;

extern char etext[], __halite_constants[], __halite_data[], _end[];
extern struct elf_dynamic _DYNAMIC[];

/* The linker script's; the last two are numbers and not addresses. */
extern char __tls_template_start[], __tls_template_end[], __tls_template_size[];
extern char __tls_template_alignment[];

/* The program is mapped already; its dynamic section ends with a null entry. */
static int describe_program(const char *name) {
  struct module *program = modules;
  size_t length = strlen(name);
  length = length < MAX_NAME - 1 ? length : MAX_NAME - 1;
  memcpy(program->name, length ? name : "program", length ? length + 1 : sizeof "program");
  program->name[MAX_NAME - 1] = 0;
  uint32_t text = 0x20000;
  uint32_t constants = (uint32_t)__halite_constants;
  uint32_t data = (uint32_t)__halite_data;
  program->segments[0] = (struct segment){text, (uint32_t)etext - text, 0, 0, PF_R | PF_X};
  program->segments[1] = (struct segment){constants, data - constants, 0, 0, PF_R};
  program->segments[2] = (struct segment){data, (uint32_t)_end - data, 0, 0, PF_R | PF_W};
  program->segment_count = 3;
  program->text = program->segments;
  program->mapped = 1;
  program->in_place = 1;
  program->permanent = 1;
  program->tls = (struct table){(uint32_t)__tls_template_start, (uint32_t)__tls_template_size};
  program->tls_file = (uint32_t)(__tls_template_end - __tls_template_start);
  program->tls_alignment = (uint32_t)__tls_template_alignment;
  tls_begin(program);
  unsigned entries = 1;
  while (_DYNAMIC[entries - 1].tag != DT_NULL) {
    entries++;
  }
  program->dynamic = (struct table){(uint32_t)_DYNAMIC, entries * sizeof *_DYNAMIC};
  return read_dynamic(program);
}

#define PUBLIC __attribute__((visibility("default")))

/* A program that was loaded has start-up code of its own, which calls this too: when its C library
   is ready, which the constructors of libraries may use. */
PUBLIC void __halite_link_begin(int argc, char **argv) {
  if (modules->name[0]) {
    construct(main_program);
    return;
  }
  program_argc = argc;
  program_argv = argv;
  if (!system_begin()) {
    say_and_exit("the dynamic linker needs interfaces that this runtime does not have");
  }
  if (!describe_program(argc > 0 ? argv[0] : "") || !open_program()) {
    say_and_exit(problem);
  }
}

PUBLIC void __halite_link_end(void) {
  finish();
}

/* Loads the program that this module exists for, and what it needs; where it begins. */
PUBLIC void (*__halite_link_program(const char *name))(unsigned *info) {
  main_program = modules + 1;
  struct module *program = open_library(name, RTLD_NOW | RTLD_GLOBAL, 0);
  if (!program) {
    say_and_exit(problem);
  }
  uint32_t entry = program->base + program->entry;
  tls_started();
  if (program != main_program || !program->entry || !is_code(entry)) {
    fail("%s is no program; make it with halite cc -pie", name);
    say_and_exit(problem);
  }
  return (void (*)(unsigned *))entry;
}
