package org.halite.sdk.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.halite.runtime.validator.CpuFeatures;
import org.halite.runtime.validator.Validator;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Instruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Assembly in, sandboxed assembly out, and what is refused. */
class RewriterTest {
  @TempDir Path folder;

  static List<GoldenCases.Case> rewrites() throws IOException {
    return GoldenCases.read("rewrites.golden");
  }

  static List<GoldenCases.Case> refusals() throws IOException {
    return GoldenCases.read("refusals.golden");
  }

  static List<GoldenCases.Case> libraryCalls() throws IOException {
    return GoldenCases.read("library-calls.golden");
  }

  @ParameterizedTest
  @MethodSource("rewrites")
  void eachInstructionBecomesWhatTheTableSays(GoldenCases.Case golden) throws Exception {
    assertBecomes(golden, AddressModel.FIXED);
  }

  @ParameterizedTest
  @MethodSource("libraryCalls")
  void aCallInALibraryBecomesWhatTheTableSays(GoldenCases.Case golden) throws Exception {
    assertBecomes(golden, AddressModel.RELATIVE);
  }

  private static void assertBecomes(GoldenCases.Case golden, AddressModel model) throws Exception {
    List<String> told = new ArrayList<>();
    for (Line line : Rewriter.sandbox(String.join("\n", golden.assembly()), "case.s", model)) {
      told.add(tell(line));
    }
    told.removeFirst(); // the section's alignment
    assertEquals(String.join("\n", golden.expected()), String.join("\n", told));
  }

  private static String tell(Line line) {
    return switch (line) {
      case Line.Text(String text) -> text.strip().replace('\t', ' ');
      case Line.Code(Piece piece) ->
          piece.instructions().stream()
                  .map(Instruction::toString)
                  .map(text -> text.replace('\t', ' '))
                  .collect(Collectors.joining("; ", "[", "]"))
              + (piece.returnsTo() == null ? "" : " returns to " + piece.returnsTo());
    };
  }

  /** Each golden case for itself, as it is and pushed to every place in a bundle. */
  @ParameterizedTest
  @MethodSource("rewrites")
  void whatComesOutIsAcceptedWhereverItLies(GoldenCases.Case golden) throws Exception {
    assertAccepted(golden, AddressModel.FIXED);
  }

  @ParameterizedTest
  @MethodSource("libraryCalls")
  void aCallInALibraryIsAcceptedWhereverItLies(GoldenCases.Case golden) throws Exception {
    assertAccepted(golden, AddressModel.RELATIVE);
  }

  private void assertAccepted(GoldenCases.Case golden, AddressModel model) throws Exception {
    GnuAssembler assembler = new GnuAssembler(folder);
    String code = String.join("\n", golden.assembly()) + "\n";
    for (int before = 0; before < 32; before += 3) {
      String text = "nop\n".repeat(before) + code;
      Assembler.Result result =
          assembler.assemble(Rewriter.rewrite(text, "case.s", model, assembler));
      assertTrue(result.object() != null, result.complaints());
      byte[] bytes = new ObjectFile(result.object()).section(".text");
      byte[] whole = Arrays.copyOf(bytes, (bytes.length + 31) & -32);
      Arrays.fill(whole, bytes.length, whole.length, (byte) 0xf4);
      var verdict = Validator.validate(MemorySegment.ofArray(whole), 0, CpuFeatures.all());
      // Targets outside are the linker's affair.
      verdict.violations().stream()
          .filter(found -> !found.rule().name().contains("JUMP"))
          .forEach(found -> fail(found.toString()));
    }
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatBreaksTheRulesIsRefusedWithFileLineAndReason(GoldenCases.Case golden) {
    GnuAssembler assembler = new GnuAssembler(folder);
    String text = "start:\nnop\n" + String.join("\n", golden.assembly()) + "\n";
    AssemblyRefusal refusal =
        assertThrows(
            AssemblyRefusal.class,
            () -> Rewriter.rewrite(text, "bad.s", AddressModel.FIXED, assembler));
    assertTrue(refusal.getMessage().startsWith(golden.expected().getFirst()), refusal.getMessage());
    assertEquals("bad.s:" + (2 + golden.assembly().size()), refusal.position().toString());
  }

  @Test
  void theLineIsThatOfTheCSourceWhereTheCompilerTellsIt() {
    String text =
        """
        \t.file 1 "src/f.c"
        f:
        \t.loc 1 12 3
        \tnop
        \tpushfq
        """;
    AssemblyRefusal refusal =
        assertThrows(AssemblyRefusal.class, () -> Rewriter.sandbox(text, null, AddressModel.FIXED));
    assertEquals("src/f.c:12", refusal.position().toString());
  }

  @Test
  void theLineOfInlineAssemblyIsThatOfItsStatement() {
    String text = "f:\n#APP\n# 7 \"x.c\" 1\n\tnop\n\tsyscall\n# 0 \"\" 2\n#NO_APP\n";
    AssemblyRefusal refusal =
        assertThrows(AssemblyRefusal.class, () -> Rewriter.sandbox(text, null, AddressModel.FIXED));
    assertEquals("x.c:8", refusal.position().toString());
  }

  @Test
  void commentsAndSemicolonsHideNothing() {
    for (String text :
        List.of(
            "nop; syscall",
            "/* a\n b */ syscall",
            "x: y: syscall",
            "nop # c\nsyscall",
            ".ascii \";\"\nsyscall",
            "notrack syscall",
            "SYSCALL")) {
      String data = text.startsWith(".ascii") ? ".data\n" + text.replace("\n", "\n.text\n") : text;
      assertThrows(
          AssemblyRefusal.class, () -> Rewriter.sandbox(data, "t.s", AddressModel.FIXED), text);
    }
  }

  /** The same inputs in each run: the golden cases with characters lost, doubled and exchanged. */
  @Test
  void brokenTextIsRefusedOrRewrittenAndNothingElse() throws Exception {
    List<String> seeds = new ArrayList<>();
    rewrites().forEach(golden -> seeds.add(String.join("\n", golden.assembly())));
    refusals().forEach(golden -> seeds.add(String.join("\n", golden.assembly())));
    String alphabet = "%$*(),.:;#\"'\\/+-=0189abfrxz \t\n{}";
    Random random = new Random(20);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
      for (int change = random.nextInt(4); change >= 0 && !text.isEmpty(); change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      try {
        Rewriter.sandbox(text.toString(), "fuzz.s", AddressModel.FIXED).forEach(RewriterTest::tell);
      } catch (AssemblyRefusal refusal) {
        refused++;
        assertTrue(refusal.position().isKnown(), text.toString());
      } catch (RuntimeException e) {
        throw new AssertionError("the rewriter broke down on:\n" + text, e);
      }
    }
    assertTrue(refused > 1000, refused + " of 20000 were refused");
  }
}
