package org.halite.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code halite} itself: only a name for its commands. */
@Command(
    name = "halite",
    description = "Opens pages with Native Client modules, and runs such modules without a page.",
    mixinStandardHelpOptions = true,
    version = "halite 0.1.0",
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all went well",
      "1:it did not; standard error says why in a sentence",
      "2:the command line was wrong",
      "3:the time given ran out"
    })
public final class HaliteCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "After an error also print where in the program it arose.")
  private boolean debug;

  private HaliteCommand() {}

  /** The command line, ready to execute. */
  public static CommandLine over(Backend backend) {
    HaliteCommand top = new HaliteCommand();
    CommandLine line = new CommandLine(top);
    line.addSubcommand(new OpenCommand(backend));
    line.addSubcommand(new DemoCommand(backend));
    line.addSubcommand(new RunCommand(backend));
    line.addSubcommand(new SrpcCommand(backend));
    line.addSubcommand(new ValidateCommand(backend));
    line.addSubcommand(new ServeCommand());
    line.addSubcommand(StoreCommand.over(backend));
    line.addSubcommand(new DoctorCommand(backend));
    SdkCommand.addTo(line);
    line.addSubcommand(new NmfCommand());
    line.addSubcommand(new NewCommand());
    line.addSubcommand(new CompletionCommand());
    // What stands behind the module is the module's.
    line.getSubcommands().get("run").setStopAtPositional(true);
    line.getSubcommands().get("srpc").setStopAtPositional(true);
    line.setParameterExceptionHandler((wrong, words) -> misused(wrong));
    line.setExecutionExceptionHandler((exception, at, parsed) -> top.failed(exception, at));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // @file is the compiler's: it has quoting rules of its own.
    line.setExpandAtFiles(false);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }

  /** One sentence, and where to read more; the list of commands for who named none. */
  private static int misused(ParameterException wrong) {
    CommandLine at = wrong.getCommandLine();
    PrintWriter err = at.getErr();
    String said = wrong.getMessage().replaceFirst("[.]$", "");
    List<String> meant =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String guess = meant.isEmpty() ? "" : "; is " + String.join(" or ", meant) + " meant?";
    String name = at.getCommandSpec().qualifiedName();
    err.println(
        "halite: " + said + (guess.isEmpty() ? "; " : guess + " ") + name + " --help tells more.");
    if (at.getParent() == null && at.getParseResult().originalArgs().isEmpty()) {
      at.usage(err);
    }
    err.flush();
    return ExitCodes.USAGE;
  }

  /** One sentence for what was foreseen and for what was not; the trace only when asked for. */
  private int failed(Exception exception, CommandLine at) {
    PrintWriter err = at.getErr();
    String said = exception.getMessage();
    if (exception instanceof Failure || (exception instanceof IOException && said != null)) {
      err.println("halite: " + said);
    } else {
      err.println(
          "halite: something unforeseen happened ("
              + exception.getClass().getSimpleName()
              + (said == null ? "" : ": " + said)
              + "); --debug shows where.");
    }
    if (debug) {
      exception.printStackTrace(err);
    }
    err.flush();
    return exception instanceof Failure failure ? failure.exitCode() : ExitCodes.FAILURE;
  }

  /** Prints the script with which bash completes halite's words. */
  @Command(
      name = "completion",
      description = "Print a completion script for bash or zsh: source <(halite completion)")
  static final class CompletionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      out.print(AutoComplete.bash("halite", spec.root().commandLine()));
      out.println();
      out.flush();
      return ExitCodes.OK;
    }
  }
}
