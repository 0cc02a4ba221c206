/* Memory of the module, in units of 64 KiB (spec/nacl.md 11.2). */
#ifndef _SYS_MMAN_H
#define _SYS_MMAN_H
#include <sys/types.h>
#ifdef __cplusplus
extern "C" {
#endif

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_ANON MAP_ANONYMOUS
#define MAP_FAILED ((void *)-1)

void *mmap(void *start, size_t size, int protection, int flags, int descriptor, off_t offset);
int munmap(void *start, size_t size);
int mprotect(void *start, size_t size, int protection);
#ifdef __cplusplus
}
#endif
#endif
