// The main() of modules that have none of their own.
#include <halite/ppapi_start.h>

int main(void) {
  return PpapiPluginMain();
}
