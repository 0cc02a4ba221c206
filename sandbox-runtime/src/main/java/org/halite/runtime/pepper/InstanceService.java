package org.halite.runtime.pepper;

/** PPB_Instance 1.0. */
final class InstanceService implements Service {
  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      // There are no graphics contexts: no device that could be bound exists.
      case "BindGraphics" -> call.answer(false);
      // Modules are embedded in pages, they are never the whole document.
      case "IsFullFrame" -> call.answer(false);
      default -> throw call.undeclared();
    }
  }
}
