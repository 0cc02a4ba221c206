// No conformance: a module that leaves calls out, which its report must tell.
#include "conformance.h"
#include "ppapi/c/ppb_instance.h"

static void run(void) {
  const PPB_Console *console = begin(PPB_CONSOLE_INTERFACE_1_0);
  console->Log(instance, PP_LOGLEVEL_LOG, PP_MakeInt32(1));
  /* Through the browser's own table, which is recorded for nobody. */
  const PPB_Console *unrecorded = get_interface(PPB_CONSOLE_INTERFACE_1_0);
  unrecorded->LogWithSource(instance, PP_LOGLEVEL_LOG, PP_MakeInt32(2), PP_MakeInt32(3));
  const PPB_Instance *instances = begin(PPB_INSTANCE_INTERFACE_1_0);
  CHECK(!instances->BindGraphics(instance + 1, 0));
  finish();
}

const struct conformance conformance = {.run = run};
