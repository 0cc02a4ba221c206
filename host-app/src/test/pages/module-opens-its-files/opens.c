// Answers a name of the manifest with what the file of that name says.
#include "page.h"

const char *answer(const char *name) {
  static char said[256];
  struct nacl_irt_resource_open resource;
  struct nacl_irt_fdio files;
  int descriptor, error;
  long long size = -1;
  unsigned got = 0, rest = 1;
  __nacl_irt_query(NACL_IRT_RESOURCE_OPEN, &resource, sizeof resource);
  __nacl_irt_query(NACL_IRT_FDIO, &files, sizeof files);
  if ((error = resource.open_resource(name, &descriptor))) {
    memcpy(said, "error ??", 9);
    said[6] = '0' + error / 10;
    said[7] = '0' + error % 10;
    return said;
  }
  if (files.seek(descriptor, 0, 2, &size) || files.seek(descriptor, 2, 0, &size)
      || files.read(descriptor, said, sizeof said - 1, &got)
      || files.read(descriptor, said + got, 1, &rest) || rest) {
    return "a call that failed";
  }
  if (!files.write(descriptor, "x", 1, &rest)) {
    return "a file that can be written";
  }
  struct nacl_irt_memory memory;
  void *pages = 0;
  __nacl_irt_query(NACL_IRT_MEMORY, &memory, sizeof memory);
  enum { READ = 1, WRITE = 2, SHARED = 1, PRIVATE = 2 };
  if (!memory.mmap(&pages, 1 << 16, READ | WRITE, SHARED, descriptor, 0)) {
    return "a file that can be changed through its pages";
  }
  pages = 0;
  if (memory.mmap(&pages, 1 << 16, READ, PRIVATE, descriptor, 0)
      || memcmp((char *)pages + 2, said, got) || ((char *)pages)[got + 2]) {
    return "pages with other bytes";
  }
  files.close(descriptor);
  said[got] = 0;
  return said;
}
