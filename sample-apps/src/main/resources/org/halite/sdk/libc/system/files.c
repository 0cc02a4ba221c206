// Descriptors.
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "system.h"

ssize_t read(int descriptor, void *bytes, size_t count) {
  size_t done = 0;
  int error = __irt.fdio.read(descriptor, bytes, count, &done);
  return outcome(error, (int)done);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  size_t done = 0;
  int error = __irt.fdio.write(descriptor, bytes, count, &done);
  return outcome(error, (int)done);
}

int close(int descriptor) {
  return outcome(__irt.fdio.close(descriptor), 0);
}

off_t lseek(int descriptor, off_t offset, int whence) {
  int64_t result = -1;
  int error = __irt.fdio.seek(descriptor, offset, whence, &result);
  return outcome(error, 0) ? -1 : result;
}

int dup(int descriptor) {
  int copy = -1;
  int error = __irt.fdio.dup(descriptor, &copy);
  return outcome(error, copy);
}

int dup2(int descriptor, int copy) {
  return outcome(__irt.fdio.dup2(descriptor, copy), copy);
}

int fsync(int descriptor) {
  return outcome(IF_THERE(__irt.fdio.fsync, descriptor), 0);
}

int fdatasync(int descriptor) {
  return outcome(IF_THERE(__irt.fdio.fdatasync, descriptor), 0);
}

int ftruncate(int descriptor, off_t size) {
  return outcome(IF_THERE(__irt.fdio.ftruncate, descriptor, size), 0);
}

int fchdir(int descriptor) {
  return outcome(IF_THERE(__irt.fdio.fchdir, descriptor), 0);
}

int fchmod(int descriptor, mode_t mode) {
  return outcome(IF_THERE(__irt.fdio.fchmod, descriptor, mode), 0);
}

int getdents(int descriptor, void *entries, int size) {
  size_t done = 0;
  int error = __irt.fdio.getdents(descriptor, entries, (size_t)size, &done);
  return outcome(error, (int)done);
}

/* What a descriptor is, without its inode: those of IMC have kinds that POSIX does not know. */
static void take(struct stat *to, const struct abi_stat *from) {
  memset(to, 0, sizeof *to);
  to->st_dev = from->dev;
  to->st_ino = from->ino;
  to->st_mode = from->mode;
  to->st_nlink = from->nlink;
  to->st_uid = from->uid;
  to->st_gid = from->gid;
  to->st_rdev = from->rdev;
  to->st_size = from->size;
  to->st_blksize = from->blksize;
  to->st_blocks = from->blocks;
  to->st_atim.tv_sec = from->atime;
  to->st_atim.tv_nsec = (long)from->atime_nsec;
  to->st_mtim.tv_sec = from->mtime;
  to->st_mtim.tv_nsec = (long)from->mtime_nsec;
  to->st_ctim.tv_sec = from->ctime;
  to->st_ctim.tv_nsec = (long)from->ctime_nsec;
}

int fstat(int descriptor, struct stat *result) {
  struct abi_stat abi;
  int error = __irt.fdio.fstat(descriptor, &abi);
  if (!error) {
    take(result, &abi);
  }
  return outcome(error, 0);
}

int stat(const char *path, struct stat *result) {
  struct abi_stat abi;
  int error = __irt.filename.stat(path, &abi);
  if (!error) {
    take(result, &abi);
  }
  return outcome(error, 0);
}

int lstat(const char *path, struct stat *result) {
  struct abi_stat abi;
  int error = __irt.filename.lstat ? __irt.filename.lstat(path, &abi)
                                   : __irt.filename.stat(path, &abi);
  if (!error) {
    take(result, &abi);
  }
  return outcome(error, 0);
}

/* newlib's flags, and the ABI's in octal (spec/nacl.md 12). */
static int abi_flags(int flags) {
  static const struct {
    int newlib, abi;
  } each[] = {{O_CREAT, 0100}, {O_EXCL, 0200}, {O_TRUNC, 01000}, {O_APPEND, 02000},
              {O_NONBLOCK, 04000}, {O_SYNC, 010000}, {O_DIRECTORY, 0200000}};
  int result = flags & O_ACCMODE;
  for (unsigned i = 0; i < sizeof each / sizeof *each; i++) {
    result |= flags & each[i].newlib ? each[i].abi : 0;
  }
  return result;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  int descriptor = -1;
  int error = __irt.filename.open(path, abi_flags(flags), mode, &descriptor);
  return outcome(error, descriptor);
}

int ioctl(int descriptor, unsigned long request, ...) {
  (void)request;
  struct abi_stat abi;
  int error = __irt.fdio.fstat(descriptor, &abi);
  return outcome(error ? error : ENOTTY, 0);
}

/* One process holds its files alone, so locks are always had. */
int fcntl(int descriptor, int command, ...) {
  struct abi_stat abi;
  switch (command) {
    case F_DUPFD:
      return dup(descriptor);
    case F_GETFD:
    case F_SETFD:
    case F_SETLK:
    case F_SETLKW:
      return outcome(__irt.fdio.fstat(descriptor, &abi), 0);
    case F_GETFL:
      return outcome(__irt.fdio.fstat(descriptor, &abi), O_RDWR);
    case F_GETLK: {
      va_list arguments;
      va_start(arguments, command);
      va_arg(arguments, struct flock *)->l_type = F_UNLCK;
      va_end(arguments);
      return outcome(__irt.fdio.fstat(descriptor, &abi), 0);
    }
    default:
      return outcome(EINVAL, 0);
  }
}
