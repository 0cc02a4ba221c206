// Directories, which only a module with files can open.
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "system.h"

enum { AT_ONCE = 4096 };

struct __dirstream {
  int descriptor;
  int size; /* bytes that were read */
  int at;   /* of them, how many were given out */
  char bytes[AT_ONCE] __attribute__((aligned(8)));
};

DIR *fdopendir(int descriptor) {
  struct stat state;
  if (fstat(descriptor, &state)) {
    return NULL;
  }
  if (!S_ISDIR(state.st_mode)) {
    errno = ENOTDIR;
    return NULL;
  }
  DIR *directory = malloc(sizeof *directory);
  if (directory) {
    directory->descriptor = descriptor;
    directory->size = 0;
    directory->at = 0;
  }
  return directory;
}

DIR *opendir(const char *path) {
  int descriptor = open(path, O_RDONLY);
  if (descriptor < 0) {
    return NULL;
  }
  DIR *directory = fdopendir(descriptor);
  if (!directory) {
    int error = errno;
    close(descriptor);
    errno = error;
  }
  return directory;
}

struct dirent *readdir(DIR *directory) {
  if (directory->at >= directory->size) {
    int size = getdents(directory->descriptor, directory->bytes, AT_ONCE);
    if (size <= 0) {
      return NULL;
    }
    directory->size = size;
    directory->at = 0;
  }
  struct dirent *entry = (struct dirent *)(directory->bytes + directory->at);
  directory->at += entry->d_reclen;
  return entry;
}

int readdir_r(DIR *__restrict directory, struct dirent *__restrict entry,
              struct dirent **__restrict result) {
  errno = 0;
  struct dirent *next = readdir(directory);
  *result = NULL;
  if (next) {
    memcpy(entry, next, next->d_reclen < sizeof *entry ? next->d_reclen : sizeof *entry);
    *result = entry;
  }
  return next ? 0 : errno;
}

void rewinddir(DIR *directory) {
  lseek(directory->descriptor, 0, SEEK_SET);
  directory->size = 0;
  directory->at = 0;
}

int dirfd(DIR *directory) {
  return directory->descriptor;
}

int closedir(DIR *directory) {
  int result = close(directory->descriptor);
  free(directory);
  return result;
}
