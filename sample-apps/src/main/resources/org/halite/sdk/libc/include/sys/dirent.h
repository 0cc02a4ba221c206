/* Entries of directories, as the runtime writes them (spec/nacl.md 12). */
#ifndef _SYS_DIRENT_H
#define _SYS_DIRENT_H
#include <sys/types.h>
#ifdef __cplusplus
extern "C" {
#endif

struct dirent {
  ino_t d_ino;
  off_t d_off;
  unsigned short d_reclen;
  char d_name[256];
};

typedef struct __dirstream DIR;

DIR *opendir(const char *path);
DIR *fdopendir(int descriptor);
struct dirent *readdir(DIR *directory);
int readdir_r(DIR *__restrict directory, struct dirent *__restrict entry,
              struct dirent **__restrict result);
void rewinddir(DIR *directory);
int closedir(DIR *directory);
int dirfd(DIR *directory);
#ifdef __cplusplus
}
#endif
#endif
