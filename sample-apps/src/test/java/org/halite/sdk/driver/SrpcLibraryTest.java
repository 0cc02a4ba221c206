package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.halite.sandbox.Limits;
import org.halite.sandbox.SandboxedModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of SRPC in C, called as {@code halite srpc} calls. */
final class SrpcLibraryTest {
  private static final String SERVER =
      """
      #include <string.h>
      #include <nacl/nacl_srpc.h>

      static void add(NaClSrpcRpc *rpc, NaClSrpcArg **in, NaClSrpcArg **out, NaClSrpcClosure *done) {
        out[0]->u.ival = in[0]->u.ival + in[1]->u.ival;
        rpc->result = NACL_SRPC_RESULT_OK;
        done->Run(done);
      }

      static void all(NaClSrpcRpc *rpc, NaClSrpcArg **in, NaClSrpcArg **out, NaClSrpcClosure *done) {
        out[0]->u.bval = !in[0]->u.bval;
        out[1]->u.dval = -in[1]->u.dval;
        out[2]->u.lval = in[2]->u.lval * 2;
        out[3]->arrays.str = in[3]->arrays.str;
        rpc->result = NACL_SRPC_RESULT_OK;
        done->Run(done);
      }

      static void reverse(NaClSrpcRpc *rpc, NaClSrpcArg **in, NaClSrpcArg **out, NaClSrpcClosure *done) {
        uint32_t count = in[0]->u.count;
        if (count > out[0]->u.count) {
          rpc->result = NACL_SRPC_RESULT_APP_ERROR;
        } else {
          for (uint32_t i = 0; i < count; i++) {
            out[0]->arrays.iarr[i] = in[0]->arrays.iarr[count - 1 - i];
          }
          out[0]->u.count = count;
          rpc->result = NACL_SRPC_RESULT_OK;
        }
        done->Run(done);
      }

      static void boast(NaClSrpcRpc *rpc, NaClSrpcArg **in, NaClSrpcArg **out, NaClSrpcClosure *done) {
        out[0]->u.count = 1000000;
        done->Run(done);
      }

      static const struct NaClSrpcHandlerDesc methods[] = {
          {"add:ii:i", add}, {"all:bdls:bdls", all}, {"reverse:I:I", reverse}, {"boast::C", boast},
          {NULL, NULL}};

      int main(void) {
        return NaClSrpcModuleInit() && NaClSrpcAcceptClientConnection(methods) ? 0 : 1;
      }
      """;

  @TempDir Path temporary;

  private SandboxedModule module() throws Exception {
    Workbench bench = Workbench.in(temporary);
    bench.write("server.c", SERVER);
    bench.make(Language.C, "-O2", "-Wall", "server.c", "-lsrpc", "-o", "server.nexe");
    return SandboxedModule.load(bench.folder().resolve("server.nexe"), Limits.USUAL);
  }

  @Test
  void methodsAreListedAndCalledWithValuesOfEachKind() throws Exception {
    try (SandboxedModule module = module()) {
      assertEquals(
          List.of("service_discovery::C", "add:ii:i", "all:bdls:bdls", "reverse:I:I", "boast::C"),
          module.methods());
      int sum = module.call("add", 40, 2);
      assertEquals(42, sum);
      assertEquals(
          List.of(true, -1.5, -2L << 40, "text ü"),
          module.callForAll("all", false, 1.5, -1L << 40, "text ü"));
    }
  }

  @Test
  void arraysOfMoreThanOneFragmentGoBothWays() throws Exception {
    int[] numbers = new int[100_000];
    int[] reversed = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i * i;
      reversed[numbers.length - 1 - i] = i * i;
    }
    try (SandboxedModule module = module()) {
      for (int i = 0; i < 3; i++) {
        int[] answer = module.call("reverse", numbers, numbers.length);
        assertArrayEquals(reversed, answer);
      }
    }
  }

  @Test
  void aMethodThatFailsSaysSoAndTheNextCallWorks() throws Exception {
    try (SandboxedModule module = module()) {
      IOException tooSmall =
          assertThrows(
              IOException.class, () -> module.callForAll("reverse", new int[] {1, 2, 3}, 2));
      assertTrue(tooSmall.getMessage().contains("reverse"), tooSmall.getMessage());
      assertThrows(IOException.class, () -> module.callForAll("boast", 10));
      int sum = module.call("add", 1, 2);
      assertEquals(3, sum);
    }
  }
}
