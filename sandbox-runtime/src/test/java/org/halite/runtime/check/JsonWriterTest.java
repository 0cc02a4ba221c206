package org.halite.runtime.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.US_ASCII);
  private final JsonWriter json = new JsonWriter(out);

  private String written() {
    out.flush();
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void commasStandBetweenMembersAndElementsOnly() {
    json.open('{').name("a").open('[').close(']').name("b").open('[').value(1).value(-2);
    json.open('{').close('}').value(true).close(']').name("c").value((String) null).close('}');
    assertEquals("{\"a\":[],\"b\":[1,-2,{},true],\"c\":null}", written());
  }

  @Test
  void whatIsNotPlainAsciiIsEscaped() {
    json.value("a\"b\\c\n\t\u0000\u001f\u007f\u00e9\ud83d\ude00\ud800</script>");
    assertEquals(
        "\"a\\\"b\\\\c\\n\\t\\u0000\\u001f\\u007f\\u00e9\\ud83d\\ude00\\ud800</script>\"",
        written());
  }
}
