package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.SharedFolder;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcDescriptor.ConnectionCapability;
import org.halite.bridge.imc.ImcMessage;
import org.junit.jupiter.api.Test;

/** Modules of 2010 and 2011 behind their bound socket, by the bytes of spec/srpc-era.md. */
class ServedProgramTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  /** service_discovery in form T, and what makes it harmless to form P: an invalid descriptor. */
  private static final String PROBE =
      "58000000 01000000 2c000000 01000000"
          + "0200dac0 00000000 01000000 00000000 00010000 00000000 01000000"
          + "43000000 00000000 a00f0000 00000000";

  private static final String FORTY_TWO_OF_FORM_P =
      "0200dac0 0000000000000000 01 01000000 00000000 01000000 69";

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static ServedProgram serve(String name) throws Exception {
    Path nexe = SharedFolder.require("corpus/" + name);
    return ServedProgram.start(RuntimeCommand.installed(), nexe, 0, (descriptor, bytes) -> {});
  }

  private static ImcMessage probe() {
    byte[] bytes = hex(PROBE);
    bytes[0] = (byte) (bytes.length - 16);
    return new ImcMessage(bytes, List.of(ImcDescriptor.INVALID));
  }

  @Test
  void aModuleOf2010AnswersItsOwnFormAfterAProbeThatItDropped() throws Exception {
    try (ServedProgram program = serve("srpc-2010/srpc_hw.nexe");
        ImcConnection connection = program.address().connect()) {
      connection.send(probe());
      assertThrows(TimeoutException.class, () -> connection.receive(Duration.ofMillis(300)));
      connection.send(new ImcMessage(hex(FORTY_TWO_OF_FORM_P)));
      ImcMessage answer = connection.receive(LONG);
      assertArrayEquals(
          hex("0200dac0 0000000000000000 00 01000000 00010000 01000000 69 2a000000"),
          answer.bytes());
    }
  }

  @Test
  void aModuleOf2011AnswersTheProbeAndExitsWhenItsConnectionCloses() throws Exception {
    try (ServedProgram program = serve("srpc-2011/fib_scalar.nexe")) {
      try (ImcConnection connection = program.address().connect()) {
        connection.send(probe());
        String answer = new String(connection.receive(LONG).bytes(), StandardCharsets.ISO_8859_1);
        assertTrue(answer.contains("service_discovery::C\nfib:iii:i\n"), answer);
      }
      assertEquals(0, program.exit().get(20, TimeUnit.SECONDS).status());
    }
  }

  /** A request of form P with at most one handle in. */
  private static int call(
      ImcConnection connection, int method, List<ImcDescriptor> in, List<ImcDescriptor> out)
      throws Exception {
    String inputs = in.isEmpty() ? "00000000" : "01000000 68";
    String outputs = out == null ? "00000000" : "01000000 68";
    String head = "0200dac0 0000000000000000 01 %02x000000".formatted(method);
    connection.send(new ImcMessage(hex(head + inputs + outputs), in));
    ImcMessage answer = connection.receive(LONG);
    if (out != null) {
      out.addAll(answer.descriptors());
    }
    return (answer.bytes()[17] & 0xff) | (answer.bytes()[18] & 0xff) << 8;
  }

  /** Place of a method in the service list of form P. */
  private static int method(ImcConnection connection, String signature) throws Exception {
    connection.send(
        new ImcMessage(hex("0200dac0 0000000000000000 01 00000000 00000000 01000000 43 a00f0000")));
    String list = new String(connection.receive(LONG).bytes(), StandardCharsets.ISO_8859_1);
    String methods = list.substring(list.indexOf("service_discovery"));
    int number = List.of(methods.split("\n", -1)).indexOf(signature);
    assertTrue(number > 0, list);
    return number;
  }

  @Test
  void aCapabilityOfOneModuleTravelsToAnotherAndToItsOwn() throws Exception {
    try (ServedProgram giver = serve("srpc-2010/srpc_test.nexe");
        ServedProgram taker = serve("srpc-2010/srpc_test.nexe");
        ImcConnection given = giver.address().connect();
        ImcConnection taken = taker.address().connect()) {
      List<ImcDescriptor> out = new ArrayList<>();
      assertEquals(256, call(given, method(given, "handleret::h"), List.of(), out));
      ConnectionCapability capability =
          assertInstanceOf(ConnectionCapability.class, out.getFirst());
      try (ImcConnection again = capability.connect()) {
        assertEquals(256, call(again, method(again, "null_method::"), List.of(), null));
      }
      for (ImcConnection connection : List.of(given, taken)) {
        assertEquals(256, call(connection, method(connection, "handle:h:"), out, null));
        // It is no invalid descriptor there, which this method would take.
        int wantsInvalid = method(connection, "invalid_handle:h:");
        assertEquals(268, call(connection, wantsInvalid, out, null));
        assertEquals(256, call(connection, wantsInvalid, List.of(ImcDescriptor.INVALID), null));
      }
    }
  }

  @Test
  void manyConnectionsWaitAndTheOneTooManyIsRefused() throws Exception {
    try (ServedProgram program = serve("srpc-2010/srpc_test.nexe")) {
      for (int i = 0; i < 64; i++) {
        program.address().connect();
      }
      IOException refused = assertThrows(IOException.class, () -> program.address().connect());
      assertEquals("there are 64 connections to the module already", refused.getMessage());
    }
  }

  @Test
  void aConnectionOfAModuleThatWasKilledSaysSo() throws Exception {
    try (ServedProgram program = serve("srpc-2010/srpc_hw.nexe")) {
      ImcConnection connection = program.address().connect();
      program.close();
      assertThrows(IOException.class, () -> connection.receive(LONG));
      assertEquals(137, program.exit().get(20, TimeUnit.SECONDS).status());
    }
  }

  @Test
  void whatIsClosedHereReceivesNothing() throws Exception {
    try (ServedProgram program = serve("srpc-2010/srpc_hw.nexe")) {
      ImcConnection connection = program.address().connect();
      connection.close();
      assertNull(connection.receive(LONG));
    }
  }

  @Test
  void aFileThatIsNotThereIsASentence() {
    IOException none =
        assertThrows(
            IOException.class,
            () ->
                ServedProgram.start(
                    RuntimeCommand.installed(), Path.of("/no/such.nexe"), 0, (d, b) -> {}));
    assertEquals("/no/such.nexe: no such file", none.getMessage());
  }
}
