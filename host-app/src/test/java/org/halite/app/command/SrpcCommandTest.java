package org.halite.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code halite srpc}: words in, exit code and words out. */
class SrpcCommandTest {
  @TempDir private Path temporary;

  private final FakeBackend backend = new FakeBackend();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int srpc(String... words) {
    CommandLine line = HaliteCommand.over(backend);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    String[] all = new String[words.length + 1];
    all[0] = "srpc";
    System.arraycopy(words, 0, all, 1, words.length);
    return line.execute(all);
  }

  private String module() throws IOException {
    return Files.writeString(temporary.resolve("m.nexe"), "x").toString();
  }

  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  @Test
  void withoutAMethodTheSignaturesAreListed() throws IOException {
    assertEquals(0, srpc(module()));
    assertEquals(lines("all:is:bidsCIDh", "late::"), out.toString());
    assertTrue(backend.loaded.closed);
  }

  @Test
  void signaturesAsJson() throws IOException {
    assertEquals(0, srpc("--json", module()));
    assertEquals(
        lines(
            "[{\"name\":\"all\",\"inputs\":\"is\",\"outputs\":\"bidsCIDh\"},"
                + "{\"name\":\"late\",\"inputs\":\"\",\"outputs\":\"\"}]"),
        out.toString());
  }

  @Test
  void resultsStandOneALine() throws IOException {
    assertEquals(0, srpc(module(), "all", "-1", "--json"));
    assertEquals(List.of("-1", "--json"), backend.loaded.words);
    assertEquals(
        lines("true", "-42", "0.5", "a \"word\"", "-1,2", "3,4", "0.25", "invalid descriptor"),
        out.toString());
    assertTrue(backend.loaded.closed);
  }

  @Test
  void resultsAsJson() throws IOException {
    assertEquals(0, srpc("--timeout", "2.5", "--json", module(), "all"));
    assertEquals(
        lines("[true,-42,0.5,\"a \\\"word\\\"\",[-1,2],[3,4],[0.25],\"invalid descriptor\"]"),
        out.toString());
    assertEquals(Duration.ofMillis(2500), backend.loaded.limits.time());
  }

  @Test
  void theExitStatusSaysWhoWentWrong() throws IOException {
    assertEquals(2, srpc(module(), "none"));
    assertEquals(1, srpc(module(), "fails"));
    assertEquals(3, srpc(module(), "late"));
    assertEquals(
        lines("halite: there is no none", "halite: fails failed", "halite: late did not answer"),
        err.toString());
  }

  @Test
  void aModuleThatIsNotThereIsASentence() {
    assertEquals(1, srpc(temporary.resolve("none.nexe").toString()));
    assertEquals(
        lines("halite: " + temporary.resolve("none.nexe") + " does not exist."), err.toString());
  }
}
