// PPB_ImageData and PPB_Graphics2D. What is painted at the end stands in the page's picture: red, with
// a green quarter that was scrolled to the right, twice as large.
#include "conformance.h"
#include "ppapi/c/pp_completion_callback.h"
#include "ppapi/c/ppb_graphics_2d.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_instance.h"

enum { RED = 0xffff0000u, GREEN = 0xff00ff00u };
static const struct PP_Size size = {40, 20}, none = {0, 20}, negative = {-1, 20}, huge = {1 << 20, 1 << 20};
static const PPB_ImageData *images;
static const PPB_Graphics2D *graphics;
static PP_Resource context, red, green;

static PP_Resource image(PP_ImageDataFormat format, unsigned colour) {
  PP_Resource made = images->Create(instance, format, &size, PP_FALSE);
  unsigned *pixels = images->Map(made);
  for (int i = 0; pixels && i < size.width * size.height; i++)
    pixels[i] = colour;
  return made;
}

static void image_data_1_0(void) {
  images = begin(PPB_IMAGEDATA_INTERFACE_1_0);
  struct PP_ImageDataDesc desc = {0};
  CHECK(images->IsImageDataFormatSupported(images->GetNativeImageDataFormat()));
  CHECK(images->IsImageDataFormatSupported(PP_IMAGEDATAFORMAT_BGRA_PREMUL));
  CHECK(images->IsImageDataFormatSupported(PP_IMAGEDATAFORMAT_RGBA_PREMUL));
  CHECK(!images->IsImageDataFormatSupported(2));
  CHECK(!images->IsImageDataFormatSupported(-1));
  PP_Resource blank = images->Create(instance, PP_IMAGEDATAFORMAT_RGBA_PREMUL, &size, PP_TRUE);
  CHECK(images->IsImageData(blank));
  CHECK(images->Describe(blank, &desc));
  CHECK(desc.format == PP_IMAGEDATAFORMAT_RGBA_PREMUL);
  CHECK(desc.size.width == 40 && desc.size.height == 20);
  CHECK(desc.stride == 160);
  unsigned *pixels = images->Map(blank), sum = 0;
  for (int i = 0; pixels && i < 800; i++)
    sum |= pixels[i];
  CHECK(pixels && sum == 0);
  pixels[799] = RED;
  images->Unmap(blank);
  CHECK(((unsigned *)images->Map(blank))[799] == RED);
  CHECK(!images->Create(instance, PP_IMAGEDATAFORMAT_BGRA_PREMUL, &none, PP_TRUE));
  CHECK(!images->Create(instance, PP_IMAGEDATAFORMAT_BGRA_PREMUL, &negative, PP_TRUE));
  CHECK(!images->Create(instance, PP_IMAGEDATAFORMAT_BGRA_PREMUL, &huge, PP_TRUE));
  CHECK(!images->Create(instance, 7, &size, PP_TRUE));
  CHECK(!images->Create(instance + 1, PP_IMAGEDATAFORMAT_BGRA_PREMUL, &size, PP_TRUE));
  CHECK(!images->Create(0, PP_IMAGEDATAFORMAT_BGRA_PREMUL, &size, PP_TRUE));
  CHECK(!images->Create(instance, PP_IMAGEDATAFORMAT_BGRA_PREMUL, 0, PP_TRUE));
  CHECK(!images->Describe(blank, 0));
  CHECK(!images->IsImageData(0));
  CHECK(!images->IsImageData(blank + 1000));
  desc.stride = 77;
  CHECK(!images->Describe(0, &desc) && desc.stride == 0);
  CHECK(!images->Map(0));
  images->Unmap(0);
  red = image(PP_IMAGEDATAFORMAT_BGRA_PREMUL, RED);
  green = image(PP_IMAGEDATAFORMAT_RGBA_PREMUL, GREEN);
}

static void ignore(void *data, int32_t result) {
  (void)data;
  (void)result;
}

/* What all versions have; bad and absent arguments, which leave the picture as it is. */
static PP_Resource common(const PPB_Graphics2D *table) {
  struct PP_Size told = {0, 0};
  struct PP_Point corner = {0, 0}, outside = {1, 0};
  struct PP_Rect all = {{0, 0}, {40, 20}}, far = {{39, 0}, {2, 2}};
  PP_Bool opaque = PP_FALSE;
  PP_Resource made = table->Create(instance, &size, PP_TRUE);
  CHECK(table->IsGraphics2D(made));
  CHECK(table->Describe(made, &told, &opaque));
  CHECK(told.width == 40 && told.height == 20 && opaque == PP_TRUE);
  CHECK(!table->Create(instance, &none, PP_TRUE));
  CHECK(!table->Create(instance, &negative, PP_TRUE));
  CHECK(!table->Create(instance, &huge, PP_TRUE));
  CHECK(!table->Create(instance + 1, &size, PP_TRUE));
  CHECK(!table->Create(0, &size, PP_TRUE));
  CHECK(!table->Create(instance, 0, PP_TRUE));
  CHECK(!table->Describe(made, 0, &opaque));
  CHECK(!table->Describe(made, &told, 0));
  CHECK(!table->IsGraphics2D(0));
  CHECK(!table->IsGraphics2D(red));
  CHECK(!table->Describe(red, &told, &opaque));
  CHECK(told.width == 0 && told.height == 0 && opaque == PP_FALSE);
  table->PaintImageData(0, red, &corner, 0);
  CHECK(!table->Describe(0, &told, &opaque));
  table->PaintImageData(made, made, &corner, 0);
  table->PaintImageData(made, 0, &corner, 0);
  table->PaintImageData(made, red, 0, 0);
  table->Scroll(made, &all, 0);
  table->PaintImageData(made, green, &outside, &all);
  table->PaintImageData(made, green, &corner, &far);
  table->Scroll(0, 0, &corner);
  table->Scroll(made, &far, &corner);
  table->ReplaceContents(made, 0);
  table->ReplaceContents(0, red);
  CHECK(table->Flush(0, PP_MakeOptionalCompletionCallback(ignore, 0)) == PP_ERROR_BADRESOURCE);
  CHECK(table->Flush(0, PP_MakeCompletionCallback(ignore, 0)) == PP_OK_COMPLETIONPENDING); /* it is told so */
  CHECK(table->Flush(made, PP_BlockUntilComplete()) == PP_ERROR_BLOCKS_MAIN_THREAD);
  PP_Resource unseen = table->Create(instance, &size, PP_FALSE);
  CHECK(table->Flush(unseen, PP_MakeCompletionCallback(ignore, 0)) == PP_OK_COMPLETIONPENDING);
  CHECK(table->Flush(unseen, PP_MakeOptionalCompletionCallback(ignore, 0)) == PP_ERROR_INPROGRESS);
  return made;
}

static void scales(const PPB_Graphics2D *table, PP_Resource made) {
  CHECK(table->GetScale(made) == 1);
  CHECK(!table->SetScale(made, 0));
  CHECK(!table->SetScale(made, -1));
  CHECK(!table->SetScale(0, 1));
  CHECK(table->GetScale(0) == 0);
  CHECK(table->SetScale(made, 2));
  CHECK(table->GetScale(made) == 2);
}

static void shown(void *data, int32_t result) {
  CHECK(data == &context);
  CHECK(result == PP_OK);
  finish();
}

static void run(void) {
  const PPB_Instance *instances = get_interface(PPB_INSTANCE_INTERFACE_1_0);
  struct PP_Point corner = {0, 0}, right = {20, 0};
  struct PP_Rect quarter = {{0, 0}, {20, 10}}, upper = {{0, 0}, {40, 10}};
  image_data_1_0();
  common(begin(PPB_GRAPHICS2D_INTERFACE_1_0));
  const PPB_Graphics2D *older = begin(PPB_GRAPHICS2D_INTERFACE_1_1);
  scales(older, common(older));
  graphics = begin(PPB_GRAPHICS2D_INTERFACE_1_2);
  context = common(graphics);
  scales(graphics, context);
  CHECK(!graphics->SetLayerTransform(context, 0, &corner, &corner));
  CHECK(!graphics->SetLayerTransform(0, 1, &corner, &corner));
  CHECK(!graphics->SetLayerTransform(context, 1, 0, &corner));
  CHECK(!graphics->SetLayerTransform(context, 1, &corner, 0));
  CHECK(graphics->SetLayerTransform(context, 1, &corner, &corner));
  CHECK(instances->BindGraphics(instance, context));
  graphics->ReplaceContents(context, red);
  graphics->PaintImageData(context, green, &corner, &quarter);
  graphics->Scroll(context, &upper, &right);
  int32_t flushed = graphics->Flush(context, PP_MakeCompletionCallback(shown, &context));
  CHECK(flushed == PP_OK_COMPLETIONPENDING);
  CHECK(graphics->Flush(context, PP_MakeOptionalCompletionCallback(shown, &context)) == PP_ERROR_INPROGRESS);
}

const struct conformance conformance = {.run = run};
