package org.halite.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.halite.app.serve.StaticServer;
import org.halite.app.transcript.Transcript;
import org.halite.app.window.Toolkit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code halite demo}: serves the sample and opens its page. */
@Command(
    name = "demo",
    description =
        "Open the sample page; without a display print what happens and where the picture is.")
final class DemoCommand implements Callable<Integer> {
  private static final String SAMPLE = "sample-apps/hello";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(names = "--headless", description = "Open no window.")
  private boolean headless;

  DemoCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Path.of(System.getProperty("halite.home", ".")).resolve(SAMPLE);
    if (!Files.exists(folder.resolve("index.html"))) {
      throw new Failure(
          ExitCodes.FAILURE,
          "The sample page "
              + folder.resolve("index.html")
              + " is missing; set -Dhalite.home to the folder of Halite.");
    }
    try (StaticServer server = StaticServer.start(folder, 0, null)) {
      String url = server.url().resolve("index.html").toString();
      if (!headless && Toolkit.hasDisplay()) {
        return new OpenTask(url, false, null, null, null, null)
            .run(backend, null, spec.commandLine().getOut());
      }
      return withoutWindow(url);
    }
  }

  private int withoutWindow(String url) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path picture = Files.createTempFile("halite-demo-", ".png");
    Transcript transcript = new Transcript(out, ProgramStart.nanos());
    int code = new OpenTask(url, true, PATIENCE, null, null, picture).run(backend, transcript, out);
    out.println("The picture of the page is " + picture);
    out.flush();
    return code;
  }
}
