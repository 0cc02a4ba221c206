// runnable-ld.so, as glibc's programs have it: the module that loads main.nexe, which a page's manifest
// lists among its files, with all that it needs, and starts it.

/* start.c of the linker: where the program begins, or no return. */
void (*__halite_link_program(const char *name))(unsigned *info);

int main(int argc, char **argv) {
  unsigned *info = (unsigned *)argv - 3; /* what _start got: spec/nacl.md 9 */
  const char *name = "main.nexe";
  if (argc > 1) {
    name = argv[1]; /* the program does not see the loader's own name */
    info[3] = info[2] - 1;
    info[2] = info[1];
    info[1] = 0;
    info++;
  }
  __halite_link_program(name)(info);
  return 127;
}
