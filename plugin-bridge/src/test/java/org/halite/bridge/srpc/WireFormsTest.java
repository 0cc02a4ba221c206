package org.halite.bridge.srpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.bridge.srpc.ScriptedModule.Bytes;
import org.junit.jupiter.api.Test;

/** The three forms against the bytes of spec/srpc-era.md ch. 1. */
class WireFormsTest {
  private static final String LIST = "service_discovery::C\nfortytwo::i\nhelloworld::s\n";

  @Test
  void aModuleOf2010IsAskedInTheBytesOf2010() throws Exception {
    ScriptedModule module =
        Modules.packed(
            LIST,
            (id, method, packet, self) ->
                self.answer(Modules.packedHeader(id, 1, 256).u32(1).u8('i').u32(42)));
    SrpcClient client = SrpcClient.open(module, WireForm.PACKED, Modules.SOON);
    assertEquals(WireForm.PACKED, client.form());
    assertEquals(List.of(42), client.call(Modules.SOON, "fortytwo"));
    assertEquals(
        "0200dac0" + "0300000000000000" + "01" + "01000000" + "00000000" + "01000000" + "69",
        hex(module.got.getLast()));
  }

  @Test
  void theProbeIsOneThatNoFormTakesAmiss() throws Exception {
    ScriptedModule module = Modules.packed(LIST, (id, method, packet, self) -> {});
    var _ = SrpcClient.open(module, null, Modules.SOON);
    ImcMessage probe = module.got.getFirst();
    assertEquals(
        "2c000000"
            + "01000000"
            + "2c000000"
            + "01000000" // sizes, one descriptor
            + "0200dac0"
            + "01000000"
            + "01000000"
            + "00000000"
            + "00010000" // request of method 0
            + "00000000"
            + "01000000" // no values, one template
            + "43000000"
            + "00000000"
            + "a00f000000000000", // C, 4000
        hex(probe));
    assertEquals(List.of(ImcDescriptor.INVALID), probe.descriptors());
  }

  @Test
  void aModuleKnownNotToBePackedIsNeverAskedInForm() {
    ScriptedModule silent = new ScriptedModule((packet, self) -> {});
    SrpcException e =
        assertThrows(
            SrpcException.class,
            () -> SrpcClient.open(silent, WireForm.TEMPLATE, java.time.Duration.ofMillis(200)));
    assertEquals(SrpcException.Kind.TIMED_OUT, e.kind());
    assertEquals(1, silent.got.size());
    assertTrue(silent.closed);
  }

  @Test
  void theAnswerTellsTemplateFromSymmetric() throws Exception {
    ScriptedModule t = Modules.template(LIST, (id, method, packet, self) -> {});
    assertEquals(WireForm.TEMPLATE, SrpcClient.open(t, null, Modules.SOON).form());
    ScriptedModule s = Modules.symmetric(LIST, (id, method, packet, self) -> {});
    assertEquals(WireForm.SYMMETRIC, SrpcClient.open(s, null, Modules.SOON).form());
  }

  @Test
  void templatesStandBeforeValuesInFormT() throws Exception {
    ScriptedModule module =
        Modules.template(
            "service_discovery::C\nfib:ii:I\n",
            (id, method, packet, self) ->
                self.answer(
                    ScriptedModule.fragment(
                        Modules.header(true, id, 1, 256, 1)
                            .u32('I', 0xdead, 3, 0xbeef)
                            .u32(1, 1, 2),
                        0)));
    SrpcClient client = SrpcClient.open(module, null, Modules.SOON);
    Object fib = client.call(Modules.SOON, "fib", 1, 2, 10).getFirst();
    assertArrayEquals(new int[] {1, 1, 2}, (int[]) fib);
    assertEquals(
        "4c000000"
            + "00000000"
            + "4c000000"
            + "00000000"
            + "0200dac0"
            + "03000000"
            + "01000000"
            + "01000000"
            + "00010000"
            + "02000000"
            + "01000000"
            + "49000000"
            + "00000000"
            + "0a00000000000000"
            + "69000000"
            + "00000000"
            + "0100000000000000"
            + "69000000"
            + "00000000"
            + "0200000000000000",
        hex(module.got.getLast()));
  }

  @Test
  void formSHasNoTemplatesAndNoCapacities() throws Exception {
    ScriptedModule module =
        Modules.symmetric(
            "service_discovery::C\nfib:iii:I\n",
            (id, method, packet, self) ->
                self.answer(
                    ScriptedModule.fragment(
                        Modules.header(false, id, 1, 256, 1).u32('I', 8, 1, 8).u32(7), 0)));
    SrpcClient client = SrpcClient.open(module, null, Modules.SOON);
    assertArrayEquals(new int[] {7}, (int[]) client.call(Modules.SOON, "fib", 1, 1, 1).getFirst());
    assertTrue(hex(module.got.getLast()).contains("0001000003000000" + "69000000"));
  }

  @Test
  void everyTypeTravelsBothWaysInEveryForm() throws Exception {
    String types = "bildsCILDh";
    String list = "service_discovery::C\nall:" + types + ":" + types + "\n";
    ImcDescriptor descriptor = new ImcDescriptor() {};
    Bytes tails =
        new Bytes().text("h\u00e4").u8(0).u8(1, 255).u32(3, -4).u32(5, 0).u32(0, 0x40080000);
    Bytes records =
        new Bytes()
            .u32('b', 9, 1, 9)
            .u32('i', 9, -2, 9)
            .u32('l', 9, -3, -1)
            .u32('d', 9, 0, 0x40080000)
            .u32('s', 9, 4, 9)
            .u32('C', 9, 2, 9)
            .u32('I', 9, 2, 9)
            .u32('L', 9, 1, 9)
            .u32('D', 9, 1, 9)
            .u32('h', 9, 9, 9)
            .add(tails);
    Bytes packed =
        new Bytes()
            .u32(10)
            .u8('b', 1, 'i')
            .u32(-2)
            .u8('l')
            .u32(-3, -1)
            .u8('d')
            .u32(0, 0x40080000)
            .u8('s')
            .u32(3)
            .text("h\u00e4")
            .u8('C')
            .u32(2)
            .u8(1, 255)
            .u8('I')
            .u32(2, 3, -4)
            .u8('L')
            .u32(1, 5, 0)
            .u8('D')
            .u32(1, 0, 0x40080000)
            .u8('h');
    for (WireForm form : WireForm.values()) {
      Modules.Answer answer =
          (id, method, packet, self) ->
              self.answer(
                  form == WireForm.PACKED
                      ? Modules.packedHeader(id, 1, 256).add(packed)
                      : ScriptedModule.fragment(
                          Modules.header(form == WireForm.TEMPLATE, id, 1, 256, 10).add(records),
                          1),
                  descriptor);
      ScriptedModule module =
          switch (form) {
            case PACKED -> Modules.packed(list, answer);
            case TEMPLATE -> Modules.template(list, answer);
            case SYMMETRIC -> Modules.symmetric(list, answer);
          };
      SrpcClient client = SrpcClient.open(module, form, Modules.SOON);
      Object[] inputs = {
        true,
        -2,
        -3L,
        3.0,
        "h\u00e4",
        new byte[] {1, -1},
        new int[] {3, -4},
        new long[] {5},
        new double[] {3},
        descriptor
      };
      Object[] arguments = java.util.Arrays.copyOf(inputs, form.takesCapacities() ? 14 : 10);
      java.util.Arrays.fill(arguments, 10, arguments.length, 100);
      List<Object> outputs = client.call(Modules.SOON, "all", arguments);
      for (int i = 0; i < inputs.length; i++) {
        assertTrue(
            java.util.Objects.deepEquals(inputs[i], outputs.get(i)), form + " " + types.charAt(i));
      }
      ImcMessage sent = module.got.getLast();
      assertEquals(List.of(descriptor), sent.descriptors());
      if (form == WireForm.PACKED) {
        assertTrue(hex(sent).contains(HexFormat.of().formatHex(packed.toArray())), form.name());
      } else {
        assertTrue(hex(sent).endsWith(HexFormat.of().formatHex(tails.toArray())), form.name());
      }
    }
  }

  @Test
  void largeMessagesGoAndComeInFragments() throws Exception {
    byte[] large = new byte[150_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 7);
    }
    ScriptedModule module =
        Modules.template(
            "service_discovery::C\ntake:C:\ngive::C\n",
            (id, method, packet, self) -> {
              if (method == 2) {
                Bytes all = Modules.header(true, id, 2, 256, 1).u32('C', 0, large.length, 0);
                for (byte b : large) {
                  all.u8(b);
                }
                byte[] bytes = all.toArray();
                for (int at = 0; at < bytes.length; at += 65536) {
                  int piece = Math.min(65536, bytes.length - at);
                  Bytes out = new Bytes();
                  if (at == 0) {
                    out.u32(bytes.length, 0);
                  }
                  out.u32(piece, 0);
                  for (int i = 0; i < piece; i++) {
                    out.u8(bytes[at + i]);
                  }
                  self.answer(out);
                }
              }
            });
    SrpcClient client = SrpcClient.open(module, null, Modules.SOON);
    assertArrayEquals(large, (byte[]) client.call(Modules.SOON, "give", large.length).getFirst());
    assertThrows(
        SrpcException.class,
        () -> client.call(java.time.Duration.ofMillis(100), "take", (Object) large));
    List<ImcMessage> request = module.got.subList(2, 5);
    assertEquals(65552, request.get(0).bytes().length);
    assertEquals(65544, request.get(1).bytes().length);
    assertEquals(28 + 16 + 150_000 + 32, request.stream().mapToInt(p -> p.bytes().length).sum());
  }

  @Test
  void filesShowTheirFormByTheTextsOfTheirLibrary() {
    assertEquals(WireForm.SYMMETRIC, seen("..Peek read value_len..NaClSrpcMessageChannel"));
    assertEquals(WireForm.TEMPLATE, seen("NaClSrpcMessageChannel"));
    assertEquals(WireForm.PACKED, seen("\0rets template receive failed\0"));
    assertEquals(WireForm.PACKED, seen("NACL_SRPC_TOGGLE_CHANNEL_TIMING_METHOD"));
    assertEquals(null, seen("rets template receive"));
  }

  @Test
  void whatIsNotAskedForIsNotInTheList() throws Exception {
    ScriptedModule module = Modules.packed(LIST + "__shutdown::\n", (a, b, c, d) -> {});
    SrpcClient client = SrpcClient.open(module, WireForm.PACKED, Modules.SOON);
    assertEquals(
        List.of("fortytwo::i", "helloworld::s"),
        client.methods().stream()
            .filter(SrpcSignature::isForCallers)
            .map(SrpcSignature::toString)
            .toList());
    int before = module.got.size();
    SrpcException e =
        assertThrows(SrpcException.class, () -> client.call(Modules.SOON, "__shutdown"));
    assertEquals(SrpcException.Kind.REFUSED, e.kind());
    assertEquals(before, module.got.size());
    assertFalse(module.closed);
  }

  private static WireForm seen(String text) {
    return WireForm.seenIn(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String hex(ImcMessage message) {
    return HexFormat.of().formatHex(message.bytes());
  }
}
