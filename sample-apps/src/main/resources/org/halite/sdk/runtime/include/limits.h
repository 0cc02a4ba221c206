/* gcc's own limits.h has the limits of the types; these are the runtime's (spec/nacl.md 1). */
#ifndef HALITE_LIMITS_H
#define HALITE_LIMITS_H
#define PATH_MAX 1024
#endif
