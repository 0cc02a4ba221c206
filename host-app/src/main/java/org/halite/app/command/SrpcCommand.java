package org.halite.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.srpc.SrpcException;
import org.halite.bridge.srpc.SrpcSignature;
import org.halite.bridge.srpc.SrpcText;
import org.halite.sandbox.Limits;
import org.halite.sandbox.SandboxedModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halite srpc}: what sel_universal was. */
@Command(
    name = "srpc",
    description = {
      "List the methods of a module that serves SRPC, or call one of them.",
      "Options stand before MODULE. Arrays are written 1,2,3; after the inputs comes, for each"
          + " array among the results, how many elements it may have. Results are printed one a"
          + " line."
    },
    exitCodeList = {
      "0:the method was called",
      "1:it was not, or it failed; standard error says why in a sentence",
      "2:there is no such method, or the arguments are not its own",
      "3:the module did not answer in time"
    })
final class SrpcCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODULE", description = "The .nexe file.")
  private Path module;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "METHOD",
      description = "What to call; without it the methods are listed as name:inputs:outputs.")
  private String method;

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = "Its arguments: numbers, true, false, strings as they are, arrays 1,2,3.")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for an answer; 30 without it.")
  private Double timeout;

  @Option(names = "--json", description = "Print methods or results as JSON.")
  private boolean json;

  SrpcCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration limit =
        timeout == null ? Limits.USUAL.time() : Seconds.of("--timeout", Math.min(timeout, 86_400));
    try (SandboxedModule loaded =
        backend.load(ModuleFile.check(module), Limits.USUAL.withTime(limit))) {
      PrintWriter out = spec.commandLine().getOut();
      if (method == null) {
        list(loaded, out);
      } else {
        print(loaded.resultsOfText(method, arguments), out);
      }
      out.flush();
      return ExitCodes.OK;
    } catch (SrpcException e) {
      throw new Failure(
          switch (e.kind()) {
            case REFUSED -> ExitCodes.USAGE;
            case TIMED_OUT -> ExitCodes.TIMEOUT;
            case FAILED, BROKEN, GONE -> ExitCodes.FAILURE;
          },
          e.getMessage(),
          e);
    }
  }

  private void list(SandboxedModule loaded, PrintWriter out) throws JsonProcessingException {
    List<Map<String, String>> described = new ArrayList<>();
    for (SrpcSignature signature : loaded.methods()) {
      if (!signature.isForCallers()) {
        continue;
      }
      if (!json) {
        out.println(signature);
      }
      Map<String, String> one = new LinkedHashMap<>();
      one.put("name", signature.name());
      one.put("inputs", signature.inputs());
      one.put("outputs", signature.outputs());
      described.add(one);
    }
    if (json) {
      out.println(JSON.writeValueAsString(described));
    }
  }

  private void print(List<Object> results, PrintWriter out) throws JsonProcessingException {
    if (!json) {
      results.forEach(result -> out.println(SrpcText.shown(result)));
      return;
    }
    List<Object> plain = new ArrayList<>();
    for (Object result : results) {
      // Jackson would write bytes as base64; here they are numbers.
      if (result instanceof byte[] bytes) {
        int[] numbers = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
          numbers[i] = bytes[i];
        }
        plain.add(numbers);
      } else {
        plain.add(result instanceof ImcDescriptor ? SrpcText.shown(result) : result);
      }
    }
    out.println(JSON.writeValueAsString(plain));
  }
}
