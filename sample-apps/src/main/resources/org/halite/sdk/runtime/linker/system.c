// What the linker asks of the runtime: the IRT's tables, files, pages, one lock.
#include "linker.h"

enum { MAX_READ = 1 << 20 };
enum { READ = 1, WRITE = 2, EXECUTE = 4, SHARED = 1, PRIVATE = 2, FIXED = 0x10, ANONYMOUS = 0x20 };

static struct nacl_irt_basic basic;
static struct nacl_irt_fdio fdio;
static struct nacl_irt_memory memory;
static struct nacl_irt_tls tls;
static struct nacl_irt_futex futex;
static struct nacl_irt_resource_open resource;
static struct nacl_irt_filename filename;
struct nacl_irt_dyncode dyncode;
struct nacl_irt_code_data_alloc code_data;

#define ASK(name, table) (__nacl_irt_query(name, &(table), sizeof(table)) == sizeof(table))

int system_begin(void) {
  if (!ASK(NACL_IRT_RESOURCE_OPEN, resource)) {
    resource.open_resource = 0;
  }
  if (!ASK(NACL_IRT_FILENAME, filename)) {
    filename.open = 0;
  }
  return ASK(NACL_IRT_BASIC, basic) && ASK(NACL_IRT_FDIO, fdio) && ASK(NACL_IRT_MEMORY, memory)
      && ASK(NACL_IRT_TLS, tls) && ASK(NACL_IRT_FUTEX, futex) && ASK(NACL_IRT_DYNCODE, dyncode)
      && ASK(NACL_IRT_CODE_DATA_ALLOC, code_data);
}

void say_and_exit(const char *sentence) {
  size_t done;
  fdio.write(2, sentence, strlen(sentence), &done);
  fdio.write(2, "\n", 1, &done);
  basic.exit(127);
  __builtin_trap();
}

/* The folders of LD_LIBRARY_PATH, or where libraries are by custom. */
static const char *folders(void) {
  static const char variable[] = "LD_LIBRARY_PATH=";
  for (char **at = environ; at && *at; at++) {
    size_t i = 0;
    while (variable[i] && (*at)[i] == variable[i]) {
      i++;
    }
    if (!variable[i] && (*at)[i]) {
      return *at + i;
    }
  }
  return "/lib:/";
}

static int has_slash(const char *name) {
  for (; *name; name++) {
    if (*name == '/') {
      return 1;
    }
  }
  return 0;
}

/* Among the files of a page's manifest; else in a folder, for a program that has files. */
int system_open(const char *name, int *descriptor) {
  if (resource.open_resource && !resource.open_resource(name, descriptor)) {
    return 1;
  }
  if (!filename.open) {
    return 0;
  }
  if (has_slash(name)) {
    return !filename.open(name, 0, 0, descriptor);
  }
  for (const char *at = folders(); *at;) {
    char path[1024];
    size_t length = 0;
    for (; *at && *at != ':'; at++) {
      if (length < sizeof path - MAX_NAME - 2) {
        path[length++] = *at;
      }
    }
    at += *at == ':';
    path[length++] = '/';
    memcpy(path + length, name, strlen(name) + 1);
    if (!filename.open(path, 0, 0, descriptor)) {
      return 1;
    }
  }
  return 0;
}

int system_read(int descriptor, uint32_t offset, void *to, uint32_t size) {
  long long reached;
  if (fdio.seek(descriptor, offset, 0, &reached)) {
    return 0;
  }
  for (uint32_t done = 0; done < size;) {
    uint32_t left = size - done;
    size_t got = 0;
    if (fdio.read(descriptor, (char *)to + done, left < MAX_READ ? left : MAX_READ, &got) || !got) {
      return 0;
    }
    done += got;
  }
  return 1;
}

void system_close(int descriptor) {
  fdio.close(descriptor);
}

void *map_pages(uint32_t address, uint32_t size) {
  void *pages = (void *)address;
  int flags = PRIVATE | ANONYMOUS | (address ? FIXED : 0);
  return memory.mmap(&pages, size, READ | WRITE, flags, -1, 0) ? 0 : pages;
}

void reserve_pages(uint32_t address, uint32_t size) {
  void *pages = (void *)address;
  if (size) {
    memory.mmap(&pages, size, 0, PRIVATE | ANONYMOUS | FIXED, -1, 0);
  }
}

void unmap_pages(void *address, uint32_t size) {
  memory.munmap(address, size);
}

/* Whole pages of a file, judged and executed as they are; only files of a page's manifest can be had so. */
int map_code(uint32_t address, uint32_t size, int descriptor, uint32_t offset) {
  void *pages = (void *)address;
  return !memory.mmap(&pages, size, READ | EXECUTE, SHARED | FIXED, descriptor, offset);
}

int protect_constants(uint32_t address, uint32_t size) {
  return !memory.mprotect((void *)address, size, READ);
}

/* Threads are told apart by it: spec/nacl.md 14. */
uint32_t thread_pointer(void) {
  return (uint32_t)tls.tls_get();
}

/* A lock that its owner may take again: constructors may call dlopen. */
static int held; /* 0 free, 1 held, 2 held and awaited */
static uint32_t owner;
static unsigned depth;

void lock(void) {
  uint32_t self = thread_pointer();
  if (depth && __atomic_load_n(&owner, __ATOMIC_RELAXED) == self) {
    depth++;
    return;
  }
  int was = 0;
  if (!__atomic_compare_exchange_n(&held, &was, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
    while (__atomic_exchange_n(&held, 2, __ATOMIC_ACQUIRE)) {
      futex.futex_wait_abs(&held, 2, 0);
    }
  }
  __atomic_store_n(&owner, self, __ATOMIC_RELAXED);
  depth = 1;
}

void unlock(void) {
  if (--depth) {
    return;
  }
  __atomic_store_n(&owner, 0, __ATOMIC_RELAXED);
  if (__atomic_exchange_n(&held, 0, __ATOMIC_RELEASE) == 2) {
    int woken;
    futex.futex_wake(&held, 1, &woken);
  }
}
