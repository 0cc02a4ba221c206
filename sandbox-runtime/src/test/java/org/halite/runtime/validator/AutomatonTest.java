package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AutomatonTest {
  private final ChunkWalk walk = Validator.oracleWalk();

  @Test
  void theBuildsAutomatonIsWhatTheTablesMakeAgain() throws IOException {
    byte[] built = resource(Automaton.RESOURCE);
    assertArrayEquals(built, AutomatonGenerator.generate());
    assertArrayEquals(built, AutomatonGenerator.generate());
  }

  /** Shows a reviewer that a change of the tables changed the machine; the same everywhere. */
  @Test
  void theAutomatonIsTheOneThatWasReviewed() throws IOException, GeneralSecurityException {
    byte[] built = resource(Automaton.RESOURCE);
    String now =
        String.format(
            Locale.ROOT,
            "%s%n%d bytes%nSHA-256 %s%n",
            new Automaton(built),
            built.length,
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(built)));
    assertEquals(new String(resource("automaton.golden"), StandardCharsets.UTF_8), now);
  }

  @Test
  void aFileOfAnotherLengthIsNoAutomaton() throws IOException {
    byte[] built = resource(Automaton.RESOURCE);
    assertThrows(
        IllegalStateException.class, () -> new Automaton(Arrays.copyOf(built, built.length + 1)));
    assertThrows(
        RuntimeException.class, () -> new Automaton(Arrays.copyOf(built, built.length - 1)));
  }

  @Test
  void theAutomatonComesToAnEndWithinTheLongestInstruction() {
    Automaton automaton = Automaton.instance();
    assertTrue(longest(automaton, 1, new int[automaton.next.length >> 8]) <= 15);
  }

  /** Bytes read on the longest way from a state; a way that goes in a circle has no end. */
  private static int longest(Automaton automaton, int state, int[] known) {
    if (known[state] < 0) {
      throw new AssertionError("state " + state + " leads back to itself");
    }
    if (known[state] == 0) {
      known[state] = -1;
      int most = 0;
      for (int b = 0; b < 256; b++) {
        int to = automaton.next[state << 8 | b];
        int rest = to > 0 ? longest(automaton, to, known) : 0;
        most = Math.max(most, 1 + rest);
      }
      known[state] = most;
    }
    return known[state];
  }

  @Test
  void partsOfSequencesStandOnlyInTheirOrder() {
    String movs = "89 f6 49 8d 34 37 89 ff 49 8d 3c 3f a4";
    assertTrue(accepts(movs));
    assertFalse(accepts("89 ff 49 8d 3c 3f 89 f6 49 8d 34 37 a4"), "the wrong way round");
    assertFalse(accepts("89 f6 49 8d 34 37 90 89 ff 49 8d 3c 3f a4"), "a nop between");
    assertTrue(accepts("89 f6 49 8d 34 37 89 ff 49 8d 3c 3f aa"), "the second half will do");
    assertFalse(accepts("89 ff 49 8d 3c 3f 89 f6 49 8d 34 37 aa"), "the first will not");
    assertTrue(accepts("89 f6 89 f6 49 8d 34 37 ac"), "begun twice");
    assertFalse(accepts(movs + " a4"), "spent");
  }

  @Test
  void aSandboxedStringInstructionMayBeJumpedToOnlyAtItsBegin() {
    String movs = "89 f6 49 8d 34 37 89 ff 49 8d 3c 3f a4";
    for (int target = 0; target <= 13; target++) {
      // jmp back from offset 16
      String jump = "90 90 90 eb " + HexFormat.of().toHexDigits((byte) (target - 18));
      assertEquals(target == 0 || target == 13, accepts(movs + jump), "to " + target);
    }
  }

  @Test
  void whenOnlyOnePointerIsUsedTheOtherPairStandsAlone() {
    String stos = "89 f6 49 8d 34 37 89 ff 49 8d 3c 3f aa";
    for (int target : List.of(0, 2, 6)) {
      String jump = "90 90 90 eb " + HexFormat.of().toHexDigits((byte) (target - 18));
      assertTrue(accepts(stos + jump), "to " + target);
    }
    for (int target : List.of(8, 12)) {
      String jump = "90 90 90 eb " + HexFormat.of().toHexDigits((byte) (target - 18));
      assertFalse(accepts(stos + jump), "to " + target);
    }
  }

  private boolean accepts(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] code = Arrays.copyOf(bytes, 32);
    Arrays.fill(code, bytes.length, 32, (byte) 0x90);
    return walk.accepts(code, 0, 32);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = AutomatonTest.class.getResourceAsStream(name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }
}
