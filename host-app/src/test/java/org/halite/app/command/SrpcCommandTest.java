package org.halite.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halite.app.Corpus;
import org.halite.app.RealBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code halite srpc} with real modules: what is printed where, and every exit status. */
class SrpcCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @TempDir private Path temporary;

  private int srpc(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> line = new ArrayList<>(List.of("srpc"));
    line.addAll(List.of(words));
    CommandLine halite =
        HaliteCommand.over(
            new RealBackend(new PrintStream(printed, true, StandardCharsets.UTF_8)).get());
    halite.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return halite.execute(line.toArray(String[]::new));
  }

  private static String corpus(String name) {
    return Corpus.file(name).toString();
  }

  /** The command fails with this status and this one sentence, and prints no result. */
  private void refused(int status, String sentence, String... words) {
    assertEquals(status, srpc(words), err::toString);
    assertEquals("halite: " + sentence + "\n", err.toString());
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "srpc-2010/srpc_hw.nexe   | fortytwo::i,helloworld::s,__shutdown::",
        "srpc-2011/srpc_hw.nexe   | fortytwo::i,helloworld::s",
        "srpc-2011/srpc_hw_v2.nexe | fortytwo::i,helloworld::s",
        "srpc-2011/mandel.nexe    | mandel:dddd:iii",
        "srpc-2011/fib_array_v2.nexe | fib:iii:I"
      })
  void theListingIsALineAMethodOrAnArrayOfJson(String name, String methods) throws Exception {
    List<String> expected = new ArrayList<>(List.of("service_discovery::C"));
    expected.addAll(List.of(methods.split(",")));
    assertEquals(0, srpc(corpus(name)), err::toString);
    assertEquals(String.join("\n", expected) + "\n", out.toString());
    assertEquals(0, srpc("--json", corpus(name)), err::toString);
    JsonNode array = new ObjectMapper().readTree(out.toString());
    assertTrue(array.isArray());
    List<String> read = new ArrayList<>();
    array.forEach(method -> read.add(method.textValue()));
    assertEquals(expected, read);
    assertEquals(1, out.toString().lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "srpc_hw      | helloworld                 | [\"hello, world.\"]",
        "fib_scalar   | fib 1 1 10                 | [89]",
        "fib_scalar   | fib -1 -0x1 2              | [-2]",
        "fib_array    | fib 1 1 10                 | [[1,1,2,3,5,8,13,21,34,55]]",
        "fib_array_v2 | fib 1 1 10                 | [[1,1,2,3,5,8,13,21,34,55]]",
        "mandel       | mandel 0 0 1 1             | [128,0,0]",
        "srpc_test    | bool true                  | [false]",
        "srpc_test    | nan                        | [\"NaN\"]",
        "srpc_test    | string grün                | [5]",
        "srpc_test    | char_array [72,-1] 2       | [[-1,72]]",
        "srpc_test    | double_array 0.5,1e300 2   | [[1.0E300,0.5]]",
        "srpc_test    | null_method                | []"
      })
  void resultsAreOneArrayOfJson(String name, String call, String json) {
    List<String> words = new ArrayList<>(List.of("--json", corpus("srpc-2011/" + name + ".nexe")));
    words.addAll(List.of(call.split(" +")));
    assertEquals(0, srpc(words.toArray(String[]::new)), err::toString);
    assertEquals(json + "\n", out.toString());
  }

  @Test
  void withoutJsonEachResultHasItsLine() {
    assertEquals(0, srpc(corpus("srpc-2011/mandel.nexe"), "mandel", "0", "0", "1", "1"));
    assertEquals("128\n0\n0\n", out.toString());
    assertEquals(0, srpc(corpus("srpc-2010/srpc_test.nexe"), "int_array", "1,2,3", "3"));
    assertEquals("[3, 2, 1]\n", out.toString());
    assertEquals(0, srpc(corpus("srpc-2010/srpc_test.nexe"), "null_method"));
    assertEquals("", out.toString());
  }

  @Test
  void aMethodThatFailsIsStatusOneAndWhatItPrintsIsNoResult() {
    refused(
        1,
        "fib failed in the module (result 268)",
        corpus("srpc-2011/fib_array.nexe"),
        "fib",
        "1",
        "1",
        "1");
    refused(
        1,
        "char_array failed in the module (result 268)",
        corpus("srpc-2010/srpc_test.nexe"),
        "char_array",
        "1,2",
        "1");
    assertEquals("Mismatch: 2 1\n", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aModuleThatCannotServeIsStatusOne() throws Exception {
    String absent = temporary.resolve("absent.nexe").toString();
    refused(1, absent + " does not exist.", absent);
    refused(1, temporary + " is no regular file.", temporary.toString());
    Path text = Files.writeString(temporary.resolve("text.nexe"), "no module");
    assertEquals(1, srpc(text.toString()));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().startsWith("halite: text.nexe"), err::toString);
    assertEquals(1, srpc(corpus("console/hello_world.nexe"), "fib"));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(
        err.toString().startsWith("halite: hello_world.nexe does not serve SRPC: "), err::toString);
  }

  /** Two milliards of additions take longer than that. */
  @Test
  void aCallThatTakesTooLongIsStatusThree() {
    refused(
        3,
        "the module did not answer fib within 0.25 s",
        "--timeout",
        "0.25",
        corpus("srpc-2011/fib_scalar.nexe"),
        "fib",
        "1",
        "1",
        "2147483647");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int_arrays        | the module has no method int_arrays; it has bool, double, nan, int,"
            + " string, char_array, double_array, int_array, null_method, stringret, handle,"
            + " handleret, invalid_handle, invalid_handle_ret.",
        "__shutdown        | __shutdown is not called: modules crash of it; close them instead.",
        "int               | int:i:i takes 1 argument; there are 0.",
        "int 1 2           | int:i:i takes 1 argument; there are 2.",
        "int x             | argument 1 of int:i:i is a 32-bit integer, which 'x' is not.",
        "int 2147483648    | argument 1 of int:i:i is a 32-bit integer, which '2147483648' is not.",
        "double --x        | argument 1 of double:d:d is a double, which '--x' is not.",
        "bool 1            | argument 1 of bool:b:b is a boolean, which '1' is not.",
        "handle 3          | a descriptor cannot be written as text.",
        "char_array 1,256 2 | argument 1 of char_array:C:C is an array of bytes, which '1,256' is"
            + " not.",
        "int_array 1,,2 3  | argument 1 of int_array:I:I is an array of 32-bit integers, which"
            + " '1,,2' is not.",
        "double_array 1 x  | argument 2 of double_array:D:D is a 32-bit integer, which 'x' is not.",
        "char_array 1 -1   | the room for an array that char_array:C:C gives is a count, not -1.",
        "char_array 1      | char_array:C:C takes 1 argument and 1 more, the room for each array it"
            + " gives; there are 1."
      })
  void argumentsThatAreNotTheMethodsAreStatusTwo(String call, String sentence) {
    List<String> words = new ArrayList<>(List.of(corpus("srpc-2010/srpc_test.nexe")));
    words.addAll(List.of(call.split(" +")));
    refused(2, sentence, words.toArray(String[]::new));
  }

  /** Both are known before anything is sent: packets of 2010 have 128 KiB at most. */
  @Test
  void whatFitsIntoNoPacketIsStatusTwo() {
    String module = corpus("srpc-2010/srpc_test.nexe");
    assertEquals(2, srpc(module, "string", "x".repeat(131072)));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertEquals(2, srpc(module, "char_array", "1", "2147483647"));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertEquals(2, srpc(corpus("srpc-2011/fib_array.nexe"), "fib", "1", "1", "2147483647"));
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--timeout 0 m", "--timeout soon m", "--jason m", "--timeout"})
  void aWrongCommandLineIsStatusTwoInOneSentence(String line) throws Exception {
    String module = Files.writeString(temporary.resolve("m"), "x").toString();
    String[] words = line.isEmpty() ? new String[0] : line.replaceFirst("m$", module).split(" ");
    assertEquals(2, srpc(words));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().startsWith("halite: "), err::toString);
    assertEquals("", out.toString());
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    String module = Files.writeString(temporary.resolve("m"), "x").toString();
    refused(2, "Missing required parameter: 'MODULE'; halite srpc --help tells more.");
    String limits = " is no time: give seconds, more than 0 and at most 1000000.";
    refused(2, "--timeout 0.0" + limits, "--timeout", "0", module);
    refused(2, "--timeout 1.0E9" + limits, "--timeout", "1e9", module);
    refused(
        2,
        "Unknown option: '--jsonn'; is --json meant? halite srpc --help tells more.",
        "--jsonn",
        module);
  }
}
