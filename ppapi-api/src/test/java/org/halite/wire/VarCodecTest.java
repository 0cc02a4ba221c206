package org.halite.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VarCodecTest {
  private static Var again(Var value) throws WireException {
    return VarCodec.decode(VarCodec.encode(value));
  }

  @Test
  void everyKindComesBackAsItWent() throws WireException {
    Map<String, Var> entries = new LinkedHashMap<>();
    entries.put("__proto__", new Var.Real(-0.0));
    entries.put(
        "",
        new Var.Array(List.of(Var.UNDEFINED, Var.NULL, new Var.Bool(true), new Var.Bool(false))));
    entries.put("text", new Var.Text("\ud83d\ude00\0ä"));
    entries.put("int", new Var.Int32(Integer.MIN_VALUE));
    Var value = new Var.Dictionary(entries);
    assertEquals(value, again(value));
  }

  @Test
  void unpairedSurrogatesBecomeTheReplacementCharacter() throws WireException {
    assertEquals(new Var.Text("a\uFFFDb\uFFFD"), again(new Var.Text("a\ud800b\udc00")));
  }

  @Test
  void atMost64MebibytesAreEncoded() throws WireException {
    assertEquals(
        VarCodec.MAX_BYTES,
        VarCodec.encode(new Var.ArrayBuffer(new byte[VarCodec.MAX_BYTES - 5])).length);
    assertThrows(
        WireException.class,
        () -> VarCodec.encode(new Var.ArrayBuffer(new byte[VarCodec.MAX_BYTES])));
    Var nearly = new Var.ArrayBuffer(new byte[VarCodec.MAX_BYTES - 20]);
    Var numbers = new Var.Array(Collections.nCopies(100, new Var.Int32(1)));
    assertThrows(
        WireException.class, () -> VarCodec.encode(new Var.Array(List.of(nearly, numbers))));
  }

  @Test
  void depthAndNumberAreBoundedBothWays() throws WireException {
    Var deep = Var.NULL;
    for (int i = 0; i < 100; i++) {
      deep = new Var.Array(List.of(deep));
    }
    assertEquals(deep, again(deep));
    Var deeper = new Var.Array(List.of(deep));
    assertThrows(WireException.class, () -> VarCodec.encode(deeper));
    byte[] nest = new byte[5 * 102];
    for (int i = 0; i < 102; i++) {
      nest[5 * i] = 7;
      nest[5 * i + 1] = 1;
    }
    assertThrows(WireException.class, () -> VarCodec.decode(nest));
    Var many = new Var.Array(Collections.nCopies(1_000_000, Var.NULL));
    assertThrows(WireException.class, () -> VarCodec.encode(many));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0a",
        "ff",
        "0400",
        "06",
        "0605000000",
        "06ffffffff",
        "07ffffff7f",
        "07010000",
        "0801000000",
        "0800000000ff",
        "09ffffff7f00"
      })
  void brokenBytesAreRefused(String hex) {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);
    assertThrows(WireException.class, () -> VarCodec.decode(bytes));
  }
}
