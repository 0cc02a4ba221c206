// Start-up code of every module. The runtime calls _start as spec/nacl.md 9 says.
#include <halite/irt.h>

int main(int argc, char **argv, char **envp);
void exit(int status) __attribute__((noreturn));

/* The dynamic linker, if one is linked in, loads what the program needs. */
__attribute__((weak)) void __halite_link_begin(int argc, char **argv);

/* libppapi_simple, if it is linked in, runs main() in a page and is its standard streams. */
__attribute__((weak)) nacl_irt_query __halite_page_begin(nacl_irt_query query);
__attribute__((weak)) int __halite_page_main(int argc, char **argv, char **envp);

char **environ;

/* Constructors of global objects; the linker script names where their table lies. */
typedef void (*constructor)(void);
extern constructor __preinit_array_start[], __preinit_array_end[];
extern constructor __init_array_start[], __init_array_end[];

static void run(constructor *at, constructor *end) {
  for (; at < end; at++) {
    (*at)();
  }
}

enum { AT_NULL = 0, AT_SYSINFO = 32 };

/* info: cleanup function, envc, argc, argv..., 0, envp..., 0, then pairs of the auxiliary vector. */
void _start(unsigned *info) {
  int envc = (int)info[1];
  int argc = (int)info[2];
  char **argv = (char **)(info + 3);
  char **envp = argv + argc + 1;
  unsigned *auxv = (unsigned *)(envp + envc + 1);
  for (; auxv[0] != AT_NULL; auxv += 2) {
    if (auxv[0] == AT_SYSINFO) {
      __nacl_irt_query = (nacl_irt_query)auxv[1];
    }
  }
  environ = envp;
  if (__halite_page_begin) {
    __nacl_irt_query = __halite_page_begin(__nacl_irt_query);
  }
  __halite_irt_begin();
  if (__halite_link_begin) {
    __halite_link_begin(argc, argv);
  }
  run(__preinit_array_start, __preinit_array_end);
  run(__init_array_start, __init_array_end);
  exit((__halite_page_main ? __halite_page_main : main)(argc, argv, envp));
}
