package org.halite.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.halite.wire.RuntimeNamespaces;
import org.halite.wire.RuntimeWalls;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code halite doctor}: what this machine offers, tried and not guessed. */
@Command(
    name = "doctor",
    description = {
      "Tell kernel, JDK and processor, and which walls stand around a module on this machine.",
      "A runtime process is started and locks itself down as for a module: what it says was tried."
    },
    exitCodeList = {
      "0:modules can run; a wall that this kernel lacks is told with no",
      "1:no module can run here, or with --strict: a wall is missing",
      "2:the command line was wrong"
    })
final class DoctorCommand implements Callable<Integer> {
  /** Without these no module runs. */
  private static final Set<String> REQUIRED = Set.of(RuntimeWalls.PROCESSOR, RuntimeWalls.JAIL);

  private static final int COLUMN = 20;

  private static final String NAMESPACES =
      "util-linux's unshare and a kernel that lets you make user namespaces are needed";

  /** What a person can do where a wall is missing. */
  private static final Map<String, String> ADVICE =
      Map.of(
          "landlock",
          "boot a kernel from 5.13 with landlock among its lsm= modules",
          "root directory",
          NAMESPACES,
          "network",
          NAMESPACES,
          "user id",
          "only a browser that root started could give it one; the other walls stand"
              + " without it",
          RuntimeWalls.PROCESSOR,
          "modules need an x86-64 processor and kernel with what is named",
          RuntimeWalls.JAIL,
          "no module is run without it: use a kernel with CONFIG_SECCOMP_FILTER");

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(names = "--strict", description = "Exit with 1 when any wall is missing.")
  private boolean strict;

  DoctorCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    tell(out, "kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    tell(
        out,
        "JDK",
        System.getProperty("java.runtime.version") + " in " + System.getProperty("java.home"));
    List<RuntimeWalls.Wall> walls = backend.walls();
    boolean runs = true;
    boolean all = true;
    for (RuntimeWalls.Wall wall : walls) {
      tell(out, wall.name(), (wall.stands() ? "yes: " : "no:  ") + wall.why());
      if (!wall.stands()) {
        all = false;
        runs &= !REQUIRED.contains(wall.name());
        tell(out, "", "     " + advice(wall.name()));
      }
    }
    out.println(
        !runs
            ? "No module can run here."
            : all ? "Every wall stands." : "Modules can run; the walls marked no are missing.");
    out.flush();
    return runs && (all || !strict) ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private static String advice(String wall) {
    String advice = ADVICE.getOrDefault(wall, "");
    if (!advice.equals(NAMESPACES)) {
      return advice;
    }
    RuntimeNamespaces here = RuntimeNamespaces.here();
    return here.prefix().isEmpty() ? here.why() : NAMESPACES;
  }

  private static void tell(PrintWriter out, String what, String text) {
    out.println(what + " ".repeat(Math.max(1, COLUMN - what.length())) + text);
  }
}
