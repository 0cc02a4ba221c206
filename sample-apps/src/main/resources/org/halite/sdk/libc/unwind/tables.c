// The unwinder's search for a function's table, and the program's own tables, which the linker
// script names and eh-end.s ends.
#include "unwind-dw2-fde.c"

extern const char __halite_eh_frame[] __attribute__((visibility("hidden")));

__attribute__((constructor(101))) static void begin(void) {
  static struct object own;
  __register_frame_info(__halite_eh_frame, &own);
}
