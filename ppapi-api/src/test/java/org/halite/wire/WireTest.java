package org.halite.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final SrpcMethod MIXED = SrpcMethod.parse("mixed:bildsCI:C");

  @Test
  void aPacketHasNaClsHeaderWithChannelAndLength() throws WireException {
    byte[] packet = ImcFrame.encode(2, new byte[] {7, 8});
    assertEquals("01dec0d3000000000200000002000000" + "0708", HexFormat.of().formatHex(packet));
    assertEquals(new ImcFrame(2, 2), ImcFrame.parse(Arrays.copyOf(packet, 16)));
  }

  @Test
  void forgedPacketHeadersAreRefused() {
    for (String header :
        List.of(
            "02dec0d3000000000200000002000000", // magic
            "01dec0d3100000000200000002000000", // descriptors
            "01dec0d30000000002000000ffffffff", // length
            "01dec0d3000000000200000001000200")) {
      assertThrows(WireException.class, () -> ImcFrame.parse(HexFormat.of().parseHex(header)));
    }
  }

  @Test
  void aMessageLargerThanAPacketComesBackWhole() throws WireException {
    byte[] message = new byte[200_000];
    new Random(1).nextBytes(message);
    Fragments in = new Fragments();
    for (int round = 0; round < 2; round++) {
      List<byte[]> packets = new ArrayList<>();
      Fragments.split(message).forEach(packets::add);
      assertEquals(4, packets.size());
      for (byte[] packet : packets.subList(0, 3)) {
        assertNull(in.accept(packet));
      }
      assertArrayEquals(message, in.accept(packets.get(3)));
    }
  }

  @Test
  void fragmentsThatLieAboutTheirLengthAreRefused() {
    for (String packet :
        List.of(
            "", // no header
            "0800000000000000" + "0900000000000000" + "000000000000000000", // piece > total
            "0800000000000000" + "0400000000000000" + "0000000000", // piece != bytes
            "0800000000000000" + "0000000000000000", // empty piece: would loop for ever
            "ffffffff00000000" + "0100000000000000" + "00", // negative total
            "0000000f00000000" + "0100000000000000" + "00", // beyond the limit
            "0100000001000000" + "0100000000000000" + "00")) { // descriptors
      assertThrows(
          WireException.class, () -> new Fragments().accept(HexFormat.of().parseHex(packet)));
    }
  }

  @Test
  void requestsAndResponsesKeepTheirValues() throws WireException {
    Object[] values = {
      true, -2, 1L << 40, 0.25, "gr\u00fc\u00df", new byte[] {1, 2, 3}, new int[] {4, -5}
    };
    SrpcMessage read = SrpcMessage.decode(SrpcMessage.request(9, 3, MIXED, values));
    assertEquals(9, read.id());
    assertTrue(read.request());
    assertEquals(3, read.method());
    assertTrue(read.fits(MIXED.inputs()));
    assertEquals("gr\u00fc\u00df", read.text(4));
    assertArrayEquals((byte[]) values[5], read.bytes(5));
    assertArrayEquals((int[]) values[6], (int[]) read.values().get(6));
    SrpcMessage reply = SrpcMessage.decode(SrpcMessage.response(read, MIXED, new byte[] {42}));
    assertEquals(SrpcMessage.OK, reply.result());
    assertEquals(42, reply.bytes(0)[0]);
  }

  @Test
  void theRequestOfOneIntegerIsByteForByteFormT() {
    byte[] bytes = SrpcMessage.request(1, 2, SrpcMethod.parse("f:i:i"), 5);
    assertEquals(
        "0200dac0"
            + "01000000"
            + "01000000"
            + "02000000"
            + "00010000"
            + "01000000"
            + "01000000"
            + "69000000"
            + "00000000"
            + "0000000000000000" // template of the result
            + "69000000"
            + "00000000"
            + "0500000000000000",
        HexFormat.of().formatHex(bytes));
  }

  @Test
  void everyTruncationAndBitFlipOfAMessageIsReadOrRefused() {
    byte[] good = SrpcMessage.request(9, 3, MIXED, true, 1, 2L, 3.0, "x", new byte[5], new int[2]);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThrows(WireException.class, () -> SrpcMessage.decode(cut));
    }
    int refused = 0;
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertEquals(7, SrpcMessage.decode(flipped).values().size());
      } catch (WireException expected) {
        refused++;
      }
    }
    assertTrue(refused > 300, "refused " + refused);
  }

  @Test
  void varTreesComeBackEqual() throws WireException {
    Map<String, Var> entries = new LinkedHashMap<>();
    entries.put("__proto__", new Var.Int32(1));
    entries.put("", new Var.Array(List.of(Var.NULL, Var.UNDEFINED, new Var.Bool(true))));
    entries.put("d", new Var.Real(-0.0));
    entries.put("t", new Var.Text("\u20ac\ud83d\ude00"));
    Var tree = new Var.Dictionary(entries);
    assertEquals(tree, VarCodec.decode(VarCodec.encode(tree)));
    Var buffer = VarCodec.decode(VarCodec.encode(new Var.ArrayBuffer(new byte[] {5, 6})));
    assertArrayEquals(new byte[] {5, 6}, ((Var.ArrayBuffer) buffer).bytes());
  }

  @Test
  void varTreesBeyondTheLimitsAreRefused() throws WireException {
    Var deep = Var.NULL;
    for (int i = 0; i < 101; i++) {
      deep = new Var.Array(List.of(deep));
    }
    Var tooDeep = deep;
    assertThrows(WireException.class, () -> VarCodec.encode(tooDeep));
    byte[] nested = new byte[5 * 5000];
    for (int i = 0; i < nested.length; i += 5) {
      nested[i] = 7;
      nested[i + 1] = 1;
    }
    assertThrows(WireException.class, () -> VarCodec.decode(nested));
    List<Var> many = new ArrayList<>();
    for (int i = 0; i < 1_000_001; i++) {
      many.add(Var.NULL);
    }
    assertThrows(WireException.class, () -> VarCodec.encode(new Var.Array(many)));
    for (String lie : List.of("", "06", "06ffffffff", "0605000000", "07ffffff7f", "0a", "0101")) {
      assertThrows(WireException.class, () -> VarCodec.decode(HexFormat.of().parseHex(lie)));
    }
  }

  @Test
  void stringListsKeepEmptyStringsAndNeedTheirEnd() throws WireException {
    List<String> list = List.of("a", "", "\u00e4=1");
    assertEquals(list, ControlWire.strings(ControlWire.strings(list)));
    assertEquals(List.of(), ControlWire.strings(new byte[0]));
    assertThrows(WireException.class, () -> ControlWire.strings(new byte[] {65}));
  }
}
