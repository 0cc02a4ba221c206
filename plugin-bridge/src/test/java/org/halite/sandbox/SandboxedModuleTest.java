package org.halite.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.halite.bridge.SharedFolder;
import org.halite.bridge.imc.ImcDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The modules of 2010 and 2011 give what spec/srpc-era.md chapter 2 says, in all three forms. */
class SandboxedModuleTest {
  private static SandboxedModule load(String name) throws Exception {
    return SandboxedModule.load(SharedFolder.require("corpus/" + name), Limits.USUAL);
  }

  /** The example of the documentation. */
  @Test
  void aJavaProgramCallsNativeCode() throws Exception {
    Path nexe = SharedFolder.require("corpus/srpc-2011/fib_scalar.nexe");
    try (SandboxedModule m = SandboxedModule.load(nexe, Limits.USUAL)) {
      int r = m.call("fib", 1, 1, 10);
      assertEquals(89, r);
    }
  }

  @ParameterizedTest
  @CsvSource({"srpc-2010/srpc_hw.nexe", "srpc-2011/srpc_hw.nexe", "srpc-2011/srpc_hw_v2.nexe"})
  void helloWorldInEachForm(String name) throws Exception {
    try (SandboxedModule m = load(name)) {
      assertEquals("service_discovery::C", m.methods().getFirst());
      int answer = m.call("fortytwo");
      assertEquals(42, answer);
      String text = m.call("helloworld");
      assertEquals("hello, world.", text);
    }
  }

  @ParameterizedTest
  @CsvSource({"srpc-2011/fib_scalar.nexe", "srpc-2011/fib_scalar_v2.nexe"})
  void fibonacciNumbers(String name) throws Exception {
    try (SandboxedModule m = load(name)) {
      int[][] calls = {
        {1, 1, 5, 8},
        {1, 1, 10, 89},
        {0, 1, 10, 55},
        {2, 3, 10, 233},
        {1, 1, 15, 987},
        {1, 1, 1, 1},
        {1, 1, 0, 1},
        {1, 1, 47, 512559680}
      };
      for (int[] call : calls) {
        int result = m.call("fib", call[0], call[1], call[2]);
        assertEquals(call[3], result);
      }
    }
  }

  @Test
  void arraysOfAnySize() throws Exception {
    try (SandboxedModule m = load("srpc-2011/fib_array.nexe")) {
      int[] ten = m.call("fib", 1, 1, 10);
      assertArrayEquals(new int[] {1, 1, 2, 3, 5, 8, 13, 21, 34, 55}, ten);
      int[] many = m.call("fib", 1, 1, 40000); // three packets
      assertEquals(40000, many.length);
      IOException failed = assertThrows(IOException.class, () -> m.call("fib", 1, 1, 1));
      assertEquals("fib failed in the module (result 268)", failed.getMessage());
      int[] again = m.call("fib", 1, 1, 2);
      assertArrayEquals(new int[] {1, 1}, again);
    }
    try (SandboxedModule m = load("srpc-2011/fib_array_v2.nexe")) {
      int[] ten = m.call("fib", 1, 1, 10);
      assertArrayEquals(new int[] {1, 1, 2, 3, 5, 8, 13, 21, 34, 55}, ten);
      assertEquals(5000, m.<int[]>call("fib", 2, 3, 5000).length);
      assertThrows(IOException.class, () -> m.call("fib", 1, 1, 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"srpc-2011/mandel.nexe", "srpc-2011/mandel_v2.nexe"})
  void severalResults(String name) throws Exception {
    try (SandboxedModule m = load(name)) {
      assertEquals(List.of(128, 0, 0), m.callForAll("mandel", 0.0, 0.0, 1.0, 1.0));
      assertEquals(List.of(0, 0, 0), m.callForAll("mandel", 1.0, 2.0, 3.0, 4.0));
      assertThrows(IllegalArgumentException.class, () -> m.call("mandel", 0.0, 0.0, 1.0, 1.0));
    }
  }

  @ParameterizedTest
  @CsvSource({"srpc-2010/srpc_test.nexe", "srpc-2011/srpc_test.nexe"})
  void everyTypeGoesThereAndBack(String name) throws Exception {
    try (SandboxedModule m = load(name)) {
      assertEquals(false, m.<Boolean>call("bool", true));
      assertEquals(true, m.<Boolean>call("bool", false));
      assertEquals(-3.1415, m.<Double>call("double", 3.1415));
      assertTrue(Double.isNaN(m.<Double>call("nan")));
      assertEquals(-12345, m.<Integer>call("int", 12345));
      assertEquals(13, m.<Integer>call("string", "one more test"));
      assertEquals(0, m.<Integer>call("string", ""));
      assertArrayEquals(
          "olleH".getBytes("US-ASCII"), m.call("char_array", "Hello".getBytes("US-ASCII"), 5));
      assertArrayEquals(
          new double[] {9.5, 5.1}, m.call("double_array", new double[] {5.1, 9.5}, 2), 0);
      assertArrayEquals(
          new int[] {5, 4, 3, 2, 1}, m.call("int_array", new int[] {1, 2, 3, 4, 5}, 5));
      assertEquals(List.of(), m.callForAll("null_method"));
      assertEquals(449, m.<String>call("stringret", 0).getBytes("ISO-8859-1").length, "poem");
      assertEquals("", m.<String>call("stringret", 449));
      assertEquals(List.of(), m.callForAll("invalid_handle", ImcDescriptor.INVALID));
      assertEquals(ImcDescriptor.INVALID, m.call("invalid_handle_ret"));
    }
  }

  /** The capability that the module gives leads to itself. */
  @Test
  void aDescriptorComesOutAndGoesBackIn() throws Exception {
    try (SandboxedModule m = load("srpc-2010/srpc_test.nexe")) {
      ImcDescriptor address = m.call("handleret");
      assertInstanceOf(ImcDescriptor.ConnectionCapability.class, address);
      assertEquals(List.of(), m.callForAll("handle", address));
      assertThrows(IOException.class, () -> m.callForAll("invalid_handle", address));
    }
  }

  /** A module would answer with silence, or die: nothing of this is sent. */
  @Test
  void aCallThatDoesNotFitIsASentenceAndHurtsNothing() throws Exception {
    try (SandboxedModule m = load("srpc-2010/srpc_test.nexe")) {
      String[][] expected = {
        {"argument 1 of int:i:i is a 32-bit integer, not a String"},
        {"int:i:i takes 1 argument; there are 2"},
        {
          "char_array:C:C takes 1 argument and 1 more, the room for each array it gives; there are 1"
        },
        {
          "the module has no method no_such; it has bool, double, nan, int, string, char_array,"
              + " double_array, int_array, null_method, stringret, handle, handleret,"
              + " invalid_handle, invalid_handle_ret"
        },
        {"__shutdown is not called: modules crash of it; close them instead"}
      };
      Object[][] calls = {
        {"int", "x"}, {"int", 1, 2}, {"char_array", new byte[1]}, {"no_such"}, {"__shutdown"}
      };
      for (int i = 0; i < calls.length; i++) {
        Object[] arguments = java.util.Arrays.copyOfRange(calls[i], 1, calls[i].length);
        String method = (String) calls[i][0];
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> m.callForAll(method, arguments));
        assertEquals(expected[i][0], refused.getMessage());
      }
      assertEquals(-7, m.<Integer>call("int", 7));
    }
  }

  @Test
  void aProgramThatServesNothingIsASentence() throws Exception {
    Path nexe = SharedFolder.require("corpus/console/hello_world.nexe");
    IOException refused =
        assertThrows(IOException.class, () -> SandboxedModule.load(nexe, Limits.USUAL));
    assertTrue(
        refused.getMessage().startsWith("hello_world.nexe does not serve SRPC: "),
        refused.getMessage());
  }
}
