// A shared library's tables, which the program's unwinder looks into while the library is there.
extern const char __halite_eh_frame[] __attribute__((visibility("hidden")));
static long long own[8]; // a struct object, of 24 bytes

__attribute__((weak)) void __register_frame_info(const void *tables, void *object);
__attribute__((weak)) void *__deregister_frame_info(const void *tables);

__attribute__((constructor(101))) static void begin(void) {
  if (__register_frame_info) {
    __register_frame_info(__halite_eh_frame, own);
  }
}

__attribute__((destructor(101))) static void end(void) {
  if (__deregister_frame_info) {
    __deregister_frame_info(__halite_eh_frame);
  }
}
