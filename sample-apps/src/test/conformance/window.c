// PPB_Fullscreen, PPB_MouseLock, PPB_MouseCursor, PPB_TextInputController and PPB_Gamepad, where no
// person does anything: what needs a gesture is refused.
#include "conformance.h"
#include "ppapi/c/ppb_core.h"
#include "ppapi/c/ppb_fullscreen.h"
#include "ppapi/c/ppb_gamepad.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_mouse_cursor.h"
#include "ppapi/c/ppb_mouse_lock.h"
#include "ppapi/c/ppb_text_input_controller.h"

static const PPB_MouseLock *locks;
static PP_Resource nobody = 0x7fff1234;
static int answered;

static void fullscreen_1_0(void) {
  const PPB_Fullscreen *fullscreen = begin(PPB_FULLSCREEN_INTERFACE_1_0);
  struct PP_Size size = {0, 0};
  CHECK(!fullscreen->IsFullscreen(instance));
  CHECK(!fullscreen->IsFullscreen(0));
  CHECK(!fullscreen->SetFullscreen(instance, PP_TRUE)); /* no gesture */
  CHECK(!fullscreen->SetFullscreen(instance, PP_FALSE)); /* it is so already */
  CHECK(!fullscreen->SetFullscreen(instance + 1, PP_FALSE));
  CHECK(!fullscreen->IsFullscreen(instance));
  CHECK(fullscreen->GetScreenSize(instance, &size) && size.width > 0 && size.height > 0);
  CHECK(!fullscreen->SetFullscreen(0, PP_TRUE));
  CHECK(!fullscreen->GetScreenSize(0, &size));
  CHECK(!fullscreen->GetScreenSize(instance + 1, &size));
  CHECK(!fullscreen->GetScreenSize(instance, 0));
}

static void cursor_1_0(void) {
  const PPB_MouseCursor *cursors = begin(PPB_MOUSECURSOR_INTERFACE_1_0);
  const PPB_ImageData *images = get_interface(PPB_IMAGEDATA_INTERFACE_1_0);
  struct PP_Size size = {32, 32}, large = {200, 200};
  struct PP_Point spot = {31, 0}, beside = {32, 0}, above = {0, -1};
  PP_Resource image = images->Create(instance, images->GetNativeImageDataFormat(), &size, PP_TRUE);
  PP_Resource too_large = images->Create(instance, images->GetNativeImageDataFormat(), &large, PP_TRUE);
  for (int type = PP_MOUSECURSOR_TYPE_POINTER; type <= PP_MOUSECURSOR_TYPE_GRABBING; type++)
    CHECK(cursors->SetCursor(instance, type, 0, 0));
  CHECK(cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_HAND, 0, &spot)); /* means nothing */
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_HAND, image, 0));
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_GRABBING + 1, 0, 0));
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_CUSTOM - 1, 0, 0));
  CHECK(cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_CUSTOM, image, &spot));
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_CUSTOM, image, 0));
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_CUSTOM, image, &beside));
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_CUSTOM, image, &above));
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_CUSTOM, 0, &spot));
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_CUSTOM, nobody, &spot));
  CHECK(!cursors->SetCursor(instance, PP_MOUSECURSOR_TYPE_CUSTOM, too_large, &spot));
  CHECK(!cursors->SetCursor(instance + 1, PP_MOUSECURSOR_TYPE_HAND, 0, 0));
  CHECK(!cursors->SetCursor(0, PP_MOUSECURSOR_TYPE_HAND, 0, 0));
}

static void text_1_0(void) {
  const PPB_TextInputController *texts = begin(PPB_TEXTINPUTCONTROLLER_INTERFACE_1_0);
  struct PP_Rect caret = {{3, 4}, {1, 12}};
  struct PP_Var around = conformance_text("around");
  /* None of them answers: that the module goes on is what can be seen. */
  for (int type = -1; type < 10; type++)
    texts->SetTextInputType(instance, type);
  texts->SetTextInputType(instance + 1, PP_TEXTINPUT_TYPE_TEXT);
  texts->SetTextInputType(0, PP_TEXTINPUT_TYPE_TEXT);
  texts->UpdateCaretPosition(instance, &caret);
  texts->UpdateCaretPosition(instance, 0);
  texts->UpdateCaretPosition(0, &caret);
  texts->CancelCompositionText(instance);
  texts->CancelCompositionText(0);
  texts->UpdateSurroundingText(instance, around, 2, 4);
  texts->UpdateSurroundingText(instance, around, 200, 0xffffffff);
  texts->UpdateSurroundingText(instance, PP_MakeInt32(1), 0, 0);
  texts->UpdateSurroundingText(instance, PP_MakeUndefined(), 0, 0);
  texts->UpdateSurroundingText(0, around, 0, 0);
  CHECK(same_text(around, "around"));
}

static void gamepad_1_0(void) {
  const PPB_Gamepad *gamepads = begin(PPB_GAMEPAD_INTERFACE_1_0);
  struct PP_GamepadsSampleData data;
  static const struct PP_GamepadsSampleData none;
  memset(&data, 7, sizeof data);
  gamepads->Sample(instance, &data);
  CHECK(data.length == 0 && !memcmp(&data, &none, sizeof data));
  memset(&data, 7, sizeof data);
  gamepads->Sample(0, &data);
  CHECK(!memcmp(&data, &none, sizeof data));
  gamepads->Sample(instance, 0);
}

static void refused(void *data, int32_t result) {
  CHECK(data == &answered);
  CHECK(result == PP_ERROR_NO_USER_GESTURE || result == PP_ERROR_NOACCESS);
  answered++;
  if (answered == 1)
    CHECK(locks->LockMouse(instance, PP_MakeCompletionCallback(refused, &answered)) == PP_OK_COMPLETIONPENDING);
  else
    finish();
}

static void lock_1_0(void) {
  locks = begin(PPB_MOUSELOCK_INTERFACE_1_0);
  locks->UnlockMouse(instance);
  locks->UnlockMouse(0);
  CHECK(locks->LockMouse(0, PP_MakeCompletionCallback(refused, 0)) == PP_ERROR_BADARGUMENT);
  CHECK(locks->LockMouse(instance + 1, PP_MakeCompletionCallback(refused, 0)) == PP_ERROR_BADARGUMENT);
  CHECK(locks->LockMouse(instance, PP_BlockUntilComplete()) == PP_ERROR_BLOCKS_MAIN_THREAD);
  CHECK(locks->LockMouse(instance, PP_MakeCompletionCallback(refused, &answered)) == PP_OK_COMPLETIONPENDING);
  CHECK(!answered);
}

static void run(void) {
  fullscreen_1_0();
  cursor_1_0();
  text_1_0();
  gamepad_1_0();
  lock_1_0();
}

const struct conformance conformance = {.run = run};
