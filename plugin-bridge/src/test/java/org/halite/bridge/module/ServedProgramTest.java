package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.SharedFolder;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.imc.ImcDescriptor;
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
        String answer = new String(connection.receive(LONG).bytes(), "ISO-8859-1");
        assertTrue(answer.contains("service_discovery::C\nfib:iii:i\n"), answer);
      }
      assertEquals(0, program.exit().get(20, TimeUnit.SECONDS).status());
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
