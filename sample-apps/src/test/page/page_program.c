// A program as one writes it for a terminal; needs no C library.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static void say(int stream, const char *text) {
  write(stream, text, strlen(text));
}

int main(int argc, char *argv[]) {
  say(1, "args");
  for (int i = 0; i < argc; i++) {
    say(1, " ");
    say(1, argv[i]);
  }
  say(1, "\ncolour ");
  for (char **at = environ; *at; at++) {
    if (memcmp(*at, "COLOUR=", 7) == 0) {
      say(1, *at + 7);
    }
  }
  say(1, "\n[");
  write(2, "to errors \xc3", 11);
  write(2, "\xbc\n", 2);
  char c;
  int open = 1;
  while (read(0, &c, 1) == 1) {
    if (!open) {
      say(1, "[");
      open = 1;
    }
    if (c == '\n') {
      say(1, "]\n");
      open = 0;
    } else {
      write(1, &c, 1);
    }
  }
  say(1, "end\n");
  exit(3);
}
