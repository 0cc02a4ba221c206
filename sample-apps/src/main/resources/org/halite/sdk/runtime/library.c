// What every shared library begins with: a name of its own for C++, whose destructors of static
// objects run when the library is closed.
__attribute__((visibility("hidden"))) void *__dso_handle = &__dso_handle;

__attribute__((weak)) void __cxa_finalize(void *library);

__attribute__((destructor)) static void finish(void) {
  if (__cxa_finalize) {
    __cxa_finalize(__dso_handle);
  }
}
