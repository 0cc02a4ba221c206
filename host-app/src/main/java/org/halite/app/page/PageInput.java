package org.halite.app.page;

import com.fasterxml.jackson.databind.JsonNode;
import org.halite.bridge.module.InputEvent;
import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputDetail;

/** Input events as the shim describes them. Whatever a page may have made of them is bounded. */
final class PageInput {
  private static final double MOST = 1 << 24;
  private static final double NANOS = 1e9;

  private PageInput() {}

  /**
   * The event; null when it is none.
   *
   * @param zoom device-independent pixels to a CSS pixel
   */
  static InputEvent read(JsonNode said, double zoom, KeyWatch keys) {
    int type = said.path("type").asInt(PpInputEvent.UNDEFINED);
    int modifiers = said.path("modifiers").asInt() & KeyWatch.ALL_MODIFIERS | KeyWatch.locks();
    double seconds = System.nanoTime() / NANOS;
    return switch (PpInputEvent.classOf(type)) {
      case PpInputEvent.CLASS_MOUSE -> new InputEvent(type, modifiers, seconds, mouse(said, zoom));
      case PpInputEvent.CLASS_WHEEL -> new InputEvent(type, modifiers, seconds, wheel(said));
      case PpInputEvent.CLASS_KEYBOARD ->
          keys.event(type, modifiers, seconds, said.path("keyCode").asInt());
      default -> null;
    };
  }

  private static InputDetail mouse(JsonNode said, double zoom) {
    return new InputDetail.Mouse(
        Math.clamp(said.path("button").asInt(PpInputEvent.NO_BUTTON), -1, 2),
        Math.clamp(said.path("clicks").asInt(), 0, 1000),
        (int) Math.floor(number(said, "x") * zoom),
        (int) Math.floor(number(said, "y") * zoom),
        (int) Math.round(number(said, "movementX") * zoom),
        (int) Math.round(number(said, "movementY") * zoom));
  }

  private static InputDetail wheel(JsonNode said) {
    return new InputDetail.Wheel(
        (float) number(said, "deltaX"),
        (float) number(said, "deltaY"),
        (float) number(said, "ticksX"),
        (float) number(said, "ticksY"),
        false);
  }

  private static double number(JsonNode said, String name) {
    double number = said.path(name).asDouble();
    return number > -MOST && number < MOST ? number : 0;
  }
}
