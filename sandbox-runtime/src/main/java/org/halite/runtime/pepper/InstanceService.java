package org.halite.runtime.pepper;

/** PPB_Instance 1.0. */
final class InstanceService implements Service {
  private final Resources resources;
  private final Elements elements;
  private final Screens screens;

  InstanceService(Resources resources, Elements elements, Screens screens) {
    this.resources = resources;
    this.elements = elements;
    this.screens = screens;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "BindGraphics" ->
          call.answer(elements.isLive(call.word(0)) && bind(call.word(0), call.word(1)));
      // Modules are embedded in pages, they are never the whole document.
      case "IsFullFrame" -> call.answer(false);
      default -> throw call.undeclared();
    }
  }

  private boolean bind(int instance, int device) {
    Graphics2D graphics = resources.get(device, Graphics2D.class);
    boolean bound = screens.bind(instance, graphics);
    return bound && (graphics != null || device == 0);
  }
}
