package org.halite.bridge.module;

import org.halite.bridge.imc.RuntimeRequest;
import org.halite.ppapi.PpbMouseCursor;
import org.halite.ppapi.PpbTextInputController;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/** Reads what a module's process asks of the element's window. */
final class ElementWishes {
  private ElementWishes() {}

  /**
   * A wish that answers the request when it is decided.
   *
   * @throws WireException when it breaks the protocol
   */
  static ElementWish read(RuntimeRequest asked) throws WireException {
    SrpcMessage message = asked.message();
    return switch (asked.method()) {
      case ControlWire.SET_CURSOR -> cursor(message, asked);
      case ControlWire.FULLSCREEN ->
          new ElementWish.Fullscreen(flag(message, 1), done -> asked.reply(done ? 1 : 0));
      case ControlWire.SCREEN_SIZE -> new ElementWish.ScreenSize(asked::reply);
      case ControlWire.LOCK_MOUSE -> new ElementWish.MouseLock(flag(message, 1), asked::reply);
      default -> text(message, asked);
    };
  }

  private static boolean flag(SrpcMessage message, int index) throws WireException {
    int flag = message.integer(index);
    if ((flag & ~1) != 0) {
      throw new WireException("a wish that is neither yes nor no");
    }
    return flag != 0;
  }

  private static ElementWish cursor(SrpcMessage message, RuntimeRequest asked)
      throws WireException {
    int type = message.integer(1);
    int width = message.integer(2);
    int height = message.integer(3);
    int x = message.integer(4);
    int y = message.integer(5);
    byte[] pixels = message.bytes(6);
    boolean custom = type == PpbMouseCursor.CUSTOM;
    boolean stock = type >= 0 && type <= PpbMouseCursor.GRABBING && pixels.length == 0;
    boolean image =
        custom
            && width > 0
            && height > 0
            && width <= PpbMouseCursor.MAX_SIDE
            && height <= PpbMouseCursor.MAX_SIDE
            && x >= 0
            && y >= 0
            && x < width
            && y < height
            && pixels.length == 4 * width * height;
    if (!stock && !image) {
      throw new WireException("a cursor that cannot be");
    }
    return new ElementWish.Cursor(type, width, height, x, y, pixels, asked::reply);
  }

  private static ElementWish text(SrpcMessage message, RuntimeRequest asked) throws WireException {
    int type = message.integer(1);
    String around = message.text(6);
    if (type < PpbTextInputController.NONE
        || type > PpbTextInputController.URL
        || around.length() > ControlWire.MAX_AROUND) {
      throw new WireException("a text for input methods that cannot be");
    }
    return new ElementWish.TextInput(
        type,
        message.integer(2),
        message.integer(3),
        message.integer(4),
        message.integer(5),
        around,
        message.integer(7),
        message.integer(8),
        flag(message, 9),
        asked::reply);
  }
}
