package org.halite.runtime.pepper;

import org.halite.runtime.machine.ModuleMemory;

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
          call.memory()
              .write(call.unsigned(1), rect(view.x(), view.y(), view.width(), view.height()));
        }
        call.answer(view != null);
      }
      case "IsFullscreen" -> call.answer(false);
      case "IsVisible", "IsPageVisible" -> call.answer(view != null && view.visible());
      case "GetClipRect" -> {
        if (view != null) {
          call.memory().write(call.unsigned(1), clip(view));
        }
        call.answer(view != null);
      }
      case "GetDeviceScale" -> call.answer(view == null ? 0f : (float) view.scale());
      case "GetCSSScale" -> call.answer(view == null ? 0f : 1f);
      case "GetScrollOffset" -> {
        if (view != null) {
          ModuleMemory memory = call.memory();
          memory.writeLong(call.unsigned(1), 0);
        }
        call.answer(view != null);
      }
      default -> throw call.undeclared();
    }
  }

  /** The part that can be seen, from the element's own corner: all or nothing. */
  static byte[] clip(View view) {
    return view.visible() ? rect(0, 0, view.width(), view.height()) : rect(0, 0, 0, 0);
  }

  /** A struct PP_Rect. */
  static byte[] rect(int x, int y, int width, int height) {
    byte[] bytes = new byte[16];
    Bytes.putInt32(bytes, 0, x);
    Bytes.putInt32(bytes, 4, y);
    Bytes.putInt32(bytes, 8, width);
    Bytes.putInt32(bytes, 12, height);
    return bytes;
  }
}
