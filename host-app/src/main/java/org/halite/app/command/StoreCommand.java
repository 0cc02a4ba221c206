package org.halite.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.halite.bridge.store.Inventory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code halite store}: what the library store holds; only a name for its commands. */
@Command(
    name = "store",
    description = "Show, check or empty the library store: what modules loaded and who loaded it.",
    synopsisSubcommandLabel = "COMMAND")
final class StoreCommand implements Runnable {
  @Spec private CommandSpec spec;

  private StoreCommand() {}

  static CommandLine over(Backend backend) {
    CommandLine line = new CommandLine(new StoreCommand());
    line.addSubcommand(new ListCommand(backend));
    line.addSubcommand(new VerifyCommand(backend));
    line.addSubcommand(new ClearCommand(backend));
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "A command is missing: list, verify or clear.");
  }

  /** What is there. */
  @Command(
      name = "list",
      description = {
        "List the files, the largest first: bytes, SHA-256, and each site that loaded it, from"
            + " where and when it last did.",
        "With --json each file is one line with an object: sha256, bytes, shareable, visits"
            + " [{page, document, url, used}]."
      })
  static final class ListCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Backend backend;

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print a JSON object for each file, for programs.")
    private boolean json;

    ListCommand(Backend backend) {
      this.backend = backend;
    }

    @Override
    public Integer call() throws IOException {
      Inventory inventory = backend.inventory();
      PrintWriter out = spec.commandLine().getOut();
      long bytes = 0;
      Set<String> sites = new HashSet<>();
      List<Inventory.Library> libraries = inventory.libraries();
      for (Inventory.Library library : libraries) {
        bytes += Math.max(0, library.bytes());
        library.visits().forEach(visit -> sites.add(visit.page() + " " + visit.document()));
        out.print(json ? json(library) + "\n" : text(library));
      }
      if (!json) {
        out.printf(
            Locale.ROOT,
            "%s in %s, loaded by %s; %s%n",
            count(libraries.size(), "file"),
            count(bytes, "byte"),
            count(sites.size(), "site"),
            count(inventory.verdicts(), "verdict"));
      }
      out.flush();
      return ExitCodes.OK;
    }

    private static String count(long number, String what) {
      return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String text(Inventory.Library library) {
      StringBuilder text = new StringBuilder();
      String size = library.bytes() < 0 ? "missing" : Long.toString(library.bytes());
      text.append(String.format(Locale.ROOT, "%10s  %s", size, library.sha256()))
          .append(library.shareable() ? "  pinned\n" : "\n");
      for (Inventory.Visit visit : library.visits()) {
        text.append(" ".repeat(12)).append(visit.page());
        if (!visit.document().equals(visit.page())) {
          text.append(" (a frame of ").append(visit.document()).append(')');
        }
        text.append("  ").append(visit.url()).append("  ");
        text.append(visit.used().truncatedTo(ChronoUnit.SECONDS)).append('\n');
      }
      return text.toString();
    }

    private static String json(Inventory.Library library) throws JsonProcessingException {
      ObjectNode line =
          JsonNodeFactory.instance
              .objectNode()
              .put("sha256", library.sha256())
              .put("bytes", library.bytes())
              .put("shareable", library.shareable());
      ArrayNode visits = line.putArray("visits");
      for (Inventory.Visit visit : library.visits()) {
        visits
            .addObject()
            .put("page", visit.page())
            .put("document", visit.document())
            .put("url", visit.url())
            .put("used", visit.used().toString());
      }
      return JSON.writeValueAsString(line);
    }
  }

  /** Whether it is as it should be. */
  @Command(
      name = "verify",
      description = "Check each file's hash and each entry, and remove what is wrong.",
      exitCodeList = {"0:all is as it should be", "1:something was wrong and was removed"})
  static final class VerifyCommand implements Callable<Integer> {
    private final Backend backend;

    @Spec private CommandSpec spec;

    VerifyCommand(Backend backend) {
      this.backend = backend;
    }

    @Override
    public Integer call() throws IOException {
      Inventory inventory = backend.inventory();
      List<String> wrong = inventory.verify();
      PrintWriter out = spec.commandLine().getOut();
      wrong.forEach(out::println);
      if (wrong.isEmpty()) {
        out.println("All of " + inventory.folder() + " is as it should be.");
      }
      out.flush();
      return wrong.isEmpty() ? ExitCodes.OK : ExitCodes.FAILURE;
    }
  }

  /** Empties it. */
  @Command(
      name = "clear",
      description = "Remove all libraries, what is known of who loaded them, and all verdicts.")
  static final class ClearCommand implements Callable<Integer> {
    private final Backend backend;

    ClearCommand(Backend backend) {
      this.backend = backend;
    }

    @Override
    public Integer call() throws IOException {
      backend.inventory().clear();
      return ExitCodes.OK;
    }
  }
}
