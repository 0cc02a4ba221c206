package org.halite.app.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.Map;
import org.halite.ppapi.Var;

/**
 * A message as a person reads it. What JSON lacks is an object with one name that begins with a
 * dollar: {@code {"$undefined": true}}, {@code {"$number":"NaN"}}, {@code
 * {"$arrayBuffer":"00ff","byteLength":2}}.
 */
final class VarAsJson {
  private static final int MAX_BYTES_SHOWN = 64;
  private static final int MAX_VALUES_SHOWN = 1_000;

  private final int maxText;
  private int values;

  VarAsJson(int maxText) {
    this.maxText = maxText;
  }

  JsonNode of(Var value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (++values > MAX_VALUES_SHOWN) {
      return json.textNode("…");
    }
    return switch (value) {
      case Var.Undefined u -> json.objectNode().put("$undefined", true);
      case Var.Null n -> json.nullNode();
      case Var.Bool bool -> json.booleanNode(bool.value());
      case Var.Int32 number -> json.numberNode(number.value());
      case Var.Real number -> real(number.value());
      case Var.Text text -> json.textNode(cut(text.value()));
      case Var.Array array -> array(array);
      case Var.Dictionary dictionary -> dictionary(dictionary);
      case Var.ArrayBuffer buffer -> buffer(buffer.bytes());
    };
  }

  private static JsonNode real(double number) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    boolean plain = Double.isFinite(number) && Double.compare(number, -0.0) != 0;
    return plain
        ? json.numberNode(number)
        : json.objectNode()
            .put("$number", Double.isFinite(number) ? "-0" : Double.toString(number));
  }

  private ArrayNode array(Var.Array array) {
    ArrayNode node = JsonNodeFactory.instance.arrayNode();
    for (Var element : array.elements()) {
      if (values > MAX_VALUES_SHOWN) {
        break;
      }
      node.add(of(element));
    }
    return node;
  }

  private ObjectNode dictionary(Var.Dictionary dictionary) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, Var> entry : dictionary.entries().entrySet()) {
      if (values > MAX_VALUES_SHOWN) {
        break;
      }
      node.set(cut(entry.getKey()), of(entry.getValue()));
    }
    return node;
  }

  private static ObjectNode buffer(byte[] bytes) {
    int shown = Math.min(bytes.length, MAX_BYTES_SHOWN);
    return JsonNodeFactory.instance
        .objectNode()
        .put("$arrayBuffer", HexFormat.of().formatHex(bytes, 0, shown))
        .put("byteLength", bytes.length);
  }

  private String cut(String text) {
    return text.length() <= maxText ? text : text.substring(0, maxText) + "…";
  }
}
