package org.halite.app.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.halite.sdk.driver.BinaryTool;
import org.halite.sdk.driver.CompilerDriver;
import org.halite.sdk.driver.Language;
import org.halite.sdk.driver.Streams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code halite cc}, {@code c++}, {@code ar}, {@code ranlib}, {@code nm} and {@code objdump}: what
 * stands behind the command goes to the SDK unchanged, {@code --help} and {@code --version} too, so
 * that a configure script can use it.
 */
@Command
final class SdkCommand implements Callable<Integer>, IParameterPreprocessor {
  /** Does what the words say and returns the exit status. */
  private interface Tool {
    int run(List<String> words) throws InterruptedException;
  }

  private final Tool tool;
  private List<String> words = List.of();

  private SdkCommand(Tool tool) {
    this.tool = tool;
  }

  static void addTo(CommandLine halite) {
    for (Language language : Language.values()) {
      add(
          halite,
          language.command(),
          "Compile "
              + (language == Language.C ? "C" : "C++")
              + " to modules: a compiler driver that takes gcc's options.",
          words ->
              new CompilerDriver(
                      language, here(), CompilerDriver.defaultCache(), Streams.standard())
                  .run(words));
    }
    add(
        halite,
        "sdk",
        "The SDK's own upkeep: sdk build-libc builds the C library and sdk build-libstdc++ that of"
            + " C++ too, which is else done when they are first needed.",
        SdkCommand::upkeep);
    for (BinaryTool binary : BinaryTool.values()) {
      add(
          halite,
          binary.program(),
          "The " + binary.program() + " that goes with halite cc.",
          words -> binary.run(words, here(), Streams.standard()));
    }
  }

  private static int upkeep(List<String> words) throws InterruptedException {
    Language language;
    if (words.equals(List.of("build-libc"))) {
      language = Language.C;
    } else if (words.equals(List.of("build-libstdc++"))) {
      language = Language.CXX;
    } else {
      System.err.println("halite sdk: behind it stands build-libc or build-libstdc++");
      return CommandLine.ExitCode.USAGE;
    }
    return new CompilerDriver(language, here(), CompilerDriver.defaultCache(), Streams.standard())
        .buildLibrary();
  }

  private static void add(CommandLine halite, String name, String description, Tool tool) {
    SdkCommand command = new SdkCommand(tool);
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    spec.preprocessor(command);
    spec.usageMessage().description(description);
    halite.addSubcommand(name, spec);
  }

  private static Path here() {
    return Path.of("").toAbsolutePath();
  }

  /** Takes all words away before picocli looks at them; the first is on top of the stack. */
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's type
  public boolean preprocess(
      Stack<String> arguments, CommandSpec spec, ArgSpec argument, Map<String, Object> info) {
    words = List.copyOf(arguments).reversed();
    arguments.clear();
    return false;
  }

  @Override
  public Integer call() throws InterruptedException {
    return tool.run(words);
  }
}
