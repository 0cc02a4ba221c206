package org.halite.runtime.pepper;

/** PPB_Fullscreen 1.0. */
final class FullscreenService implements Service {
  private final Elements elements;
  private final Fullscreen fullscreen;
  private final Window window;

  FullscreenService(Elements elements, Fullscreen fullscreen, Window window) {
    this.elements = elements;
    this.fullscreen = fullscreen;
    this.window = window;
  }

  @Override
  public void call(PepperCall call) {
    int instance = call.word(0);
    boolean live = elements.isLive(instance);
    switch (call.function()) {
      case "IsFullscreen" -> call.answer(live && fullscreen.is(instance));
      case "SetFullscreen" -> call.answer(live && fullscreen.set(instance, call.bool(1)));
      case "GetScreenSize" -> call.answer(live && screenSize(call, instance));
      default -> throw call.undeclared();
    }
  }

  private boolean screenSize(PepperCall call, int instance) {
    Window.Size screen = window.screenSize(instance);
    if (screen == null) {
      return false;
    }
    byte[] size = new byte[8];
    Bytes.putInt32(size, 0, screen.width());
    Bytes.putInt32(size, 4, screen.height());
    call.memory().write(call.unsigned(1), size);
    return true;
  }
}
