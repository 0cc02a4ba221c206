package org.halite.runtime.pepper;

/** PPB_Instance 1.0. */
final class InstanceService implements Service {
  private final Elements elements;

  InstanceService(Elements elements) {
    this.elements = elements;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      // No graphics contexts exist: an element can only be unbound from what it has not got, and
      // that succeeds.
      case "BindGraphics" -> call.answer(elements.isLive(call.word(0)) && call.word(1) == 0);
      // Modules are embedded in pages, they are never the whole document.
      case "IsFullFrame" -> call.answer(false);
      default -> throw call.undeclared();
    }
  }
}
