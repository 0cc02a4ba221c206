// Names of files. Most of these exist only in a module that may use files.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>
#include "system.h"

int mkdir(const char *path, mode_t mode) {
  return outcome(IF_THERE(__irt.filename.mkdir, path, mode), 0);
}

int rmdir(const char *path) {
  return outcome(IF_THERE(__irt.filename.rmdir, path), 0);
}

int chdir(const char *path) {
  return outcome(IF_THERE(__irt.filename.chdir, path), 0);
}

int unlink(const char *path) {
  return outcome(IF_THERE(__irt.filename.unlink, path), 0);
}

/* Folders too. */
int remove(const char *path) {
  return unlink(path) == 0 || (errno == EISDIR && rmdir(path) == 0) ? 0 : -1;
}

/* What newlib's own functions call. */
int _remove_r(struct _reent *reent, const char *path) {
  (void)reent;
  return remove(path);
}

int truncate(const char *path, off_t size) {
  return outcome(IF_THERE(__irt.filename.truncate, path, size), 0);
}

int link(const char *from, const char *to) {
  return outcome(IF_THERE(__irt.filename.link, from, to), 0);
}

int rename(const char *from, const char *to) {
  return outcome(IF_THERE(__irt.filename.rename, from, to), 0);
}

int _rename(const char *from, const char *to) {
  return rename(from, to);
}

int symlink(const char *from, const char *to) {
  return outcome(IF_THERE(__irt.filename.symlink, from, to), 0);
}

ssize_t readlink(const char *path, char *target, size_t size) {
  size_t done = 0;
  int error = IF_THERE(__irt.filename.readlink, path, target, size, &done);
  return outcome(error, (int)done);
}

int chmod(const char *path, mode_t mode) {
  return outcome(IF_THERE(__irt.filename.chmod, path, mode), 0);
}

int access(const char *path, int mode) {
  return outcome(IF_THERE(__irt.filename.access, path, mode), 0);
}

int utimes(const char *path, const struct timeval *times) {
  return outcome(IF_THERE(__irt.filename.utimes, path, times), 0);
}

int utime(const char *path, const struct utimbuf *times) {
  if (!times) {
    return utimes(path, NULL);
  }
  struct timeval both[2] = {{.tv_sec = times->actime}, {.tv_sec = times->modtime}};
  return utimes(path, both);
}

/* Files belong to the person who runs the module, and it cannot give them away. */
int chown(const char *path, uid_t owner, gid_t group) {
  (void)path;
  (void)owner;
  (void)group;
  return outcome(EPERM, 0);
}

int fchown(int descriptor, uid_t owner, gid_t group) {
  (void)descriptor;
  (void)owner;
  (void)group;
  return outcome(EPERM, 0);
}

/* The runtime takes away all rights but the owner's. */
mode_t umask(mode_t mask) {
  (void)mask;
  return 077;
}

char *getcwd(char *path, size_t size) {
  char *to = path;
  if (!to) {
    size = size ? size : 1024;
    to = malloc(size);
    if (!to) {
      return NULL;
    }
  }
  int error = IF_THERE(__irt.filename.getcwd, to, size);
  if (error) {
    if (!path) {
      free(to);
    }
    errno = error;
    return NULL;
  }
  return to;
}
