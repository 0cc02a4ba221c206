// By this name static objects say that they are the program's, and no library's.
__attribute__((visibility("hidden"))) void *__dso_handle;
