package org.halite.bridge.module;

import org.halite.bridge.imc.FramePixels;
import org.halite.bridge.imc.ModulePixels;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * The frames of one element: what the runtime process says of them is checked here. Confined to the
 * mailbox of its session.
 */
final class Presentation {
  private final ModulePixels pixels;
  private final ModuleEvents events;

  /** The frame that was not shown yet; the process must wait for it. */
  private RuntimeRequest underWay;

  Presentation(ModulePixels pixels, ModuleEvents events) {
    this.pixels = pixels;
    this.events = events;
  }

  /**
   * Takes a request about pixels, answered now or when the frame is shown.
   *
   * @throws WireException when it breaks the protocol
   */
  void serve(RuntimeRequest asked) throws WireException {
    switch (asked.method()) {
      case ControlWire.DESCRIPTORS -> {
        pixels.begin();
        asked.reply();
      }
      case ControlWire.IMC_DROP -> {
        pixels.drop(asked.message().integer(0));
        asked.reply();
      }
      default -> present(asked);
    }
  }

  private void present(RuntimeRequest asked) throws WireException {
    if (underWay != null && !underWay.isAnswered()) {
      throw new WireException("a frame before the last one was shown");
    }
    Frame frame = frame(asked.message());
    underWay = asked;
    events.frame(frame, asked::reply);
  }

  private Frame frame(SrpcMessage message) throws WireException {
    int memory = message.integer(1);
    if (memory == 0) {
      return Frame.NOTHING;
    }
    int width = message.integer(2);
    int height = message.integer(3);
    int x = message.integer(5);
    int y = message.integer(6);
    int dirtyWidth = message.integer(7);
    int dirtyHeight = message.integer(8);
    if (width <= 0
        || height <= 0
        || x < 0
        || y < 0
        || dirtyWidth < 0
        || dirtyHeight < 0
        || (long) x + dirtyWidth > width
        || (long) y + dirtyHeight > height) {
      throw new WireException("a picture of a size that cannot be, or changed outside of it");
    }
    if (!isScale(message.real(9))
        || !isScale(message.real(10))
        || !isPlace(message.real(11))
        || !isPlace(message.real(12))) {
      throw new WireException("a picture of a scale or at a place that cannot be");
    }
    FramePixels shown = pixels.open(memory, 4L * width * height);
    return shown == null
        ? Frame.NOTHING
        : new Frame(
            shown,
            width,
            height,
            message.integer(4) != 0,
            x,
            y,
            dirtyWidth,
            dirtyHeight,
            message.real(9),
            message.real(10),
            message.real(11),
            message.real(12));
  }

  /** Written so that NaN is none. */
  private static boolean isScale(double scale) {
    return scale >= 1 / ControlWire.MAX_SCALE && scale <= ControlWire.MAX_SCALE;
  }

  private static boolean isPlace(double place) {
    return Math.abs(place) <= ControlWire.MAX_PLACE;
  }

  /** The module is gone. */
  void end() {
    pixels.end();
  }
}
