package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code halite validate} in the real runtime process: what it prints and how it ends. */
class ModuleValidationTest {
  private static final Path FAULTS = Path.of("..", "sample-apps", "faults");
  private static final Path HELLO = Path.of("..", "sample-apps", "hello", "hello.nexe");

  @TempDir Path folder;

  /** What a process printed and its exit status. */
  private record Outcome(int status, String out, String err) {}

  private Outcome halite(byte[] input, String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("--validate"));
    line.addAll(Arrays.asList(words));
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(RuntimeCommand.installed().line(line))
            .redirectError(err.toFile())
            .start();
    Thread writer = Thread.ofPlatform().start(() -> feed(process, input));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    writer.join();
    return new Outcome(process.waitFor(), out, Files.readString(err));
  }

  private static void feed(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // The process did not want it all; what it says of that is what is tested.
    }
  }

  private Outcome halite(String... words) throws Exception {
    return halite(new byte[0], words);
  }

  private static JsonNode json(String line) throws IOException {
    return new ObjectMapper().readTree(line);
  }

  /** A copy of the hello module with these bytes, then nops, in place of its first bundles. */
  private Path spoiled(int bundles, String hex) throws IOException {
    byte[] module = Files.readAllBytes(HELLO);
    byte[] bytes = HexFormat.of().parseHex(hex);
    int offset = textOffset(module);
    for (int i = 0; i < bundles; i++) {
      Arrays.fill(module, offset + 32 * i, offset + 32 * i + 32, (byte) 0x90);
      System.arraycopy(bytes, 0, module, offset + 32 * i, bytes.length);
    }
    return Files.write(folder.resolve("spoiled.nexe"), module);
  }

  /** Where the code starts in an ELF32 file: the offset of its segment that is r-x. */
  private static int textOffset(byte[] module) {
    ByteBuffer elf = ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(1, elf.get(4), "the class of " + HELLO);
    int header = elf.getInt(28);
    while (elf.getInt(header) != 1 || elf.getInt(header + 24) != 5) {
      header += 32;
    }
    return elf.getInt(header + 4);
  }

  @Test
  void anAcceptedModuleIsOneLine() throws Exception {
    Outcome outcome = halite("--", HELLO.toString());
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(
        outcome.out().matches("\\S*hello.nexe: accepted: [0-9]+ bytes of code at 0x20000, .*\n"),
        outcome.out());
    assertTrue(outcome.out().endsWith("judged for this processor\n"), outcome.out());
  }

  @Test
  void aRefusedModuleTellsAddressFunctionBytesInstructionAndRule() throws Exception {
    Outcome outcome = halite("--", FAULTS.resolve("contains-ret.nexe").toString());
    assertEquals(1, outcome.status());
    String[] lines = outcome.out().split("\n", -1);
    assertTrue(lines[0].contains("contains-ret.nexe: refused: "), outcome.out());
    assertTrue(
        lines[1].matches("000200[0-9a-f]{2}.*: c3  ret: BAD_INSTRUCTION: .*"), outcome.out());
    assertEquals("1 violation", lines[2]);
  }

  @Test
  void severalFilesAreJudgedAndTheWorstCounts() throws Exception {
    Outcome outcome =
        halite(
            "--",
            HELLO.toString(),
            FAULTS.resolve("contains-syscall.nexe").toString(),
            "no-such.nexe",
            HELLO.toString());
    assertEquals(2, outcome.status());
    assertEquals("halite: there is no file no-such.nexe\n", outcome.err());
    assertEquals(2, outcome.out().split(": accepted: ", -1).length - 1);
    assertEquals(1, outcome.out().split(": refused: ", -1).length - 1);
  }

  @Test
  void jsonHasTheFactsOfAnAcceptedModule() throws Exception {
    Outcome outcome = halite("--json", "--any-processor", "--", HELLO.toString());
    assertEquals(0, outcome.status());
    JsonNode verdict = json(outcome.out());
    assertTrue(verdict.path("accepted").asBoolean());
    assertEquals(HELLO.toString(), verdict.path("file").asText());
    assertEquals(32, verdict.path("elf").path("class").asInt());
    assertEquals(0x20000, verdict.path("elf").path("textAddress").asInt());
    assertTrue(verdict.path("elf").path("textSize").asInt() > 0);
    assertEquals(0, verdict.path("elf").path("entry").asInt() % 32);
    assertEquals("any-processor", verdict.path("cpu").path("mode").asText());
    assertEquals(22, verdict.path("cpu").path("features").size());
    assertEquals(0, verdict.path("violations").size());
    assertEquals(0, verdict.path("violationCount").asInt());
    assertTrue(verdict.path("refusal").isMissingNode());
  }

  @Test
  void jsonHasEveryViolation() throws Exception {
    Outcome outcome = halite("--json", "--", spoiled(3, "0f05").toString());
    assertEquals(1, outcome.status());
    JsonNode verdict = json(outcome.out());
    assertFalse(verdict.path("accepted").asBoolean());
    assertEquals(57, verdict.path("refusal").path("code").asInt());
    assertEquals("VALIDATION_FAILED", verdict.path("refusal").path("name").asText());
    JsonNode first = verdict.path("violations").path(0);
    assertEquals(0x20000, first.path("address").asInt());
    assertEquals("0f05", first.path("bytes").asText());
    assertEquals("syscall", first.path("disassembly").asText());
    assertEquals("BAD_INSTRUCTION", first.path("rule").asText());
    assertTrue(first.path("explanation").asText().length() > 20);
    assertTrue(first.has("symbol"));
    assertEquals(verdict.path("violations").size(), verdict.path("violationCount").asInt());
    assertEquals(3, verdict.path("violationsByRule").path("BAD_INSTRUCTION").asInt());
  }

  @Test
  void theListEndsAtAThousandUnlessAllAreWanted() throws Exception {
    Path module = spoiled(0, "");
    byte[] bytes = Files.readAllBytes(module);
    int text = textOffset(bytes);
    int size = json(halite("--json", "--", module.toString()).out()).at("/elf/textSize").asInt();
    byte[] many = Arrays.copyOf(bytes, bytes.length);
    Arrays.fill(many, text, text + size, (byte) 0xc3);
    Files.write(module, many);
    Outcome outcome = halite("--", module.toString());
    assertEquals(1, outcome.status());
    assertTrue(
        outcome.out().contains("and " + (size - 1000) + " more; --all lists them\n" + size),
        outcome.out().substring(outcome.out().length() - 200));
    assertTrue(outcome.out().endsWith("  " + size + " BAD_INSTRUCTION\n"));
    assertEquals(1000, outcome.out().split(": c3  ret: ", -1).length - 1);
    assertEquals(
        size, halite("--all", "--", module.toString()).out().split(": c3  ret: ", -1).length - 1);
    assertEquals(
        size, json(halite("--json", "--", module.toString()).out()).path("violations").size());
  }

  @Test
  void jsonNamesTheLoadErrorOfWhatIsNoModule() throws Exception {
    Path page = Files.writeString(folder.resolve("page \"\\\n\t.html"), "<!DOCTYPE html>");
    Outcome outcome = halite("--json", "--", page.toString(), "absent");
    assertEquals(2, outcome.status());
    String[] lines = outcome.out().split("\n", -1);
    JsonNode verdict = json(lines[0]);
    assertEquals(page.toString(), verdict.path("file").asText());
    assertEquals(11, verdict.path("refusal").path("code").asInt());
    assertEquals("BAD_ELF_MAGIC", verdict.path("refusal").path("name").asText());
    assertTrue(verdict.path("refusal").path("sentence").asText().contains("7f 45 4c 46"));
    assertEquals("there is no file absent", json(lines[1]).path("error").asText());
    assertEquals("", outcome.err());
  }

  @Test
  void whatTheChosenProcessorLacksIsReplacedAndSaid() throws Exception {
    Path module = spoiled(1, "660f3801c1"); // phaddw %xmm1,%xmm0
    Outcome without = halite("--json", "--features=x87,sse2,cmov,sse", "--", module.toString());
    JsonNode verdict = json(without.out());
    assertEquals("features", verdict.path("cpu").path("mode").asText());
    JsonNode rewritten = verdict.path("rewritten");
    assertEquals("phaddw %xmm1,%xmm0", rewritten.path(0).path("disassembly").asText());
    assertTrue(rewritten.path(0).path("explanation").asText().startsWith("needs SSSE3: "));
    Outcome with = halite("--features=x87,sse2,cmov,sse,SSSE3", "--", module.toString());
    assertFalse(with.out().contains("phaddw"), with.out());
  }

  @Test
  void anUnknownFeatureIsNamed() throws Exception {
    Outcome outcome = halite("--features=SSE,SSE9", "--", HELLO.toString());
    assertEquals(2, outcome.status());
    assertTrue(
        outcome.err().startsWith("halite: no CPU feature is called SSE9; there are x87, MMX, "),
        outcome.err());
  }

  private static byte[] records(String... hex) {
    byte[] records = new byte[32 * hex.length];
    Arrays.fill(records, (byte) 0x90);
    for (int i = 0; i < hex.length; i++) {
      byte[] bytes = HexFormat.of().parseHex(hex[i]);
      System.arraycopy(bytes, 0, records, 32 * i, bytes.length);
    }
    return records;
  }

  @Test
  void recordsAreAnsweredByACharacterEach() throws Exception {
    // nop; ret; a jump to a bundle start outside; a non-temporal store; one that needs SSSE3
    byte[] records = records("90", "c3", "ebfe", "e91b000000", "0fc30424", "660f3801c1");
    Outcome outcome = halite(records, "--records=32");
    assertEquals("101111", outcome.out());
    assertEquals(0, outcome.status(), outcome.err());
  }

  @Test
  void manyRecordsStayInOrder() throws Exception {
    byte[] records = new byte[3_000_000 / 96 * 96];
    Arrays.fill(records, (byte) 0x90);
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < records.length / 96; i++) {
      boolean good = Integer.bitCount(i * 0x9e3779b9) % 3 != 0;
      records[96 * i + i % 96] = (byte) (good ? 0xf4 : 0xc3);
      expected.append(good ? '1' : '0');
    }
    assertEquals(expected.toString(), halite(records, "--records=96").out());
  }

  @Test
  void aRecordThatIsNotWholeIsNamedAfterTheOthersWereAnswered() throws Exception {
    Outcome outcome = halite(Arrays.copyOf(records("90", "c3", "90"), 70), "--records=32");
    assertEquals("10", outcome.out());
    assertEquals(2, outcome.status());
    assertEquals("halite: the last record, number 3, has 6 bytes; 32 are needed\n", outcome.err());
  }

  @Test
  void noRecordsHaveNoAnswers() throws Exception {
    Outcome outcome = halite("--records=65536");
    assertEquals(new Outcome(0, "", ""), outcome);
  }

  @Test
  void sizesThatAreNoBundlesAreRefused() throws Exception {
    for (String size : List.of("0", "31", "65568", "-32", "many", "99999999999")) {
      Outcome outcome = halite("--records=" + size);
      assertEquals(2, outcome.status());
      assertTrue(outcome.err().startsWith("halite: records of " + size + " bytes"), size);
    }
  }

  @Test
  void answersComeWhileTheInputPauses() throws Exception {
    Process process =
        new ProcessBuilder(
                RuntimeCommand.installed()
                    .forLongWork()
                    .line(List.of("--validate", "--records=32")))
            .start();
    try (OutputStream in = process.getOutputStream();
        InputStream out = process.getInputStream()) {
      for (int i = 0; i < 3; i++) {
        in.write(records("c3"));
        in.flush();
        assertEquals('0', out.read());
      }
    }
    assertEquals(0, process.waitFor());
  }

  @Test
  void whoStopsReadingTheAnswersEndsItQuietly() throws Exception {
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(RuntimeCommand.installed().line(List.of("--validate", "--records=32")))
            .redirectError(err.toFile())
            .start();
    process.getInputStream().close();
    feed(process, new byte[4_000_000]);
    assertEquals(0, process.waitFor());
    assertEquals("", Files.readString(err));
  }
}
