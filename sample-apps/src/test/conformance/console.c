// PPB_Console and PPB_Instance; what the console shows stands in the page's transcript.
#include "conformance.h"
#include "ppapi/c/ppb_graphics_2d.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_instance.h"

static void console_1_0(void) {
  const PPB_Console *console = begin(PPB_CONSOLE_INTERFACE_1_0);
  struct PP_Var line = conformance_text("a line"), source = conformance_text("source.c");
  console->Log(instance, PP_LOGLEVEL_TIP, line);
  console->Log(instance, PP_LOGLEVEL_LOG, PP_MakeInt32(-3));
  console->Log(instance, PP_LOGLEVEL_WARNING, PP_MakeDouble(2.5));
  console->Log(instance, PP_LOGLEVEL_ERROR, PP_MakeBool(PP_TRUE));
  console->Log(instance, 99, PP_MakeNull());
  console->Log(instance + 1, PP_LOGLEVEL_LOG, conformance_text("of nobody"));
  console->LogWithSource(instance, PP_LOGLEVEL_WARNING, source, line);
  console->LogWithSource(instance, PP_LOGLEVEL_LOG, PP_MakeInt32(1), PP_MakeUndefined());
  console->LogWithSource(instance + 1, PP_LOGLEVEL_LOG, source, line);
  console->LogWithSource(0, PP_LOGLEVEL_LOG, source, line);
  console->Log(0, PP_LOGLEVEL_LOG, conformance_text("of nobody"));
  console->LogWithSource(instance, PP_LOGLEVEL_LOG, PP_MakeUndefined(), conformance_text("of no source"));
  conformance_var->Release(line);
  console->Log(instance, PP_LOGLEVEL_LOG, line); /* the string is gone */
}

static void instance_1_0(void) {
  const PPB_Instance *instances = begin(PPB_INSTANCE_INTERFACE_1_0);
  const PPB_Graphics2D *graphics = get_interface(PPB_GRAPHICS2D_INTERFACE_1_0);
  const PPB_ImageData *images = get_interface(PPB_IMAGEDATA_INTERFACE_1_0);
  struct PP_Size size = {8, 8};
  PP_Resource context = graphics->Create(instance, &size, PP_TRUE);
  PP_Resource image = images->Create(instance, images->GetNativeImageDataFormat(), &size, PP_TRUE);
  CHECK(instances->BindGraphics(instance, context));
  CHECK(instances->BindGraphics(instance, context)); /* the same again */
  CHECK(!instances->BindGraphics(instance, image));
  CHECK(!instances->BindGraphics(instance, context + 1000));
  CHECK(!instances->BindGraphics(instance + 1, context));
  CHECK(!instances->BindGraphics(0, 0));
  CHECK(instances->BindGraphics(instance, 0)); /* unbinds */
  CHECK(instances->BindGraphics(instance, context));
  CHECK(!instances->IsFullFrame(instance));
  CHECK(!instances->IsFullFrame(0));
}

static void run(void) {
  console_1_0();
  instance_1_0();
  finish();
}

const struct conformance conformance = {.run = run};
