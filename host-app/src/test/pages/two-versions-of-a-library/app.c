// Answers with what its library says: which one that is, the manifest decides.
#include "page.h"

const char *greeting(const char *name);
extern int version;

const char *answer(const char *name) {
  return version == 1 || version == 2 ? greeting(name) : "a library of no version";
}
