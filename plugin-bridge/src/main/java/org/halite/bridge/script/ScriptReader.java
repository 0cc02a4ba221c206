package org.halite.bridge.script;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.halite.ppapi.Var;

/** Unpacks one value of the page; nothing in it is believed before it is checked. */
final class ScriptReader {
  private final String packed;
  private final int jsonStart;
  private final int jsonEnd;

  /** Array buffers by index; filled after the text was read. */
  private final Map<Integer, byte[]> buffers = new TreeMap<>();

  /** Bytes after the text that no buffer has claimed yet. */
  private int unclaimed;

  private int values;

  /** What the value costs on the wire. */
  private long encoded;

  ScriptReader(String packed, int jsonStart, int jsonEnd) {
    this.packed = packed;
    this.jsonStart = jsonStart;
    this.jsonEnd = jsonEnd;
    this.unclaimed = packed.length() - jsonEnd;
  }

  Var read() throws ScriptValueException {
    Var value;
    String json = packed.substring(jsonStart, jsonEnd);
    try (JsonParser in = ScriptValues.JSON.createParser(new StringReader(json))) {
      in.nextToken();
      value = value(in, 0);
      if (in.nextToken() != null) {
        throw new ScriptValueException("a message from the page has text after its value");
      }
    } catch (JsonProcessingException e) {
      throw new ScriptValueException("a message from the page is not well packed", e);
    } catch (IOException e) {
      throw new ScriptValueException("a message from the page cannot be read", e);
    }
    fill();
    return value;
  }

  private void fill() throws ScriptValueException {
    if (unclaimed != 0) {
      throw new ScriptValueException(
          "a message from the page has bytes that no array buffer claims");
    }
    int at = jsonEnd;
    int expected = 0;
    for (Map.Entry<Integer, byte[]> buffer : buffers.entrySet()) {
      if (buffer.getKey() != expected++) {
        throw new ScriptValueException("a message from the page leaves an array buffer out");
      }
      byte[] bytes = buffer.getValue();
      for (int i = 0; i < bytes.length; i++) {
        char c = packed.charAt(at++);
        if (c >= 0x80 && (c < 0xF780 || c > 0xF7FF)) {
          throw new ScriptValueException(
              "a message from the page has a char among its bytes that is none");
        }
        bytes[i] = (byte) c;
      }
    }
  }

  private Var value(JsonParser in, int depth) throws IOException, ScriptValueException {
    ScriptValues.check(depth, ++values);
    spend(9);
    return switch (in.currentToken()) {
      case VALUE_NULL -> Var.NULL;
      case VALUE_TRUE -> new Var.Bool(true);
      case VALUE_FALSE -> new Var.Bool(false);
      case VALUE_STRING -> new Var.Text(text(in.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in.getDoubleValue());
      case START_ARRAY -> array(in, depth);
      case START_OBJECT -> tagged(in, depth);
      case null -> throw new ScriptValueException("a message from the page is empty");
      default -> throw malformed();
    };
  }

  private Var array(JsonParser in, int depth) throws IOException, ScriptValueException {
    List<Var> elements = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(in, depth + 1));
    }
    return new Var.Array(elements);
  }

  private Var tagged(JsonParser in, int depth) throws IOException, ScriptValueException {
    expectField(in, "t");
    in.nextToken();
    Var value =
        switch (in.getValueAsString("")) {
          case "u" -> Var.UNDEFINED;
          case "n" -> special(in);
          case "o" -> object(in, depth);
          case "b" -> buffer(in);
          default -> throw malformed();
        };
    if (in.nextToken() != JsonToken.END_OBJECT) {
      throw malformed();
    }
    return value;
  }

  private static Var special(JsonParser in) throws IOException, ScriptValueException {
    expectField(in, "v");
    in.nextToken();
    return switch (in.getValueAsString("")) {
      case "NaN" -> new Var.Real(Double.NaN);
      case "Infinity" -> new Var.Real(Double.POSITIVE_INFINITY);
      case "-Infinity" -> new Var.Real(Double.NEGATIVE_INFINITY);
      case "-0" -> new Var.Real(-0.0);
      default -> throw malformed();
    };
  }

  private Var object(JsonParser in, int depth) throws IOException, ScriptValueException {
    expectField(in, "v");
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw malformed();
    }
    Map<String, Var> entries = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = text(in.currentName());
      in.nextToken();
      if (entries.put(key, value(in, depth + 1)) != null) {
        throw new ScriptValueException(
            "a message from the page has the same key twice in an object");
      }
    }
    return new Var.Dictionary(entries);
  }

  private Var buffer(JsonParser in) throws IOException, ScriptValueException {
    expectField(in, "n");
    int bytes = count(in);
    expectField(in, "i");
    int index = count(in);
    byte[] known = buffers.get(index);
    if (known == null) {
      if (bytes > unclaimed) {
        throw new ScriptValueException(
            "a message from the page has fewer bytes than its array buffers");
      }
      unclaimed -= bytes;
      known = new byte[bytes];
      buffers.put(index, known);
    } else if (known.length != bytes) {
      throw malformed();
    }
    spend(bytes);
    return new Var.ArrayBuffer(known);
  }

  private static int count(JsonParser in) throws IOException, ScriptValueException {
    if (in.nextToken() != JsonToken.VALUE_NUMBER_INT
        || in.getNumberType() != JsonParser.NumberType.INT
        || in.getIntValue() < 0) {
      throw malformed();
    }
    return in.getIntValue();
  }

  private static void expectField(JsonParser in, String name)
      throws IOException, ScriptValueException {
    if (in.nextToken() != JsonToken.FIELD_NAME || !in.currentName().equals(name)) {
      throw malformed();
    }
  }

  /** A whole number of 32 bits is an int32, but for -0. */
  private static Var number(double value) {
    int whole = (int) value;
    boolean int32 = whole == value && (whole != 0 || 1 / value > 0);
    return int32 ? new Var.Int32(whole) : new Var.Real(value);
  }

  private String text(String text) throws ScriptValueException {
    long utf8 = 4;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      utf8 += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    spend(utf8);
    return text;
  }

  private void spend(long bytes) throws ScriptValueException {
    encoded += bytes;
    if (encoded > ScriptValues.MAX_BYTES) {
      throw new ScriptValueException("a message larger than 64 MiB");
    }
  }

  private static ScriptValueException malformed() {
    return new ScriptValueException("a message from the page is not well packed");
  }
}
