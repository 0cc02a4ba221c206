package org.halite.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halite srpc}: calls a module of the time when modules served SRPC themselves. */
@Command(
    name = "srpc",
    description = {
      "List the methods that a module serves by SRPC, or call one.",
      "",
      "A method's signature is NAME:INPUTS:OUTPUTS with a letter for each value: b boolean, i and l"
          + " integers of 32 and 64 bits, d double, s string, h descriptor, and the arrays C of"
          + " bytes, I and L of integers, D of doubles. An array is written 1,2,3. Behind the inputs"
          + " stands, for each array the method gives, how many elements there is room for; modules"
          + " of the symmetric form (2011, _v2) take no such number. Results are printed a line"
          + " each.",
      "",
      "Options stand before MODULE."
    },
    exitCodeList = {
      "0:the method was called",
      "1:the module could not be started or the call failed; standard error says why",
      "2:the command line was wrong, or the arguments are not the method's"
    })
final class SrpcCommand implements Callable<Integer> {
  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODULE", description = "The .nexe file.")
  private Path module;

  @Parameters(index = "1", arity = "0..1", paramLabel = "METHOD", description = "What to call.")
  private String method;

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = "What the method gets.")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long the start and the call may take, each; ${DEFAULT-VALUE} if not said.")
  private double timeout;

  @Option(names = "--json", description = "Print the results as one JSON array, for programs.")
  private boolean json;

  SrpcCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Backend.SrpcCall call =
        new Backend.SrpcCall(
            ModuleFile.check(module), method, arguments, Seconds.of("--timeout", timeout), json);
    try {
      backend.srpc(call).forEach(spec.commandLine().getOut()::println);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCodes.USAGE, e.getMessage() + ".");
    }
    return 0;
  }
}
