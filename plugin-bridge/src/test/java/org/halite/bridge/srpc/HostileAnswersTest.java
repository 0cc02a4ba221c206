package org.halite.bridge.srpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.srpc.ScriptedModule.Bytes;
import org.junit.jupiter.api.Test;

/** Case 21 of spec/attacks.md: what a module answers is hostile until checked. */
class HostileAnswersTest {
  private static final String LIST =
      "service_discovery::C\none::i\ntext::s\nints::I\nhandle::h\nadd:ii:i\n";

  /** The answer of a T module to the method, in one fragment that tells the truth about itself. */
  private static void template(String method, String sentence, Answer answer) throws Exception {
    refuses(
        Modules.template(
            LIST, (id, m, packet, self) -> self.answer(ScriptedModule.fragment(answer.of(id), 0))),
        WireForm.TEMPLATE,
        method,
        sentence);
  }

  private static void packed(String method, String sentence, Answer answer) throws Exception {
    refuses(
        Modules.packed(LIST, (id, m, packet, self) -> self.answer(answer.of(id))),
        WireForm.PACKED,
        method,
        sentence);
  }

  private interface Answer {
    Bytes of(int id);
  }

  private static void refuses(ScriptedModule module, WireForm form, String method, String sentence)
      throws Exception {
    SrpcClient client = SrpcClient.open(module, form, Modules.SOON);
    Object[] capacity = method.equals("ints") ? new Object[] {4} : new Object[0];
    SrpcException e =
        assertThrows(SrpcException.class, () -> client.call(Modules.SOON, method, capacity));
    assertEquals("the module broke SRPC: " + sentence, e.getMessage());
    assertEquals(SrpcException.Kind.BROKEN, e.kind());
    assertTrue(module.closed);
    int sent = module.got.size();
    SrpcException again =
        assertThrows(SrpcException.class, () -> client.call(Modules.SOON, "add", 1, 2));
    assertEquals(SrpcException.Kind.GONE, again.kind());
    assertEquals(e.getMessage(), again.getMessage());
    assertEquals(sent, module.got.size());
  }

  @Test
  void aStringWhereAnIntWasPromised() throws Exception {
    String sentence = "an answer whose values are not those of one::i";
    template(
        "one",
        sentence,
        id -> Modules.header(true, id, 1, 256, 1).u32('s', 0, 2, 0).text("x").u8(0));
    packed("one", sentence, id -> Modules.packedHeader(id, 1, 256).u32(1).u8('s').u32(1).text("x"));
  }

  @Test
  void anIntWhereADescriptorWasPromised() throws Exception {
    String sentence = "an answer whose values are not those of handle::h";
    template("handle", sentence, id -> Modules.header(true, id, 4, 256, 1).u32('i', 0, 3, 0));
    packed("handle", sentence, id -> Modules.packedHeader(id, 4, 256).u32(1).u8('i').u32(3));
  }

  @Test
  void aDescriptorThatDidNotCome() throws Exception {
    String sentence = "an answer with fewer descriptors than it has values for them";
    template("handle", sentence, id -> Modules.header(true, id, 4, 256, 1).u32('h', 0, 0, 0));
    packed("handle", sentence, id -> Modules.packedHeader(id, 4, 256).u32(1).u8('h'));
  }

  @Test
  void aDescriptorThatNobodyAskedFor() throws Exception {
    refuses(
        Modules.packed(
            LIST,
            (id, m, packet, self) ->
                self.answer(
                    Modules.packedHeader(id, 1, 256).u32(1).u8('i').u32(1), ImcDescriptor.INVALID)),
        WireForm.PACKED,
        "one",
        "an answer that goes on after its last value");
  }

  @Test
  void aStringWithoutItsNul() throws Exception {
    String sentence = "a string that does not end in NUL";
    template(
        "text", sentence, id -> Modules.header(true, id, 2, 256, 1).u32('s', 0, 3, 0).text("abc"));
    template("text", sentence, id -> Modules.header(true, id, 2, 256, 1).u32('s', 0, 0, 0));
  }

  @Test
  void aLengthBeyondTheMessage() throws Exception {
    String sentence = "a value that is longer than its message";
    for (long lie : List.of(4L, 0x7fffffffL, 0x80000000L, 0xffffffffL)) {
      template(
          "text",
          sentence,
          id -> Modules.header(true, id, 2, 256, 1).u32('s', 0, lie, 0).text("ab").u8(0));
      packed(
          "text",
          sentence,
          id -> Modules.packedHeader(id, 2, 256).u32(1).u8('s').u32(lie).text("abc"));
    }
    // 0x40000001 * 4 is 4 in 32 bits.
    template(
        "ints",
        sentence,
        id -> Modules.header(true, id, 3, 256, 1).u32('I', 0, 0x40000001L, 0).u32(1));
    packed(
        "ints",
        sentence,
        id -> Modules.packedHeader(id, 3, 256).u32(1).u8('I').u32(0x40000001L, 1));
  }

  @Test
  void moreElementsThanThereIsRoomFor() throws Exception {
    String sentence = "an array of 5 elements where 4 may be";
    template(
        "ints",
        sentence,
        id -> Modules.header(true, id, 3, 256, 1).u32('I', 0, 5, 0).u32(1, 2, 3, 4, 5));
    packed(
        "ints",
        sentence,
        id -> Modules.packedHeader(id, 3, 256).u32(1).u8('I').u32(5, 1, 2, 3, 4, 5));
  }

  @Test
  void bytesAfterTheLastValue() throws Exception {
    String sentence = "an answer that goes on after its last value";
    template("one", sentence, id -> Modules.header(true, id, 1, 256, 1).u32('i', 0, 1, 0).u8(0));
    packed("one", sentence, id -> Modules.packedHeader(id, 1, 256).u32(1).u8('i').u32(1).u8(0));
  }

  @Test
  void anAnswerThatEndsEarly() throws Exception {
    template(
        "one",
        "an answer that ends before its values do",
        id -> Modules.header(true, id, 1, 256, 1).u32('i', 0, 1));
    packed(
        "one",
        "an answer that ends before its values do",
        id -> Modules.packedHeader(id, 1, 256).u32(1).u8('i', 1, 2, 3));
    template("one", "an answer of 24 bytes has no header", id -> new Bytes().u32(1, 2, 3, 4, 5, 6));
    packed("one", "an answer of 20 bytes has no header", id -> new Bytes().u32(1, 2, 3, 4, 5));
  }

  @Test
  void anotherNumberOfValues() throws Exception {
    for (long count : List.of(0L, 2L, 0x10000001L, 0xffffffffL)) {
      String sentence = "an answer with another number of values than one::i";
      template(
          "one",
          sentence,
          id -> new Bytes().u32(Modules.PROTOCOL, id, 0, 1, 256, count, 0).u32('i', 0, 1, 0));
      packed("one", sentence, id -> Modules.packedHeader(id, 1, 256).u32(count).u8('i').u32(1));
    }
  }

  @Test
  void templatesInAnAnswer() throws Exception {
    template(
        "one",
        "an answer with templates, which only requests have",
        id ->
            new Bytes().u32(Modules.PROTOCOL, id, 0, 1, 256, 1, 1).u32('i', 0, 1, 0, 'i', 0, 1, 0));
  }

  @Test
  void anAnswerToAnotherQuestion() throws Exception {
    String sentence = "an answer to a question that was not asked";
    template("one", sentence, id -> Modules.header(true, id + 1, 1, 256, 1).u32('i', 0, 1, 0));
    template("one", sentence, id -> Modules.header(true, id, 5, 256, 1).u32('i', 0, 1, 0));
    template("one", sentence, id -> Modules.header(true, id, -1, 256, 1).u32('i', 0, 1, 0));
    packed("one", sentence, id -> Modules.packedHeader(id, 9999, 256).u32(1).u8('i').u32(1));
    // The same id in the lower half only.
    packed(
        "one",
        sentence,
        id -> new Bytes().u32(Modules.PROTOCOL, id, 1).u8(0).u32(1, 256, 1).u8('i').u32(1));
  }

  @Test
  void aCallFromWithinACall() throws Exception {
    String sentence = "it called back while it was being called; nothing is served to it";
    template("one", sentence, id -> new Bytes().u32(Modules.PROTOCOL, id, 1, 1, 256, 0, 0));
    packed("one", sentence, id -> new Bytes().u32(Modules.PROTOCOL, id, 0).u8(1).u32(1, 0, 0));
  }

  @Test
  void neitherRequestNorAnswerAndAnotherProtocol() throws Exception {
    template(
        "one",
        "a message that is neither request nor answer",
        id -> new Bytes().u32(Modules.PROTOCOL, id, 2, 1, 256, 0, 0));
    template(
        "one",
        "an answer of another protocol than 0xc0da0002",
        id -> new Bytes().u32(0xc0da0001L, id, 0, 1, 256, 0, 0));
  }

  @Test
  void fragmentsThatLie() throws Exception {
    String lengths = "a fragment's lengths are not what it carries";
    fragment("a fragment of 12 bytes has no header", new Bytes().u32(44, 0, 44));
    fragment(lengths, new Bytes().u32(44, 0, 44, 0).u32(1));
    fragment(lengths, new Bytes().u32(44, 1, 4, 1).u32(1));
    fragment(lengths, new Bytes().u32(44, 0, 0xffffffffL, 0).u32(1));
    fragment(
        "a fragment carries more than is left of its message",
        new Bytes().u32(4, 0, 8, 0).u32(1, 2));
    fragment("a fragment that carries nothing", new Bytes().u32(44, 0, 0, 0));
    fragment(
        "a message of 4294967295 bytes; 67174400 are the limit",
        new Bytes().u32(0xffffffffL, 0, 4, 0).u32(1));
    fragment("a message of 0 bytes; 67174400 are the limit", new Bytes().u32(0, 0, 0, 0));
    fragment(
        "a message with 129 descriptors; 128 are the limit", new Bytes().u32(44, 129, 4, 0).u32(1));
  }

  private static void fragment(String sentence, Bytes packet) throws Exception {
    refuses(
        Modules.template(LIST, (id, m, p, self) -> self.answer(packet)),
        WireForm.TEMPLATE,
        "one",
        sentence);
  }

  @Test
  void aSecondFragmentThatOverflowsTheFirst() throws Exception {
    refuses(
        Modules.template(
            LIST,
            (id, m, p, self) -> {
              self.answer(new Bytes().u32(44, 0, 40, 0).add(new Bytes().u32(new long[10])));
              self.answer(new Bytes().u32(8, 0).u32(1, 2));
            }),
        WireForm.TEMPLATE,
        "one",
        "a fragment carries more than is left of its message");
  }

  @Test
  void aMessageThatNeverEndsRunsOutOfTime() throws Exception {
    ScriptedModule module =
        Modules.template(
            LIST, (id, m, p, self) -> self.answer(new Bytes().u32(64 << 20, 0, 4, 0).u32(1)));
    SrpcClient client = SrpcClient.open(module, WireForm.TEMPLATE, Modules.SOON);
    SrpcException e =
        assertThrows(SrpcException.class, () -> client.call(Duration.ofMillis(100), "one"));
    assertEquals("one did not answer within 0.1 s", e.getMessage());
    assertEquals(SrpcException.Kind.TIMED_OUT, e.kind());
    assertTrue(module.closed);
  }

  @Test
  void aModuleThatReadsNothingHoldsNobody() throws Exception {
    ScriptedModule module = Modules.template(LIST, (id, m, p, self) -> {});
    SrpcClient client = SrpcClient.open(module, WireForm.TEMPLATE, Modules.SOON);
    module.full = true;
    SrpcException e =
        assertThrows(SrpcException.class, () -> client.call(Duration.ofMillis(100), "one"));
    assertEquals(SrpcException.Kind.TIMED_OUT, e.kind());
  }

  @Test
  void aListOfMethodsThatIsNone() {
    list("its list of methods does not begin with service_discovery::C", "fib:iii:i\n");
    list("its list of methods does not begin with service_discovery::C", "");
    list(
        "line 2 of its list of methods is no signature such as add:ii:i",
        "service_discovery::C\nfib\n");
    list(
        "line 2 of its list of methods is no signature such as add:ii:i",
        "service_discovery::C\n\u001b[2J:i:i\n");
    list(
        "line 2 of its list of methods is no signature such as add:ii:i",
        "service_discovery::C\nmany:" + "i".repeat(129) + ":\n");
  }

  private static void list(String sentence, String list) {
    ScriptedModule module = Modules.template(list, (id, m, p, self) -> {});
    SrpcException e =
        assertThrows(
            SrpcException.class, () -> SrpcClient.open(module, WireForm.TEMPLATE, Modules.SOON));
    assertEquals("the module broke SRPC: " + sentence, e.getMessage());
    assertTrue(module.closed);
  }

  @Test
  void aListOfMethodsWithoutItsNul() {
    ScriptedModule module =
        new ScriptedModule(
            (packet, self) ->
                self.answer(
                    ScriptedModule.fragment(
                        Modules.header(true, 1, 0, 256, 1)
                            .u32('C', 0, 20, 0)
                            .text("service_discovery::C"),
                        0)));
    SrpcException e =
        assertThrows(SrpcException.class, () -> SrpcClient.open(module, null, Modules.SOON));
    assertEquals("the module broke SRPC: its list of methods does not end in NUL", e.getMessage());
  }

  @Test
  void aMethodThatFailsDoesNotEndTheConnection() throws Exception {
    ScriptedModule module =
        Modules.template(
            LIST,
            (id, m, p, self) ->
                self.answer(
                    ScriptedModule.fragment(
                        m == 1
                            ? Modules.header(true, id, 1, 268, 1).u32('I', 7, 7, 7)
                            : Modules.header(true, id, 5, 256, 1).u32('i', 0, 3, 0),
                        0)));
    SrpcClient client = SrpcClient.open(module, WireForm.TEMPLATE, Modules.SOON);
    SrpcException e = assertThrows(SrpcException.class, () -> client.call(Modules.SOON, "one"));
    assertEquals(SrpcException.Kind.FAILED, e.kind());
    assertEquals(
        "one failed: the module says that it cannot do this (application error) (result 268)",
        e.getMessage());
    assertEquals(List.of(3), client.call(Modules.SOON, "add", 1, 2));
    assertFalse(module.closed);
  }

  @Test
  void illTypedCallsAreRefusedBeforeAnythingIsSent() throws Exception {
    ScriptedModule module =
        Modules.template(
            "service_discovery::C\nadd:ii:i\nfib:ii:I\ntake:s:\nodd:X:\n", (id, m, p, self) -> {});
    SrpcClient client = SrpcClient.open(module, WireForm.TEMPLATE, Modules.SOON);
    assertRefused(client, "the module has no method sub; it has add, fib, take, odd", "sub", 1, 2);
    assertRefused(client, "add takes 2 arguments (an int, an int); 1 was given", "add", 1);
    assertRefused(client, "argument 2 of add is an int, not String", "add", 1, "2");
    assertRefused(client, "argument 2 of add is an int, not Double", "add", 1, 2.0);
    assertRefused(client, "argument 1 of add is an int, not null", "add", null, 2);
    assertRefused(
        client,
        "fib takes 3 arguments (an int, an int, the capacity of the array result); 2 were given",
        "fib",
        1,
        1);
    assertRefused(
        client,
        "argument 3 of fib is the capacity of an array result: a number of elements, not -1",
        "fib",
        1,
        1,
        -1);
    assertRefused(
        client, "the results of fib would be larger than 64 MiB", "fib", 1, 1, 0x7fffffff);
    assertRefused(
        client,
        "argument 1 of take has a NUL character, where the module would see its end",
        "take",
        "a\0b");
    assertRefused(
        client,
        "odd:X: has the type letter X, which stands for nothing that can be sent",
        "odd",
        1);
    assertEquals(1, module.got.size());
    assertFalse(module.closed);
  }

  private static void assertRefused(
      SrpcClient client, String sentence, String method, Object... arguments) {
    SrpcException e =
        assertThrows(SrpcException.class, () -> client.call(Modules.SOON, method, arguments));
    assertEquals(sentence, e.getMessage());
    assertEquals(SrpcException.Kind.REFUSED, e.kind());
  }
}
