package org.halite.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code halite run}: what sel_ldr was. */
@Command(
    name = "run",
    description = {
      "Run a module without a page; input, output and exit status pass through.",
      "Options stand before MODULE; what follows it is given to the module."
    },
    exitCodeList = {
      "0-255:what the module gave to exit()",
      "124:the module ran longer than --timeout and was killed",
      "128+N:the module died of signal N; standard error tells pc, address and backtrace",
      "1:the module could not be run; standard error says why in a sentence",
      "2:the command line was wrong"
    })
final class RunCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([KMG]?)");
  private static final long MAX_MEMORY = 4L << 30;

  private final Backend backend;

  @Parameters(index = "0", paramLabel = "MODULE", description = "The .nexe file.")
  private Path module;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = "What the module's main() gets.")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable of the module's environment, which is otherwise empty.")
  private List<String> environment = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Kill the module after this time.")
  private Double timeout;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "Memory that the module may map, such as 256M; 4G at most, 2G if not said. Beyond it the"
              + " module gets ENOMEM, and standard error says so once.")
  private String memory;

  @Option(
      names = "--exceptions",
      description = "Let the module handle its own faults (exception_handler and its relatives).")
  private boolean exceptions;

  @Option(
      names = "--sockets",
      description = "Let the module make sockets and shared memory of its own (IMC).")
  private boolean sockets;

  @Option(
      names = "--files",
      paramLabel = "DIR",
      description =
          "Let the module read and write the files in DIR, which it sees as /. Nothing else is there: what"
              + " a module expects, such as /etc/passwd, must be put into DIR.")
  private Path files;

  @Mixin private ValidationCacheOption validationCache = new ValidationCacheOption();

  RunCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return backend.run(
        new Backend.Program(
            ModuleFile.check(module),
            arguments,
            variables(),
            timeout == null ? null : Seconds.of("--timeout", timeout),
            memory == null ? 0 : size(memory),
            exceptions,
            sockets,
            files == null ? null : directory(files),
            validationCache.isOn()));
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : environment) {
      int equals = variable.indexOf('=');
      if (equals < 1) {
        throw new Failure(
            ExitCodes.USAGE, "--env " + variable + " is no variable: write NAME=VALUE.");
      }
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return variables;
  }

  /** Where the directory really is: links in its name are the person's, not the module's. */
  private static Path directory(Path given) {
    Path real;
    try {
      real = given.toRealPath();
    } catch (IOException e) {
      throw new Failure(
          ExitCodes.USAGE, "--files " + given + ": there is no such directory that can be opened.");
    }
    if (!Files.isDirectory(real)) {
      throw new Failure(ExitCodes.USAGE, "--files " + given + " is a file: name its directory.");
    }
    if (real.getParent() == null) {
      throw new Failure(
          ExitCodes.USAGE,
          "--files / would give the whole machine: name a directory for the module.");
    }
    return real;
  }

  private static long size(String text) {
    Matcher parts = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (parts.matches()) {
      int shift =
          switch (parts.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
          };
      long number = Long.parseLong(parts.group(1));
      if (number > 0 && number <= MAX_MEMORY >> shift) {
        return number << shift;
      }
    }
    throw new Failure(
        ExitCodes.USAGE,
        "--memory " + text + " is no size: write bytes, or a number with K, M or G; 4G at most.");
  }
}
