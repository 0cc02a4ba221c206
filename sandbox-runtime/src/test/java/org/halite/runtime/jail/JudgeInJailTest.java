package org.halite.runtime.jail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The validator after the lock-down, from jars as in production and from folders as in a build. */
class JudgeInJailTest {
  @Test
  void codeMadeAtRunTimeIsJudgedWhenNoFileCanBeOpened() throws Exception {
    JailedJvm.Ending ending = JailedJvm.run(JailedJvm.production(), "", JudgeProbe.class);
    assertEquals(List.of(JudgeProbe.HALTS, JudgeProbe.RETURN), ending.lines());
  }

  @Test
  void whatTheValidatorNeedsToAcceptIsThereEvenFromFolders() throws Exception {
    assertSaysFromFolders("accept", List.of(JudgeProbe.HALTS));
  }

  /** A spare stands behind its walls before it gets its module. */
  @Test
  void aSpareCanSayWhatItRefusesEvenFromFolders() throws Exception {
    assertSaysFromFolders("spare", List.of(JudgeProbe.HALTS, JudgeProbe.RETURN));
  }

  private static void assertSaysFromFolders(String word, List<String> lines) throws Exception {
    List<String> command = JailedJvm.command(JailedJvm.production(), "", JudgeProbe.class, word);
    command.set(command.indexOf("-cp") + 1, JailedJvm.folders());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      assertEquals(lines, output.lines().toList());
      assertEquals(0, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }
}
