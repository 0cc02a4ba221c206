package org.halite.app.command;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.halite.app.transcript.Transcript;
import org.halite.app.window.Toolkit;
import org.halite.bridge.origin.FilePages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halite open}: the browser, in a window or without one. */
@Command(
    name = "open",
    description = {
      "Open a page, in a window or without one.",
      "With --wait-for, --eval or --screenshot, and always without a window, the command ends by "
          + "itself: when the page and its modules are loaded and all that was asked is done."
    })
final class OpenCommand implements Callable<Integer> {
  private static final double DEFAULT_TIMEOUT = 30;

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL|FILE", description = "The page.")
  private String target;

  @Option(names = "--headless", description = "Open no window.")
  private boolean headless;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long everything may take; 30 where the command ends by itself.")
  private Double timeout;

  @Option(
      names = "--wait-for",
      paramLabel = "JS",
      description = "Wait until this expression is truthy.")
  private String waitFor;

  @Option(
      names = "--eval",
      paramLabel = "JS",
      description = "Then print this expression's value as JSON.")
  private String eval;

  @Option(
      names = "--screenshot",
      paramLabel = "F.png",
      description = "Then write a picture of the page.")
  private Path screenshot;

  @Option(
      names = "--then",
      paramLabel = "URL",
      description =
          "After all that open this page too, before the picture is taken: halite://network shows"
              + " what the first one fetched and why, halite://store what is kept.")
  private String then;

  @Option(
      names = "--transcript",
      paramLabel = "F|-",
      description = "Write what happens as JSON lines to a file or standard output.")
  private String transcript;

  @Option(
      names = "--allow-file-access",
      description =
          "For developers: let the modules of a page opened from disk read the files of its folder.")
  private boolean fileAccess;

  @Option(
      names = "--record-sound",
      paramLabel = "DIR",
      description =
          "Write what modules play into this folder as well: sound-1.wav and so on, a file for each"
              + " playback.")
  private Path sounds;

  @Mixin private KeepingOptions keeping = new KeepingOptions();

  OpenCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String url = address(target);
    String second = then == null ? null : address(then);
    PrintWriter out = spec.commandLine().getOut();
    boolean withoutWindow = headless;
    if (!headless && !Toolkit.hasDisplay()) {
      spec.commandLine().getErr().println("halite: there is no display, so no window is opened.");
      spec.commandLine().getErr().flush();
      withoutWindow = true;
    }
    boolean endsByItself =
        withoutWindow
            || waitFor != null
            || eval != null
            || screenshot != null
            || then != null
            || timeout != null;
    OpenTask task =
        new OpenTask(
            url,
            withoutWindow,
            endsByItself
                ? Seconds.of("--timeout", timeout == null ? DEFAULT_TIMEOUT : timeout)
                : null,
            waitFor,
            eval,
            screenshot,
            second,
            keeping.chosen(spec.commandLine().getErr()),
            fileAccess ? FilePages.Access.READ : FilePages.Access.RUN,
            sounds);
    if (transcript == null) {
      return task.run(backend, null, out);
    }
    try (Transcript lines = new Transcript(transcriptWriter(out), ProgramStart.nanos())) {
      return task.run(backend, lines, out);
    }
  }

  private static String address(String text) {
    try {
      return PageAddress.resolve(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCodes.FAILURE, e.getMessage(), e);
    }
  }

  private Writer transcriptWriter(PrintWriter out) throws IOException {
    if (transcript.equals("-")) {
      return new UnclosedWriter(out);
    }
    try {
      return new BufferedWriter(
          Files.newBufferedWriter(Path.of(transcript), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Failure(
          ExitCodes.FAILURE, "The transcript " + transcript + " cannot be written.", e);
    }
  }

  /** Standard output stays open when the transcript ends. */
  private static final class UnclosedWriter extends Writer {
    private final PrintWriter out;

    UnclosedWriter(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(char[] chars, int from, int length) {
      out.write(chars, from, length);
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      out.flush();
    }
  }
}
