package org.halite.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.halite.app.serve.StaticServer;
import org.halite.app.transcript.Transcript;
import org.halite.app.window.Toolkit;
import org.halite.bridge.origin.FilePages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code halite demo}: serves a sample, or all of them, and opens the page. */
@Command(
    name = "demo",
    description =
        "Open the sample page; without a display print what happens and where the picture is.")
final class DemoCommand implements Callable<Integer> {
  /** As the build left it, else as it is in the sources: with the prebuilt module. */
  private static final List<String> HELLO =
      List.of("sample-apps/target/hello", "sample-apps/hello");

  /** With the start page that links each sample. */
  private static final List<String> ALL_SAMPLES = List.of("sample-apps");

  private static final String PAGE = "index.html";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(names = "--headless", description = "Open no window.")
  private boolean headless;

  @Option(names = "--samples", description = "Open the start page of all samples.")
  private boolean samples;

  @Mixin private KeepingOptions keeping = new KeepingOptions();

  DemoCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = folder(samples ? ALL_SAMPLES : HELLO);
    try (StaticServer server = StaticServer.start(folder, 0, null)) {
      String url = server.url().resolve(PAGE).toString();
      if (!headless && Toolkit.hasDisplay()) {
        return new OpenTask(
                url,
                false,
                null,
                null,
                null,
                null,
                keeping.chosen(spec.commandLine().getErr()),
                FilePages.Access.RUN)
            .run(backend, null, spec.commandLine().getOut());
      }
      return withoutWindow(url);
    }
  }

  private static Path folder(List<String> places) {
    Path home = Path.of(System.getProperty("halite.home", "."));
    for (String sample : places) {
      if (Files.exists(home.resolve(sample).resolve(PAGE))) {
        return home.resolve(sample);
      }
    }
    throw new Failure(
        ExitCodes.FAILURE,
        "The sample page "
            + home.resolve(places.getLast()).resolve(PAGE)
            + " is missing; set -Dhalite.home to the folder of Halite.");
  }

  private int withoutWindow(String url) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path picture = Files.createTempFile("halite-demo-", ".png");
    Transcript transcript = new Transcript(out, ProgramStart.nanos());
    int code =
        new OpenTask(
                url,
                true,
                PATIENCE,
                null,
                null,
                picture,
                keeping.chosen(spec.commandLine().getErr()),
                FilePages.Access.RUN)
            .run(backend, transcript, out);
    out.println("The picture of the page is " + picture);
    out.flush();
    return code;
  }
}
