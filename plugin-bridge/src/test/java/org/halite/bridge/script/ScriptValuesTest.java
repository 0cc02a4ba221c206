package org.halite.bridge.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptValuesTest {
  private static Var read(String json) throws ScriptValueException {
    return ScriptValues.fromPage(json.length() + "|" + json);
  }

  private static String refusal(String packed) {
    return assertThrows(ScriptValueException.class, () -> ScriptValues.fromPage(packed))
        .getMessage();
  }

  @Test
  void plainValuesAreThemselves() throws Exception {
    assertEquals(new Var.Text("a\"b\u2028\0"), read("\"a\\\"b\u2028\\u0000\""));
    assertEquals(new Var.Bool(true), read("true"));
    assertEquals(Var.NULL, read("null"));
    assertEquals(Var.UNDEFINED, read("{\"t\":\"u\"}"));
    assertEquals(new Var.Array(List.of(new Var.Int32(1), Var.NULL)), read("[1,null]"));
  }

  @Test
  void wholeNumbersOf32BitsAreInt32AndOthersReal() throws Exception {
    assertEquals(new Var.Int32(0), read("0"));
    assertEquals(new Var.Int32(-2147483648), read("-2147483648"));
    assertEquals(new Var.Real(2147483648.0), read("2147483648"));
    assertEquals(new Var.Real(1e21), read("1e+21"));
    assertEquals(new Var.Real(0.5), read("0.5"));
    assertEquals(new Var.Int32(5), read("5.0"));
    assertEquals(new Var.Real(-0.0), read("{\"t\":\"n\",\"v\":\"-0\"}"));
    assertEquals(new Var.Real(Double.NaN), read("{\"t\":\"n\",\"v\":\"NaN\"}"));
    assertEquals(new Var.Real(Double.NEGATIVE_INFINITY), read("{\"t\":\"n\",\"v\":\"-Infinity\"}"));
  }

  @Test
  void protoIsAKeyLikeAnyOther() throws Exception {
    Var.Dictionary value =
        (Var.Dictionary) read("{\"t\":\"o\",\"v\":{\"__proto__\":1,\"t\":\"u\",\"\":null}}");
    assertEquals(List.of("__proto__", "t", ""), List.copyOf(value.entries().keySet()));
  }

  @Test
  void arrayBuffersTakeTheirBytesInOrderOfIndex() throws Exception {
    String json = "[{\"t\":\"b\",\"n\":2,\"i\":1},{\"t\":\"b\",\"n\":3,\"i\":0}]";
    Var.Array value =
        (Var.Array) ScriptValues.fromPage(json.length() + "|" + json + "\0\u007f\uF780\uF7FFz");
    assertArrayEquals(
        new byte[] {-1, 'z'},
        assertInstanceOf(Var.ArrayBuffer.class, value.elements().get(0)).bytes());
    assertArrayEquals(
        new byte[] {0, 127, -128},
        assertInstanceOf(Var.ArrayBuffer.class, value.elements().get(1)).bytes());
  }

  @Test
  void whatTheModuleSendsIsPackedForThePage() throws Exception {
    Map<String, Var> entries = new LinkedHashMap<>();
    entries.put("__proto__", new Var.Real(Double.NaN));
    entries.put("b", new Var.ArrayBuffer(new byte[] {0, -1}));
    Var value =
        new Var.Array(
            List.of(
                new Var.Dictionary(entries),
                Var.UNDEFINED,
                new Var.Real(-0.0),
                new Var.Int32(7),
                new Var.Real(0.5)));
    String json =
        "[{\"t\":\"o\",\"v\":{\"__proto__\":{\"t\":\"n\",\"v\":\"NaN\"},\"b\":{\"t\":\"b\",\"n\":2,\"i\":0}}},{\"t\":\"u\"},"
            + "{\"t\":\"n\",\"v\":\"-0\"},7,0.5]";
    assertEquals(json.length() + "|" + json + "\0\u00ff", ScriptValues.toPage(value));
  }

  @Test
  void everyValueComesBackAsItWent() throws Exception {
    Map<String, Var> entries = new LinkedHashMap<>();
    entries.put(
        "x", new Var.Array(List.of(new Var.Bool(false), Var.NULL, new Var.Text("\ud83d\ude00"))));
    entries.put("y", new Var.Dictionary(Map.of("deep", new Var.Real(1e300))));
    Var value = new Var.Dictionary(entries);
    assertEquals(value, ScriptValues.fromPage(ScriptValues.toPage(value)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "x|1",
        "-1|1",
        "99|1",
        "9999999999|1",
        "1|",
        "3|[1]x",
        "2|{}",
        "1|x",
        "3|[1,",
        "3|1 2",
        "9|{\"t\":\"z\"}",
        "9|{\"x\":\"u\"}",
        "15|{\"t\":\"u\",\"v\":1}",
        "17|{\"t\":\"n\",\"v\":\"9\"}",
        "17|{\"t\":\"o\",\"v\":[1]}",
        "23|{\"t\":\"b\",\"n\":1,\"i\":0}",
        "24|{\"t\":\"b\",\"n\":-1,\"i\":0}",
        "23|{\"t\":\"b\",\"n\":0,\"i\":1}",
        "23|{\"t\":\"b\",\"n\":1,\"i\":0}\u0100",
        "32|{\"t\":\"o\",\"v\":{\"a\":1,\"a\":2}}"
      })
  void hostilePackingIsRefused(String packed) {
    String sentence = refusal(packed);
    assertEquals(0, sentence.indexOf("a message from the page"), sentence);
  }

  @Test
  void depthIsBounded() throws Exception {
    assertInstanceOf(Var.Array.class, read("[".repeat(100) + "1" + "]".repeat(100)));
    String arrays = "[".repeat(101) + "1" + "]".repeat(101);
    assertEquals(
        "a message nested deeper than 100 levels", refusal(arrays.length() + "|" + arrays));
    String objects = "{\"t\":\"o\",\"v\":{\"k\":".repeat(101) + "1" + "}}".repeat(101);
    assertEquals(
        "a message nested deeper than 100 levels", refusal(objects.length() + "|" + objects));
    String huge = "[".repeat(1_000_000);
    refusal(huge.length() + "|" + huge);
    Var deep = Var.NULL;
    for (int i = 0; i < 101; i++) {
      deep = new Var.Array(List.of(deep));
    }
    Var tooDeep = deep;
    assertThrows(ScriptValueException.class, () -> ScriptValues.toPage(tooDeep));
  }

  @Test
  void theNumberOfValuesIsBounded() {
    String many = "[" + "0,".repeat(1_000_000) + "0]";
    assertEquals("a message of more than 1000000 values", refusal(many.length() + "|" + many));
  }

  @Test
  void oneBufferNamedManyTimesCountsManyTimes() {
    String one = "{\"t\":\"b\",\"n\":1000000,\"i\":0}";
    String many = "[" + (one + ",").repeat(100) + one + "]";
    assertEquals(
        "a message larger than 64 MiB",
        refusal(many.length() + "|" + many + "\0".repeat(1_000_000)));
  }
}
