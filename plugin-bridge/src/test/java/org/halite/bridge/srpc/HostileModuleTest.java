package org.halite.bridge.srpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attack 21: answers that lie. Each ends the connection with a sentence. */
class HostileModuleTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String LIST =
      "service_discovery::C\nnumber:i:i\ntext::s\nwords::I\nboth::ih\n";

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** A message as one fragment. */
  private static ImcMessage fragment(byte[] message) {
    ByteBuffer out = ByteBuffer.allocate(16 + message.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(message.length).putInt(0).putInt(message.length).putInt(0).put(message);
    return new ImcMessage(out.array());
  }

  private static byte[] list(int headerWords) {
    byte[] text = (LIST + "\0").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out =
        ByteBuffer.allocate(4 * headerWords + 16 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0xc0da0002).putInt(0).putInt(0).putInt(0).putInt(256).putInt(1);
    out.position(4 * headerWords);
    out.putInt('C').putInt(0).putLong(text.length).put(text);
    return out.array();
  }

  private static SrpcClient formT(ScriptedConnection connection, ImcMessage... answers)
      throws Exception {
    connection.then(fragment(list(7))).then(answers);
    return SrpcClient.open(connection, FormSigns.TEMPLATES, SOON);
  }

  private static ImcMessage answer(String hex) {
    return fragment(hex(hex));
  }

  private static final String HEAD_1 = "0200dac0 00000000 00000000 01000000 00010000 ";

  @Test
  void anHonestAnswerIsTaken() throws Exception {
    ScriptedConnection connection = new ScriptedConnection();
    SrpcClient client =
        formT(connection, answer(HEAD_1 + "01000000 00000000 69000000 77777777 2a000000 88888888"));
    assertEquals(List.of(42), client.call("number", List.of(1), SOON));
    assertFalse(connection.closed);
  }

  @ParameterizedTest
  @CsvSource({
    "another protocol, 0300dac0 00000000 00000000 01000000 00010000 00000000 00000000,"
        + " of another protocol than 0xc0da0002",
    "another id, 0200dac0 07000000 00000000 01000000 00010000 01000000 00000000"
        + " 69000000 00000000 2a000000 00000000, answers a call that was not made",
    "another method, 0200dac0 00000000 00000000 02000000 00010000 01000000 00000000"
        + " 69000000 00000000 2a000000 00000000, answers a call that was not made",
    "a nested call, 0200dac0 00000000 01000000 01000000 00010000 00000000 00000000,"
        + " calls back where an answer was awaited",
    "no values, 0200dac0 00000000 00000000 01000000 00010000 00000000 00000000,"
        + " another number of values",
    "two billion values, 0200dac0 00000000 00000000 01000000 00010000 ffffff7f 00000000,"
        + " another number of values",
    "templates in an answer, 0200dac0 00000000 00000000 01000000 00010000 01000000 01000000"
        + " 69000000 00000000 2a000000 00000000, another number of values",
    "a string where a number was said, 0200dac0 00000000 00000000 01000000 00010000 01000000"
        + " 00000000 73000000 00000000 01000000 00000000 00, a value of another type",
    "a record cut off, 0200dac0 00000000 00000000 01000000 00010000 01000000 00000000 69000000,"
        + " ends within a value",
    "bytes behind, 0200dac0 00000000 00000000 01000000 00010000 01000000 00000000 69000000"
        + " 00000000 2a000000 00000000 00, has bytes after its last value",
    "half a header, 0200dac0 00000000, ends within its header"
  })
  void aNumberThatLies(String what, String bytes, String sentence) throws Exception {
    ScriptedConnection connection = new ScriptedConnection();
    SrpcClient client = formT(connection, answer(bytes));
    IOException refused =
        assertThrows(IOException.class, () -> client.call("number", List.of(1), SOON), what);
    assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    assertTrue(connection.closed, what);
    IOException later =
        assertThrows(IOException.class, () -> client.call("number", List.of(1), SOON));
    assertEquals(
        "the connection to the module was given up after number failed", later.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "text, 02000000, 73000000 00000000 03000000 00000000 616263, does not end in NUL",
    "text, 02000000, 73000000 00000000 00000000 00000000, does not end in NUL",
    "text, 02000000, 73000000 00000000 ffffffff 00000000 00, longer than the answer",
    "text, 02000000, 73000000 00000000 04000000 00000000 61 00, longer than the answer",
    "words, 03000000, 49000000 00000000 00000040 00000000 00000000, longer than the answer",
    "words, 03000000, 49000000 00000000 01000000 00000000 0000, longer than the answer"
  })
  void lengthsThatLie(String method, String number, String value, String sentence)
      throws Exception {
    ScriptedConnection connection = new ScriptedConnection();
    String head = "0200dac0 00000000 00000000 " + number + " 00010000 01000000 00000000 ";
    SrpcClient client = formT(connection, answer(head + value));
    List<Integer> room = method.equals("words") ? List.of(5) : List.of();
    IOException refused = assertThrows(IOException.class, () -> client.call(method, room, SOON));
    assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    assertTrue(connection.closed);
  }

  @ParameterizedTest
  @CsvSource({
    "ffffffff 00000000 00000000 00000000, 64 MiB is the limit",
    "00000005 00000000 00000000 00000000, 64 MiB is the limit",
    "10000000 ffffffff 00000000 00000000, too many descriptors",
    "10000000 00000000 20000000 00000000, not what its header says",
    "02000000 00000000 04000000 00000000 00000000, not what its header says",
    "10000000 00000000 00000000 00000000, not what its header says",
    "10000000 00000000 00000000 01000000, not what its header says",
    "10000000 00000000, ends within a fragment's header"
  })
  void fragmentsThatLie(String bytes, String sentence) throws Exception {
    ScriptedConnection connection = new ScriptedConnection();
    SrpcClient client = formT(connection, new ImcMessage(hex(bytes)));
    IOException refused =
        assertThrows(IOException.class, () -> client.call("number", List.of(1), SOON));
    assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    assertTrue(connection.closed);
  }

  /** A descriptor that was promised and is not there is an invalid one. */
  @Test
  void aDescriptorThatDidNotComeIsInvalid() throws Exception {
    ScriptedConnection connection = new ScriptedConnection();
    SrpcClient client =
        formT(
            connection,
            answer(
                "0200dac0 00000000 00000000 04000000 00010000 02000000 00000000"
                    + "69000000 00000000 01000000 00000000 68000000 00000000 00000000 00000000"));
    assertEquals(List.of(1, ImcDescriptor.INVALID), client.call("both", List.of(), SOON));
  }

  @Test
  void whatTheMethodItselfRefusesLeavesTheConnection() throws Exception {
    ScriptedConnection connection = new ScriptedConnection();
    SrpcClient client =
        formT(
            connection,
            answer("0200dac0 00000000 00000000 01000000 0c010000 01000000 00000000 ffff"),
            answer(
                "0200dac0 01000000 00000000 01000000 00010000 01000000 00000000"
                    + "69000000 00000000 2a000000 00000000"));
    assertThrows(IOException.class, () -> client.call("number", List.of(1), SOON));
    assertEquals(List.of(42), client.call("number", List.of(1), SOON));
  }

  @ParameterizedTest
  @CsvSource({
    "'', no signature",
    "'service_discovery::C\nfib', no signature",
    "'service_discovery::C\n:i:i', no signature",
    "'service_discovery::C\nfib:q:i', no signature",
    "'service_discovery::C\nfi b:i:i', no signature"
  })
  void aListOfMethodsThatIsNone(String text, String sentence) {
    ScriptedConnection connection = new ScriptedConnection();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer message = ByteBuffer.allocate(44 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(0xc0da0002).putInt(0).putInt(0).putInt(0).putInt(256).putInt(1).putInt(0);
    message.putInt('C').putInt(0).putLong(bytes.length).put(bytes);
    connection.then(fragment(message.array()));
    IOException refused =
        assertThrows(
            IOException.class, () -> SrpcClient.open(connection, FormSigns.TEMPLATES, SOON));
    assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    assertTrue(connection.closed);
  }

  @ParameterizedTest
  @CsvSource({
    "another protocol, 0300dac0 0000000000000000 00 00000000 00010000 00000000, another protocol",
    "a call, 0200dac0 0000000000000000 01 00000000 00010000 00000000, calls back",
    "other values, 0200dac0 0000000000000000 00 00000000 00010000 02000000, number of values",
    "another type, 0200dac0 0000000000000000 00 00000000 00010000 01000000 69 00000000,"
        + " another type",
    "a length that lies, 0200dac0 0000000000000000 00 00000000 00010000 01000000 43 ffffff7f,"
        + " longer than the answer",
    "a negative length, 0200dac0 0000000000000000 00 00000000 00010000 01000000 43 ffffffff,"
        + " longer than the answer",
    "a value cut off, 0200dac0 0000000000000000 00 00000000 00010000 01000000 43 0000,"
        + " ends within a value",
    "bytes behind, 0200dac0 0000000000000000 00 00000000 00010000 01000000 43 00000000 00,"
        + " bytes after its last value",
    "another id, 0200dac0 0100000000000000 00 00000000 00010000 01000000 43 00000000,"
        + " a call that was not made",
    "half a header, 0200dac0 00, ends within its header"
  })
  void aPackedAnswerThatLies(String what, String bytes, String sentence) {
    ScriptedConnection connection = new ScriptedConnection().then(new ImcMessage(hex(bytes)));
    IOException refused =
        assertThrows(
            IOException.class, () -> SrpcClient.open(connection, FormSigns.PACKED, SOON), what);
    assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    assertTrue(connection.closed, what);
  }

  @Test
  void silenceEndsWithASentence() throws Exception {
    ScriptedConnection connection = new ScriptedConnection();
    SrpcClient client = formT(connection, ScriptedConnection.SILENCE);
    IOException refused =
        assertThrows(
            IOException.class, () -> client.call("number", List.of(1), Duration.ofMillis(1500)));
    assertEquals("the module did not answer number within 1.5 s", refused.getMessage());
    assertTrue(connection.closed);
  }

  @Test
  void aModuleThatGoesAwayIsASentence() throws Exception {
    SrpcClient client = formT(new ScriptedConnection());
    IOException refused =
        assertThrows(IOException.class, () -> client.call("number", List.of(1), SOON));
    assertEquals("the module closed the connection instead of answering", refused.getMessage());
  }
}
