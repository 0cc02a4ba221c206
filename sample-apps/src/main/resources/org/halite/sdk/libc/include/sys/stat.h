/* newlib's, and what it declares for other systems only. */
#include_next <sys/stat.h>
#ifndef HALITE_SYS_STAT_H
#define HALITE_SYS_STAT_H
#ifdef __cplusplus
extern "C" {
#endif
int lstat(const char *__restrict path, struct stat *__restrict result);
#ifdef __cplusplus
}
#endif
#endif
