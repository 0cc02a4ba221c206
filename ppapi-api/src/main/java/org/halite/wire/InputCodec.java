package org.halite.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.PpInputEvent;

/**
 * The last input of {@code input_event}: an {@link InputDetail}, little-endian, its parts in order.
 * Texts are their length in bytes and UTF-8, with -1 for none; lists are their length and their
 * elements. The class of the event says which kind it is.
 */
@SuppressWarnings("ByteBufferBackingArray") // all of them are allocated here, whole
public final class InputCodec {
  /** Bytes of the longest text. */
  public static final int MAX_TEXT = 1 << 16;

  /** Segments of a composition. */
  public static final int MAX_SEGMENTS = 1024;

  /** Fingers of one event, in all its lists. */
  public static final int MAX_TOUCHES = 256;

  private static final int NUMBER = Integer.BYTES;

  private InputCodec() {}

  /**
   * @throws WireException with a phrase when a text or list is longer than the bounds above
   */
  public static byte[] encode(InputDetail detail) throws WireException {
    return switch (detail) {
      case InputDetail.Mouse mouse ->
          bytes(6 * NUMBER)
              .putInt(mouse.button())
              .putInt(mouse.clicks())
              .putInt(mouse.x())
              .putInt(mouse.y())
              .putInt(mouse.movementX())
              .putInt(mouse.movementY())
              .array();
      case InputDetail.Wheel wheel ->
          bytes(5 * NUMBER)
              .putFloat(wheel.deltaX())
              .putFloat(wheel.deltaY())
              .putFloat(wheel.ticksX())
              .putFloat(wheel.ticksY())
              .putInt(wheel.byPage() ? 1 : 0)
              .array();
      case InputDetail.Key key -> {
        byte[] text = utf8(key.text());
        byte[] code = utf8(key.code());
        ByteBuffer to = bytes(3 * NUMBER + length(text) + length(code)).putInt(key.keyCode());
        put(to, text);
        put(to, code);
        yield to.array();
      }
      case InputDetail.Composition composition -> encode(composition);
      case InputDetail.Touches touches -> encode(touches.touches());
    };
  }

  private static byte[] encode(InputDetail.Composition composition) throws WireException {
    byte[] text = utf8(composition.text());
    List<Integer> segments = composition.segments();
    if (segments.size() > MAX_SEGMENTS) {
      throw new WireException("a composition of more than " + MAX_SEGMENTS + " segments");
    }
    ByteBuffer to = bytes((5 + segments.size()) * NUMBER + length(text));
    put(to, text);
    to.putInt(segments.size());
    segments.forEach(to::putInt);
    return to.putInt(composition.target())
        .putInt(composition.start())
        .putInt(composition.end())
        .array();
  }

  private static byte[] encode(List<InputDetail.Touch> touches) throws WireException {
    if (touches.size() > MAX_TOUCHES) {
      throw new WireException("an event of more than " + MAX_TOUCHES + " touches");
    }
    ByteBuffer to = bytes((1 + 8 * touches.size()) * NUMBER).putInt(touches.size());
    for (InputDetail.Touch touch : touches) {
      to.putInt(touch.list())
          .putInt(touch.id())
          .putFloat(touch.x())
          .putFloat(touch.y())
          .putFloat(touch.radiusX())
          .putFloat(touch.radiusY())
          .putFloat(touch.rotation())
          .putFloat(touch.pressure());
    }
    return to.array();
  }

  /**
   * @param type a {@link PpInputEvent}
   * @throws WireException with a phrase when the type is none or the bytes are not a detail of its
   *     class
   */
  public static InputDetail decode(int type, byte[] bytes) throws WireException {
    ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    InputDetail detail;
    try {
      detail =
          switch (PpInputEvent.classOf(type)) {
            case PpInputEvent.CLASS_MOUSE ->
                new InputDetail.Mouse(
                    from.getInt(),
                    from.getInt(),
                    from.getInt(),
                    from.getInt(),
                    from.getInt(),
                    from.getInt());
            case PpInputEvent.CLASS_WHEEL ->
                new InputDetail.Wheel(
                    from.getFloat(),
                    from.getFloat(),
                    from.getFloat(),
                    from.getFloat(),
                    from.getInt() != 0);
            case PpInputEvent.CLASS_KEYBOARD ->
                new InputDetail.Key(from.getInt(), text(from), text(from));
            case PpInputEvent.CLASS_IME -> composition(from);
            case PpInputEvent.CLASS_TOUCH -> touches(from);
            default -> throw new WireException("an input event of the unknown type " + type);
          };
    } catch (BufferUnderflowException e) {
      throw new WireException("an input event that ends too early");
    }
    if (from.hasRemaining()) {
      throw new WireException("an input event with " + from.remaining() + " bytes too many");
    }
    return detail;
  }

  private static InputDetail.Composition composition(ByteBuffer from) throws WireException {
    String text = text(from);
    int count = count(from, MAX_SEGMENTS);
    List<Integer> segments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      segments.add(from.getInt());
    }
    return new InputDetail.Composition(text, segments, from.getInt(), from.getInt(), from.getInt());
  }

  private static InputDetail.Touches touches(ByteBuffer from) throws WireException {
    int count = count(from, MAX_TOUCHES);
    List<InputDetail.Touch> touches = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      touches.add(
          new InputDetail.Touch(
              from.getInt(),
              from.getInt(),
              from.getFloat(),
              from.getFloat(),
              from.getFloat(),
              from.getFloat(),
              from.getFloat(),
              from.getFloat()));
    }
    return new InputDetail.Touches(touches);
  }

  private static int count(ByteBuffer from, int most) throws WireException {
    int count = from.getInt();
    if (count < 0 || count > most) {
      throw new WireException("an input event with a list of " + count + ", " + most + " at most");
    }
    return count;
  }

  private static String text(ByteBuffer from) throws WireException {
    int length = from.getInt();
    if (length == -1) {
      return null;
    }
    if (length < 0 || length > MAX_TEXT || length > from.remaining()) {
      throw new WireException("an input event with a text of " + length + " bytes");
    }
    ByteBuffer text = from.slice(from.position(), length);
    from.position(from.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new WireException("an input event with a text that is not UTF-8");
    }
  }

  private static byte[] utf8(String text) throws WireException {
    byte[] utf8 = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    if (length(utf8) > MAX_TEXT) {
      throw new WireException("an input event with a text of more than " + MAX_TEXT + " bytes");
    }
    return utf8;
  }

  private static int length(byte[] text) {
    return text == null ? 0 : text.length;
  }

  private static void put(ByteBuffer to, byte[] text) {
    to.putInt(text == null ? -1 : text.length);
    if (text != null) {
      to.put(text);
    }
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
