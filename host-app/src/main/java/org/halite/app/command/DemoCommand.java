package org.halite.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.halite.app.serve.StaticServer;
import org.halite.app.sharing.SharingDemo;
import org.halite.app.transcript.Transcript;
import org.halite.app.window.Toolkit;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.Profile;
import org.halite.sdk.driver.CompilerDriver;
import picocli.CommandLine.ArgGroup;
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

  @ArgGroup private Other other = new Other();

  /** One of them at most. */
  private static final class Other {
    @Option(
        names = "--sharing",
        description =
            "Open another one: two sites load the same libraries from a third, and a page on which"
                + " CORS, redirects, hashes and sharing are switched.")
    private boolean sharing;

    @Option(names = "--samples", description = "Open the start page of all samples.")
    private boolean samples;
  }

  @Mixin private KeepingOptions keeping = new KeepingOptions();

  DemoCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (other.sharing) {
      return sharing();
    }
    Path folder = folder(other.samples ? ALL_SAMPLES : HELLO);
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
                null,
                keeping.chosen(spec.commandLine().getErr()),
                FilePages.Access.RUN,
                null)
            .run(backend, null, spec.commandLine().getOut());
      }
      return withoutWindow(url);
    }
  }

  /** With a profile of its own, which the page can empty. */
  private int sharing() throws IOException, InterruptedException {
    String used = keeping.used();
    if (used != null) {
      throw new Failure(
          ExitCodes.USAGE,
          "halite demo --sharing has a store of its own, and its page switches how that is shared;"
              + " leave "
              + used
              + " out");
    }
    PrintWriter out = spec.commandLine().getOut();
    boolean window = !headless && Toolkit.hasDisplay();
    Path folder = Files.createTempDirectory("halite-sharing-");
    Profile profile = new Profile(folder.resolve("data"), folder.resolve("cache"));
    try (SharingDemo demo =
        SharingDemo.start(
            backend.over(profile),
            home(),
            CompilerDriver.defaultCache(),
            line -> {
              if (!window) {
                out.println(line);
                out.flush();
              }
            })) {
      Path picture = window ? null : Files.createTempFile("halite-sharing-", ".png");
      StringWriter results = new StringWriter();
      int code =
          new OpenTask(
                  demo.url() + (window ? "" : "#play"),
                  !window,
                  window ? null : PATIENCE,
                  window ? null : "window.ended",
                  window ? null : "window.results",
                  picture,
                  null,
                  null,
                  FilePages.Access.RUN,
                  null)
              .run(
                  backend.over(profile), demo.modules(), demo.observer(), new PrintWriter(results));
      if (picture != null) {
        printLesson(results.toString(), out);
        out.println("The picture of the page is " + picture);
        out.flush();
      }
      return code;
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /**
   * @param results JSON of the page: for each visit title, site, bytes fetched, bytes spared, words
   */
  private static void printLesson(String results, PrintWriter out) throws JsonProcessingException {
    out.println();
    for (JsonNode visit : new ObjectMapper().readTree(results)) {
      if (!visit.path(0).asText().isEmpty()) {
        out.println(visit.path(0).asText());
      }
      out.printf(
          Locale.ROOT,
          "  %-8s %7d bytes fetched, %7d spared: %s%n",
          visit.path(1).asText(),
          visit.path(2).asLong(),
          visit.path(3).asLong(),
          visit.path(4).asText());
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("halite.home", "."));
  }

  private static Path folder(List<String> places) {
    Path home = home();
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
                null,
                keeping.chosen(spec.commandLine().getErr()),
                FilePages.Access.RUN,
                null)
            .run(backend, transcript, out);
    out.println("The picture of the page is " + picture);
    out.flush();
    return code;
  }
}
