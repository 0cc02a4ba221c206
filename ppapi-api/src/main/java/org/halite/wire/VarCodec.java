package org.halite.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halite.ppapi.Var;

/**
 * PP_Var trees as bytes: a tag byte, then the value, little-endian. 0 undefined, 1 null, 2 false, 3
 * true, 4 int32, 5 double, 6 string {u32 n, UTF-8}, 7 array {u32 count, elements}, 8 dictionary
 * {u32 count, (u32 n, UTF-8 key, element)}, 9 array buffer {u32 n, bytes}.
 */
public final class VarCodec {
  /** Nested arrays and dictionaries. */
  public static final int MAX_DEPTH = 100;

  /** Values in one tree. */
  public static final int MAX_VALUES = 1_000_000;

  /** Bytes of one encoded tree. */
  public static final int MAX_BYTES = 64 << 20;

  /** One byte on the wire must not become an object each. */
  private static final Var FALSE = new Var.Bool(false);

  private static final Var TRUE = new Var.Bool(true);

  private int values;

  private VarCodec() {}

  /**
   * @throws WireException when the tree is deeper, larger or has more values than the limits
   */
  public static byte[] encode(Var value) throws WireException {
    Bytes out = new Bytes(guess(value));
    new VarCodec().write(value, out, 0);
    if (out.size() > MAX_BYTES) {
      throw tooLarge();
    }
    return out.toByteArray();
  }

  private static int guess(Var value) {
    return value instanceof Var.ArrayBuffer b ? 5 + Math.min(b.bytes().length, MAX_BYTES) : 64;
  }

  /** Spares the last copy where the first guess was right: of a large buffer that counts. */
  private static final class Bytes extends ByteArrayOutputStream {
    Bytes(int size) {
      super(size);
    }

    @Override
    public synchronized byte[] toByteArray() {
      return count == buf.length ? buf : super.toByteArray();
    }
  }

  public static Var decode(byte[] bytes) throws WireException {
    if (bytes.length > MAX_BYTES) {
      throw tooLarge();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Var value = new VarCodec().read(in, 0);
    if (in.hasRemaining()) {
      throw new WireException("an encoded var has bytes after its end");
    }
    return value;
  }

  private void write(Var value, ByteArrayOutputStream out, int depth) throws WireException {
    count(depth);
    switch (value) {
      case Var.Undefined u -> out.write(0);
      case Var.Null n -> out.write(1);
      case Var.Bool b -> out.write(b.value() ? 3 : 2);
      case Var.Int32 i -> {
        out.write(4);
        int32(i.value(), out);
      }
      case Var.Real d -> {
        out.write(5);
        long bits = Double.doubleToRawLongBits(d.value());
        int32((int) bits, out);
        int32((int) (bits >>> 32), out);
      }
      case Var.Text s -> {
        out.write(6);
        bytes(utf8(s.value()), out);
      }
      case Var.Array a -> {
        out.write(7);
        int32(a.elements().size(), out);
        for (Var element : a.elements()) {
          write(element, out, depth + 1);
        }
      }
      case Var.Dictionary d -> {
        out.write(8);
        int32(d.entries().size(), out);
        for (Map.Entry<String, Var> entry : d.entries().entrySet()) {
          bytes(utf8(entry.getKey()), out);
          write(entry.getValue(), out, depth + 1);
        }
      }
      case Var.ArrayBuffer b -> {
        out.write(9);
        bytes(b.bytes(), out);
      }
    }
  }

  private Var read(ByteBuffer in, int depth) throws WireException {
    count(depth);
    need(in, 1);
    int tag = in.get();
    return switch (tag) {
      case 0 -> Var.UNDEFINED;
      case 1 -> Var.NULL;
      case 2 -> FALSE;
      case 3 -> TRUE;
      case 4 -> {
        need(in, 4);
        yield new Var.Int32(in.getInt());
      }
      case 5 -> {
        need(in, 8);
        yield new Var.Real(in.getDouble());
      }
      case 6 -> new Var.Text(text(in));
      case 7 -> {
        int count = length(in);
        List<Var> elements = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
          elements.add(read(in, depth + 1));
        }
        yield new Var.Array(elements);
      }
      case 8 -> {
        int count = length(in);
        Map<String, Var> entries = LinkedHashMap.newLinkedHashMap(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
          entries.put(text(in), read(in, depth + 1));
        }
        yield new Var.Dictionary(entries);
      }
      case 9 -> {
        byte[] bytes = new byte[length(in)];
        in.get(bytes);
        yield new Var.ArrayBuffer(bytes);
      }
      default -> throw new WireException("an encoded var with the unknown tag " + tag);
    };
  }

  private void count(int depth) throws WireException {
    if (depth > MAX_DEPTH) {
      throw new WireException("a message nested deeper than 100 levels");
    }
    if (++values > MAX_VALUES) {
      throw new WireException("a message of more than 1000000 values");
    }
  }

  /** A count of bytes, or of elements of at least a byte each: never more than what is left. */
  private static int length(ByteBuffer in) throws WireException {
    need(in, 4);
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new WireException("an encoded var is longer than its message");
    }
    return length;
  }

  private static String text(ByteBuffer in) throws WireException {
    byte[] utf8 = new byte[length(in)];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Unpaired surrogates become U+FFFD, as in JavaScript; String.getBytes would make them '?'. */
  private static byte[] utf8(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, '\uFFFD');
      }
    }
    return (repaired == null ? text : repaired.toString()).getBytes(StandardCharsets.UTF_8);
  }

  private static void need(ByteBuffer in, int bytes) throws WireException {
    if (in.remaining() < bytes) {
      throw new WireException("an encoded var ends in the middle of a value");
    }
  }

  private static void bytes(byte[] bytes, ByteArrayOutputStream out) throws WireException {
    if (bytes.length > MAX_BYTES - out.size()) {
      throw tooLarge();
    }
    int32(bytes.length, out);
    out.writeBytes(bytes);
  }

  private static void int32(int value, ByteArrayOutputStream out) {
    out.write(value);
    out.write(value >>> 8);
    out.write(value >>> 16);
    out.write(value >>> 24);
  }

  private static WireException tooLarge() {
    return new WireException("a message larger than 64 MiB");
  }
}
