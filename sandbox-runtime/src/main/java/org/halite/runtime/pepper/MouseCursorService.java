package org.halite.runtime.pepper;

import org.halite.ppapi.PpbMouseCursor;

/** PPB_MouseCursor 1.0. */
final class MouseCursorService implements Service {
  private static final Window.Size NO_SIZE = new Window.Size(0, 0);

  private final Resources resources;
  private final Elements elements;
  private final Window window;

  MouseCursorService(Resources resources, Elements elements, Window window) {
    this.resources = resources;
    this.elements = elements;
    this.window = window;
  }

  @Override
  public void call(PepperCall call) {
    if (!call.function().equals("SetCursor")) {
      throw call.undeclared();
    }
    call.answer(elements.isLive(call.word(0)) && set(call, call.word(0), call.word(1)));
  }

  /** As in Chrome a stock cursor has no image, and may have a hot spot without meaning. */
  private boolean set(PepperCall call, int instance, int type) {
    int image = call.word(2);
    if (type == PpbMouseCursor.CUSTOM) {
      ImageData data = resources.get(image, ImageData.class);
      return data != null && call.unsigned(3) != 0 && setImage(call, instance, data);
    }
    if (type < 0 || type > PpbMouseCursor.GRABBING || image != 0) {
      return false;
    }
    window.setCursor(instance, type, NO_SIZE, 0, 0, new byte[0]);
    return true;
  }

  private boolean setImage(PepperCall call, int instance, ImageData image) {
    byte[] spot = call.memory().read(call.unsigned(3), 8);
    int x = Bytes.int32(spot, 0);
    int y = Bytes.int32(spot, 4);
    if (image.width() > PpbMouseCursor.MAX_SIDE
        || image.height() > PpbMouseCursor.MAX_SIDE
        || x < 0
        || y < 0
        || x >= image.width()
        || y >= image.height()) {
      return false;
    }
    byte[] pixels = image.copy();
    if (pixels != null) {
      Window.Size size = new Window.Size(image.width(), image.height());
      window.setCursor(instance, PpbMouseCursor.CUSTOM, size, x, y, pixels);
    }
    return pixels != null;
  }
}
