// A library of which there are two versions.
#include <string.h>

int version = VERSION;

static char said[64];
static const char *const words[] = {"Hello, ", "Good day, "};

const char *greeting(const char *name) {
  const char *word = words[version - 1];
  size_t length = strlen(word);
  memcpy(said, word, length);
  memcpy(said + length, name, strlen(name) + 1);
  return said;
}
