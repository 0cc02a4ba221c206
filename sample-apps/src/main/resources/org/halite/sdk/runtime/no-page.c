/* What crt1 calls in a program without libppapi_simple, where a function that is not there cannot be left open: a
   position-independent program would get a jump through a table for it, which no module may contain. */
#include <halite/irt.h>

int main(int argc, char **argv, char **envp);

__attribute__((weak)) nacl_irt_query __halite_page_begin(nacl_irt_query query) {
  return query;
}

__attribute__((weak)) int __halite_page_main(int argc, char **argv, char **envp) {
  return main(argc, argv, envp);
}
