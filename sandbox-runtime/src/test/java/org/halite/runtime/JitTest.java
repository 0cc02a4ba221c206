package org.halite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.halite.runtime.machine.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module that makes code of arithmetic, changes it and deletes it, in four threads at once. */
@Timeout(120)
class JitTest {
  @ParameterizedTest
  @CsvSource({
    "1 2 + 3 *, 9, 12",
    "7 10 -, -3, -2",
    "2147483647, 2147483647, -2147483648",
    "0, 0, 1",
    "2 3 4 5 6 + + + +, 20, 21",
    "65536 65536 *, 0, 65536"
  })
  void everyThreadGetsTheValueAndThatOfTheChangedCode(String line, int value, int changed)
      throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.sample("jit/jit", line + "\n");
    assertEquals(new Exit.Normal(0), run.exit);
    assertEquals(value + "\n" + changed + "\n", run.output);
  }

  @Test
  void whatIsNoExpressionIsNotCompiled() throws IOException, InterruptedException {
    String tooLong = "1 " + "1 + ".repeat(40);
    for (String line : new String[] {"+", "1 2", "1 +", "x", "", "1 2 3 +", tooLong}) {
      assertEquals(new Exit.Normal(1), ModuleRun.sample("jit/jit", line).exit, line);
    }
  }
}
