package org.halite.runtime.jail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.halite.runtime.jail.BpfProgram.Action;
import org.halite.runtime.jail.BpfProgram.Argument;
import org.junit.jupiter.api.Test;

class SystemCallPolicyTest {
  private static final byte[] POLICY = SystemCallPolicy.program(4711).encode();
  private static final int X86_64 = BpfProgram.ARCHITECTURE_X86_64;
  private static final Map<String, Integer> ARCHITECTURES =
      Map.of("x86-64", X86_64, "i386", 0x40000003, "aarch64", 0xc00000b7);

  @Test
  void theFilterAnswersAsTheGoldenTableSays() {
    List<String> wrong = new ArrayList<>();
    List<String> table = CallTable.lines("policy.golden");
    for (String line : table) {
      String[] words = line.replaceFirst("#.*", "").strip().split(" +");
      long[] arguments = new long[words.length - 3];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = Long.decode(words[2 + i]);
      }
      int answer =
          BpfInterpreter.run(
              POLICY, ARCHITECTURES.get(words[0]), CallTable.number(words[1]), arguments);
      String verdict = CallTable.verdict(answer);
      if (!verdict.equals(words[words.length - 1])) {
        wrong.add(line + "  but was " + verdict);
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(table.size() > 100, "the golden table was not read");
  }

  /** The whole surface at a glance; a call that joins or leaves a group shows in review. */
  @Test
  void everyCallOfTheTableIsInTheGroupThatTheGoldenListSays() {
    Map<String, List<String>> groups = new TreeMap<>();
    for (Map.Entry<Integer, String> call : CallTable.NAMES.entrySet()) {
      // Arguments that no rule accepts, so that "allow" means: whatever the arguments.
      int answer = BpfInterpreter.run(POLICY, X86_64, call.getKey(), -1, -1, -1, -1, -1, -1);
      groups
          .computeIfAbsent(CallTable.verdict(answer), verdict -> new ArrayList<>())
          .add(call.getValue());
    }
    groups.remove("EPERM"); // the rest
    List<String> lines = new ArrayList<>();
    groups.forEach((verdict, calls) -> calls.forEach(call -> lines.add(verdict + " " + call)));
    assertEquals(String.join("\n", CallTable.lines("every-call.golden")), String.join("\n", lines));
  }

  /**
   * spec/nacl.md 11.2: to read and to execute, shared, of a file, in the lower half of its 4 GiB.
   */
  @Test
  void theFilterWithCodeOfFilesAddsOneKindOfMappingAndNoOtherCall() {
    long base = 0x7f12_0000_0000L;
    byte[] with = SystemCallPolicy.programWithCode(4711, 0x7f12).encode();
    List<String> allowed = new ArrayList<>();
    for (long address : new long[] {0, base, base + 0x7fff_0000L, base + (1L << 31), base << 1}) {
      for (long length : new long[] {0x10000, 0x7fff_ffffL, 1L << 31, 1L << 32, -1}) {
        for (long protection = 4; protection < 8; protection++) {
          for (long flags : new long[] {1, 2, 0x10, 0x11, 0x12, 0x31, 0x40011, 0x11 | 1L << 32}) {
            if (verdict(with, 9, address, length, protection, flags, 5, 0).equals("allow")) {
              allowed.add(
                  Long.toHexString(address) + " " + Long.toHexString(length) + " " + protection);
              assertEquals(0x11, flags);
            }
          }
        }
      }
    }
    assertEquals(
        List.of(
            "7f1200000000 10000 5",
            "7f1200000000 7fffffff 5",
            "7f127fff0000 10000 5",
            "7f127fff0000 7fffffff 5"),
        allowed);
    for (int number = 0; number < 600; number++) {
      for (long[] arguments : new long[][] {{0, 0, 0, 0, 0, 0}, {-1, -1, -1, -1, -1, -1}}) {
        assertEquals(
            BpfInterpreter.run(POLICY, X86_64, number, arguments),
            BpfInterpreter.run(with, X86_64, number, arguments),
            "call " + number);
      }
    }
    assertEquals("allow", verdict(with, 9, 0, 4096, 3, 0x22, -1, 0));
    assertEquals("EACCES", verdict(with, 9, 0, 0x200000, 3, 0x40022, -1, 0));
  }

  @Test
  void noNumberOfTheX32TableIsAnswered() {
    for (int number = 0; number < 600; number++) {
      assertEquals(
          "kill",
          CallTable.verdict(
              BpfInterpreter.run(POLICY, X86_64, number | BpfProgram.X32_BIT, 0, 0, 0)));
    }
  }

  @Test
  void aLongArgumentIsComparedInBothHalves() {
    byte[] program =
        BpfProgram.builder()
            .allowWhen(7, Action.errno(1), Argument.longIn(1, 0x1_0000_0002L, 5, -1))
            .otherwise(Action.KILL_PROCESS)
            .encode();
    assertEquals("allow", verdict(program, 7, 0, 0x1_0000_0002L));
    assertEquals("allow", verdict(program, 7, 0, 5));
    assertEquals("allow", verdict(program, 7, 0, -1));
    assertEquals("EPERM", verdict(program, 7, 0, 2));
    assertEquals("EPERM", verdict(program, 7, 0, 0x1_0000_0005L));
    assertEquals("EPERM", verdict(program, 7, 0, 0x1_0000_0000L));
    assertEquals("kill", verdict(program, 8, 0, 5));
  }

  @Test
  void allTestsOfARuleMustHold() {
    byte[] program =
        BpfProgram.builder()
            .allowWhen(
                7,
                Action.errno(13),
                Argument.intIn(0, 1, 2, 3),
                Argument.without(2, 0x8000_0000_0000_0004L),
                Argument.longIn(5, 0))
            .otherwise(Action.errno(1))
            .encode();
    assertEquals("allow", verdict(program, 7, 1, 9, 0, 9, 9, 0));
    assertEquals("allow", verdict(program, 7, 3, 9, 3, 9, 9, 0));
    assertEquals("EACCES", verdict(program, 7, 4, 9, 0, 9, 9, 0));
    assertEquals("EACCES", verdict(program, 7, 2, 9, 4, 9, 9, 0));
    assertEquals("EACCES", verdict(program, 7, 2, 9, 1L << 63, 9, 9, 0));
    assertEquals("EACCES", verdict(program, 7, 2, 9, 0, 9, 9, 1));
  }

  @Test
  void aCallWithTwoRulesIsRefused() {
    BpfProgram.Builder builder = BpfProgram.builder().allow(7);
    assertThrows(IllegalArgumentException.class, () -> builder.kill(7));
    assertThrows(IllegalArgumentException.class, () -> builder.allow(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.allow(BpfProgram.X32_BIT | 7));
  }

  private static String verdict(byte[] program, int number, long... arguments) {
    return CallTable.verdict(BpfInterpreter.run(program, X86_64, number, arguments));
  }
}
