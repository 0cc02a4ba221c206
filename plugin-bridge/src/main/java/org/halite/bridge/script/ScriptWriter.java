package org.halite.bridge.script;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halite.ppapi.Var;

/** Packs one value for the page. */
final class ScriptWriter {
  private final List<byte[]> buffers = new ArrayList<>();
  private int values;
  private long binary;

  String pack(Var value) throws ScriptValueException {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = ScriptValues.JSON.createGenerator(json)) {
      write(value, out, 0);
    } catch (IOException e) {
      throw new ScriptValueException("a message of the module cannot be written for the page", e);
    }
    StringBuffer text = json.getBuffer();
    StringBuilder packed = new StringBuilder(Math.toIntExact(10 + text.length() + binary));
    packed.append(text.length()).append('|').append(text);
    for (byte[] buffer : buffers) {
      packed.append(new String(buffer, StandardCharsets.ISO_8859_1));
    }
    return packed.toString();
  }

  private void write(Var value, JsonGenerator out, int depth)
      throws IOException, ScriptValueException {
    ScriptValues.check(depth, ++values);
    switch (value) {
      case Var.Undefined u -> tagged("u", out).writeEndObject();
      case Var.Null n -> out.writeNull();
      case Var.Bool b -> out.writeBoolean(b.value());
      case Var.Int32 i -> out.writeNumber(i.value());
      case Var.Real d -> real(d.value(), out);
      case Var.Text s -> out.writeString(s.value());
      case Var.Array a -> {
        out.writeStartArray();
        for (Var element : a.elements()) {
          write(element, out, depth + 1);
        }
        out.writeEndArray();
      }
      case Var.Dictionary d -> {
        tagged("o", out).writeObjectFieldStart("v");
        for (Map.Entry<String, Var> entry : d.entries().entrySet()) {
          out.writeFieldName(entry.getKey());
          write(entry.getValue(), out, depth + 1);
        }
        out.writeEndObject();
        out.writeEndObject();
      }
      case Var.ArrayBuffer b -> {
        tagged("b", out).writeNumberField("n", b.bytes().length);
        out.writeNumberField("i", buffers.size());
        out.writeEndObject();
        binary += b.bytes().length;
        if (binary > ScriptValues.MAX_BYTES) {
          throw new ScriptValueException("a message larger than 64 MiB");
        }
        buffers.add(b.bytes());
      }
    }
  }

  private static JsonGenerator tagged(String tag, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("t", tag);
    return out;
  }

  private static void real(double value, JsonGenerator out) throws IOException {
    String name = null;
    if (Double.isNaN(value)) {
      name = "NaN";
    } else if (Double.isInfinite(value)) {
      name = value > 0 ? "Infinity" : "-Infinity";
    } else if (value == 0 && 1 / value < 0) {
      name = "-0";
    }
    if (name == null) {
      out.writeNumber(value);
    } else {
      tagged("n", out).writeStringField("v", name);
      out.writeEndObject();
    }
  }
}
