package org.halite.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.halite.app.project.ProjectSkeleton;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halite new}. */
@Command(
    name = "new",
    description = {
      "Begin a module: a folder with a C file, a makefile, a page and a manifest that work as they"
          + " are. Nothing is ever overwritten.",
      "",
      "make builds it, make run opens the page."
    },
    exitCodeList = {"0:the folder was written", "1:it was not; standard error says why"})
final class NewCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The folder; its last part names the module.")
  private Path folder;

  @Option(
      names = "--ppapi",
      description =
          "Begin with the interfaces of PPAPI instead of a program with main() whose input and output"
              + " are the page's.")
  private boolean ppapi;

  @Override
  public Integer call() throws IOException {
    List<String> files =
        ProjectSkeleton.write(
            folder, ppapi ? ProjectSkeleton.Kind.MODULE : ProjectSkeleton.Kind.PROGRAM, launcher());
    PrintWriter out = spec.commandLine().getOut();
    out.println(folder + ": " + String.join(", ", files));
    out.println("Next: cd " + folder + " && make run");
    out.flush();
    return ExitCodes.OK;
  }

  /** The launcher of this Halite, so that makefiles work without it in the PATH. */
  private static String launcher() {
    String home = System.getProperty("halite.home");
    Path launcher = home == null ? null : Path.of(home).toAbsolutePath().resolve("halite");
    return launcher != null
            && Files.isExecutable(launcher)
            && launcher.toString().matches("[A-Za-z0-9_./+-]+")
        ? launcher.toString()
        : "halite";
  }
}
