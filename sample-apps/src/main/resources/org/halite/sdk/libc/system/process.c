// The module as a process: it is alone, has no name and no children.
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "system.h"

enum { PID = 1, SIGNALLED = 128 };

pid_t getpid(void) {
  return PID;
}

/* A signal that the program does not handle itself ends it, with the status that a shell shows. */
int kill(pid_t pid, int signal) {
  if (pid != PID && pid != 0) {
    return outcome(ESRCH, 0);
  }
  if (signal < 0 || signal >= NSIG) {
    return outcome(EINVAL, 0);
  }
  if (signal) {
    _exit(SIGNALLED + signal);
  }
  return 0;
}

int issetugid(void) {
  return 0;
}

/* There are no persons here; glob asks for ~. */
char *getlogin(void) {
  errno = ENOENT;
  return 0;
}

uid_t getuid(void) {
  return 0;
}

uid_t geteuid(void) {
  return 0;
}

/* There are no users but the one who runs the module, and that one has no name. */
struct passwd *getpwuid(uid_t user) {
  (void)user;
  return NULL;
}

struct passwd *getpwnam(const char *name) {
  (void)name;
  return NULL;
}

gid_t getgid(void) {
  return 0;
}

gid_t getegid(void) {
  return 0;
}

pid_t getppid(void) {
  return 0;
}

int getrusage(int who, struct rusage *usage) {
  struct timespec used;
  if (who != RUSAGE_SELF) {
    return outcome(EINVAL, 0);
  }
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)) {
    return -1;
  }
  memset(usage, 0, sizeof *usage);
  usage->ru_utime.tv_sec = used.tv_sec;
  usage->ru_utime.tv_usec = used.tv_nsec / 1000;
  return 0;
}

pid_t fork(void) {
  return outcome(ENOSYS, 0);
}

int execve(const char *path, char *const argv[], char *const envp[]) {
  (void)path;
  (void)argv;
  (void)envp;
  return outcome(ENOSYS, 0);
}

pid_t wait(int *status) {
  (void)status;
  return outcome(ECHILD, 0);
}

/* There is no command processor, and system(NULL) says so. */
int system(const char *command) {
  return command ? outcome(ENOSYS, 0) : 0;
}

FILE *popen(const char *command, const char *mode) {
  (void)command;
  (void)mode;
  errno = ENOSYS;
  return NULL;
}

int pclose(FILE *stream) {
  (void)stream;
  return outcome(ECHILD, 0);
}

enum { IRT_PROCESSORS = 1, IRT_PAGE = 2 };

long sysconf(int name) {
  int value = 0;
  switch (name) {
    case _SC_PAGESIZE:
      return outcome(__irt.basic.sysconf(IRT_PAGE, &value), 0) ? -1 : value;
    case _SC_NPROCESSORS_ONLN:
    case _SC_NPROCESSORS_CONF:
      return outcome(__irt.basic.sysconf(IRT_PROCESSORS, &value), 0) ? -1 : value;
    case _SC_OPEN_MAX:
      return 4096;
    case _SC_CLK_TCK:
      return CLOCKS_PER_SEC;
    default:
      return outcome(EINVAL, 0);
  }
}

long pathconf(const char *path, int name) {
  (void)path; // all files are of the same kind
  switch (name) {
    case _PC_PATH_MAX:
      return 1024; // spec/nacl.md 1
    case _PC_NAME_MAX:
      return 255;
    default:
      return outcome(EINVAL, 0);
  }
}

long fpathconf(int file, int name) {
  (void)file;
  return pathconf("", name);
}

int getpagesize(void) {
  return (int)sysconf(_SC_PAGESIZE);
}

int getentropy(void *bytes, size_t count) {
  size_t done = 0;
  if (count > 256) {
    return outcome(EIO, 0);
  }
  return outcome(__irt.random.bytes(bytes, count, &done), 0);
}
