// What runnable-ld.so offers, for programs to be linked with; at run time they find the real ones.
#include <dlfcn.h>

void *dlopen(const char *name, int flags) {
  return name && flags ? (void *)1 : 0;
}

void *dlsym(void *library, const char *symbol) {
  return symbol ? library : 0;
}

void *dlvsym(void *library, const char *symbol, const char *version) {
  return symbol && version ? library : 0;
}

int dlclose(void *library) {
  return !library;
}

char *dlerror(void) {
  return 0;
}

int dladdr(const void *address, Dl_info *info) {
  return address && info;
}

void *__tls_get_addr(void *index) {
  return index;
}

void __halite_thread_begin(void *thread) {
  (void)thread;
}

void __halite_thread_end(void) {}

void __halite_keep_library(void *address) {
  (void)address;
}

void __halite_link_begin(int argc, char **argv) {
  (void)argc;
  (void)argv;
}

void __halite_link_end(void) {}
