package org.halite.runtime.pepper;

/** PPB_View 1.0 to 1.2. */
final class ViewService implements Service {
  private final Resources resources;

  ViewService(Resources resources) {
    this.resources = resources;
  }

  @Override
  public void call(PepperCall call) {
    View view = resources.get(call.word(0), View.class);
    switch (call.function()) {
      case "IsView" -> call.answer(view != null);
      case "GetRect" -> {
        if (view != null) {
          call.memory().write(call.unsigned(1), view.rect().rect());
        }
        call.answer(view != null);
      }
      case "IsFullscreen" -> call.answer(view != null && view.fullscreen());
      case "IsVisible" -> call.answer(view != null && view.isVisible());
      case "IsPageVisible" -> call.answer(view != null && view.pageVisible());
      case "GetClipRect" -> {
        if (view != null) {
          call.memory().write(call.unsigned(1), view.clip().rect());
        }
        call.answer(view != null);
      }
      case "GetDeviceScale" -> call.answer(view == null ? 0f : (float) view.deviceScale());
      case "GetCSSScale" -> call.answer(view == null ? 0f : (float) view.cssScale());
      case "GetScrollOffset" -> {
        if (view != null) {
          byte[] offset = new byte[8];
          Bytes.putInt32(offset, 0, view.scrollX());
          Bytes.putInt32(offset, 4, view.scrollY());
          call.memory().write(call.unsigned(1), offset);
        }
        call.answer(view != null);
      }
      default -> throw call.undeclared();
    }
  }
}
