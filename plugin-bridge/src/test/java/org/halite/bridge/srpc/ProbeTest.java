package org.halite.bridge.srpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.halite.bridge.SharedFolder;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms are told apart without harm: spec/srpc-era.md 1.4. */
class ProbeTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String TEXT = "736572766963655f646973636f766572793a3a430a 00"; // 22 bytes

  private static ImcMessage message(String hex) {
    return new ImcMessage(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void theProbeCarriesADescriptorThatMakesTheOldestDropIt() throws Exception {
    ScriptedConnection connection =
        new ScriptedConnection()
            .then(ScriptedConnection.SILENCE)
            .then(
                message(
                    "0200dac0 0000000000000000 00 00000000 00010000 01000000 43 16000000" + TEXT));
    SrpcClient client = SrpcClient.open(connection, FormSigns.UNKNOWN, SOON);
    assertEquals("service_discovery::C", client.methods().getFirst().signature());
    assertEquals(List.of(ImcDescriptor.INVALID), connection.sent.getFirst().descriptors());
    assertArrayEquals(
        message("0200dac0 0000000000000000 01 00000000 00000000 01000000 43 a00f0000").bytes(),
        connection.sent.get(1).bytes());
  }

  @Test
  void anAnswerWithoutTheNumberOfTemplatesIsTheSymmetricForm() throws Exception {
    ScriptedConnection connection =
        new ScriptedConnection()
            .then(
                message(
                    "3e000000 00000000 3e000000 00000000"
                        + "0200dac0 00000000 00000000 00000000 00010000 01000000"
                        + "43000000 08000000 16000000 99999999"
                        + TEXT));
    SrpcClient client = SrpcClient.open(connection, FormSigns.UNKNOWN, SOON);
    assertEquals(0, client.capacities(client.methods().getFirst()), "the module decides");
  }

  @ParameterizedTest
  @CsvSource({
    "srpc-2010/srpc_hw.nexe, PACKED",
    "srpc-2010/srpc_test.nexe, PACKED",
    "srpc-2011/srpc_test.nexe, PACKED",
    "srpc-2011/srpc_hw.nexe, TEMPLATES",
    "srpc-2011/fib_scalar.nexe, TEMPLATES",
    "srpc-2011/fib_array.nexe, TEMPLATES",
    "srpc-2011/mandel.nexe, TEMPLATES",
    "srpc-2011/srpc_hw_v2.nexe, SYMMETRIC",
    "srpc-2011/fib_scalar_v2.nexe, SYMMETRIC",
    "srpc-2011/fib_array_v2.nexe, SYMMETRIC",
    "srpc-2011/mandel_v2.nexe, SYMMETRIC",
    "console/nullptr.nexe, UNKNOWN"
  })
  void theFileSaysWhatItsLibrarySpeaks(String name, FormSigns form) throws Exception {
    byte[] nexe = java.nio.file.Files.readAllBytes(SharedFolder.require("corpus/" + name));
    assertEquals(form, FormSigns.of(nexe));
  }
}
