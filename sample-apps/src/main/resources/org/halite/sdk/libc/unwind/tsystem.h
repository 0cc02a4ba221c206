#include "ansidecl.h"
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define gcc_assert(condition) ((void)(!(condition) ? abort(), 0 : 0))
#define gcc_unreachable() abort()
