// Where a library is looked for: the manifest's files, LD_LIBRARY_PATH, the RUNPATH of what asks for
// it, and where libraries are by custom.
#include "linker.h"

const char *plain(const char *name) {
  const char *last = name;
  for (; *name; name++) {
    if (*name == '/') {
      last = name + 1;
    }
  }
  return last;
}

static const char *variable(void) {
  static const char name[] = "LD_LIBRARY_PATH=";
  for (char **at = environ; at && *at; at++) {
    size_t i = 0;
    while (name[i] && (*at)[i] == name[i]) {
      i++;
    }
    if (!name[i] && (*at)[i]) {
      return *at + i;
    }
  }
  return 0;
}

/* Adds as much as there is room for; 0 when it is too little. */
static int append(char *path, size_t *length, const char *from, size_t count) {
  if (count >= MAX_PATH - *length) {
    return 0;
  }
  memcpy(path + *length, from, count);
  path[*length += count] = 0;
  return 1;
}

/* The length of $ORIGIN, if that stands there alone. */
static size_t origin_word(const char *at, const char *end) {
  size_t left = (size_t)(end - at);
  size_t length = left >= 7 && !memcmp(at, "$ORIGIN", 7) ? 7
      : left >= 9 && !memcmp(at, "${ORIGIN}", 9) ? 9 : 0;
  return length && (length == left || at[length] == '/') ? length : 0;
}

/* One folder of a list, up to the colon, with $ORIGIN at its beginning replaced. */
static int expand(const char *at, const char *end, const char *origin, char path[MAX_PATH]) {
  size_t length = 0;
  path[0] = 0;
  size_t skipped = origin_word(at, end);
  if (skipped && !append(path, &length, origin, strlen(origin))) {
    return 0;
  }
  if (skipped && !length && at + skipped < end && at[skipped] == '/') {
    skipped++; // the manifest's names begin with no slash
  }
  return append(path, &length, at + skipped, (size_t)(end - at) - skipped);
}

/* Takes "." and ".." with what stands before it out of a path, as a manifest would write it. */
static void simplify(char *path) {
  char *starts[MAX_PATH / 2];
  unsigned count = 0;
  char *first = path + (*path == '/');
  char *to = first, *from = first;
  while (*from) {
    char *part = from;
    while (*from && *from != '/') {
      from++;
    }
    size_t length = (size_t)(from - part);
    from += *from == '/';
    if (!length || (length == 1 && part[0] == '.')) {
      continue;
    }
    if (length == 2 && part[0] == '.' && part[1] == '.') {
      to = count ? starts[--count] : to;
      continue;
    }
    starts[count++] = to;
    if (to > first) {
      *to++ = '/';
    }
    memmove(to, part, length);
    to += length;
  }
  *to = 0;
}

static void folder_of(const char *path, char origin[MAX_PATH]) {
  size_t length = (size_t)(plain(path) - path);
  memcpy(origin, path, length);
  origin[length > 1 ? length - 1 : length] = 0;
}

static int search(const char *list, const char *home, const char *name, char origin[MAX_PATH],
                  int *descriptor) {
  while (*list) {
    const char *end = list;
    while (*end && *end != ':') {
      end++;
    }
    char path[MAX_PATH];
    size_t length;
    if (end > list && expand(list, end, home, path)) {
      length = strlen(path);
      if ((!length || append(path, &length, "/", 1)) && append(path, &length, name, strlen(name))) {
        simplify(path);
        if (system_open(path, descriptor)) {
          folder_of(path, origin);
          return 1;
        }
      }
    }
    list = end + (*end == ':');
  }
  return 0;
}

int find_library(const char *name, const struct module *asker, char origin[MAX_PATH],
                 int *descriptor) {
  if (system_open(name, descriptor)) {
    folder_of(name, origin);
    return 1;
  }
  if (plain(name) != name) {
    return 0;
  }
  const char *chosen = variable();
  const char *own = asker && asker->has_runpath ? string(asker, asker->runpath) : 0;
  return (chosen && search(chosen, "", name, origin, descriptor))
      || (own && search(own, asker->origin, name, origin, descriptor))
      || (!chosen && search("/lib:/", "", name, origin, descriptor));
}
