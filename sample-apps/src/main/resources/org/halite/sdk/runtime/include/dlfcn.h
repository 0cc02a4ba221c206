/* Libraries while the program runs. Link with -ldl, -rdynamic or any shared library. */
#ifndef HALITE_DLFCN_H
#define HALITE_DLFCN_H
#ifdef __cplusplus
extern "C" {
#endif

/* Everything is bound when a library is loaded: LAZY is NOW. */
#define RTLD_LAZY 1
#define RTLD_NOW 2
/* What was loaded already, or nothing. */
#define RTLD_NOLOAD 4
/* Libraries loaded later find its symbols. */
#define RTLD_GLOBAL 0x100
#define RTLD_LOCAL 0
#define RTLD_NODELETE 0x1000

/* For dlsym: as the program sees it; in what comes behind the caller. */
#define RTLD_DEFAULT ((void *)0)
#define RTLD_NEXT ((void *)-1)

typedef struct {
  const char *dli_fname;
  void *dli_fbase;
  const char *dli_sname;
  void *dli_saddr;
} Dl_info;

/* Null when it fails; dlerror then has a sentence. A null name is the program itself. */
void *dlopen(const char *name, int flags);
void *dlsym(void *library, const char *symbol);
void *dlvsym(void *library, const char *symbol, const char *version);
int dlclose(void *library);
/* What went wrong last in this thread, once; null if nothing did. */
char *dlerror(void);
/* 0 when no library has the address. */
int dladdr(const void *address, Dl_info *info);

#ifdef __cplusplus
}
#endif
#endif
