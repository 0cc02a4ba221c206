package org.halite.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halite.app.manifest.NmfCheck;
import org.halite.app.manifest.NmfWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halite nmf}: what create_nmf was, and a check of manifests. */
@Command(
    name = "nmf",
    description = "Write a module's manifest (NMF), or check one.",
    subcommands = {NmfCommand.Create.class, NmfCommand.Check.class})
final class NmfCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say create or check.");
  }

  /** {@code halite nmf create}. */
  @Command(
      name = "create",
      description = {
        "Write the manifest of a module: its programs, each for the architecture that its ELF header"
            + " tells, its libraries, and other files, all with their SHA-256.",
        "",
        "Libraries that these need are looked for in the folders named with -L."
      },
      exitCodeList = {
        "0:the manifest was written, perhaps with warnings",
        "1:a file is missing or is no module; nothing was written",
        "2:the command line was wrong"
      })
  static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Programs and libraries.")
    private List<Path> modules = new ArrayList<>();

    @Option(
        names = {"-o", "--output"},
        paramLabel = "NMF",
        description = "The manifest; standard output if not given.")
    private Path output;

    @Option(
        names = "--stage",
        description =
            "Copy the files to the manifest's folder, libraries to lib-ARCHITECTURE there, instead of"
                + " naming them where they are.")
    private boolean stage;

    @Option(
        names = {"-L", "--library-path"},
        paramLabel = "DIR",
        description = "A folder with libraries.")
    private List<Path> folders = new ArrayList<>();

    @Option(
        names = "--file",
        paramLabel = "NAME=FILE",
        description = "Another file, and the name under which the module opens it.")
    private List<String> files = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
      Path folder = Path.of("").toAbsolutePath();
      if (output != null && output.toAbsolutePath().getParent() != null) {
        folder = output.toAbsolutePath().getParent();
      }
      if (!Files.isDirectory(folder)) {
        throw new Failure(ExitCodes.FAILURE, "There is no folder " + folder + ".");
      }
      NmfWriter writer = new NmfWriter(folder, stage, folders);
      String text = writer.manifest(modules, others());
      if (output == null) {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
      } else {
        Files.writeString(output, text);
      }
      PrintWriter err = spec.commandLine().getErr();
      writer.warnings().forEach(sentence -> err.println("warning: " + sentence));
      err.flush();
      return ExitCodes.OK;
    }

    private Map<String, Path> others() {
      Map<String, Path> others = new LinkedHashMap<>();
      for (String file : files) {
        int equals = file.indexOf('=');
        if (equals < 1 || equals == file.length() - 1) {
          throw new Failure(ExitCodes.USAGE, "--file " + file + " is not NAME=FILE.");
        }
        if (others.put(file.substring(0, equals), Path.of(file.substring(equals + 1))) != null) {
          throw new Failure(
              ExitCodes.USAGE, "--file names " + file.substring(0, equals) + " twice.");
        }
      }
      return others;
    }
  }

  /** {@code halite nmf check}. */
  @Command(
      name = "check",
      description = {
        "Tell what the loader would say of a manifest: each error and warning with the path of its"
            + " key, and whether the files it names can be had and are those it pins.",
        "",
        "The page is taken to lie beside the manifest; --page names another one, whose origin then"
            + " decides what may be loaded."
      },
      exitCodeList = {
        "0:the module would be loaded, perhaps with warnings",
        "1:it would not",
        "2:the command line was wrong",
      })
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NMF", description = "A file or a URL.")
    private String manifest;

    @Option(names = "--page", paramLabel = "URL", description = "The page that embeds it.")
    private String page;

    @Option(
        names = "--no-files",
        description = "Read the manifest alone, and fetch nothing that it names.")
    private boolean alone;

    @Override
    public Integer call() throws InterruptedException {
      URI url = address(manifest);
      NmfCheck check = NmfCheck.of(url, page == null ? url : address(page), !alone);
      PrintWriter out = spec.commandLine().getOut();
      check.errors().forEach(sentence -> out.println("error: " + sentence));
      check.warnings().forEach(sentence -> out.println("warning: " + sentence));
      if (check.errors().isEmpty()) {
        out.println(manifest + " can be loaded");
      }
      out.flush();
      return check.errors().isEmpty() ? ExitCodes.OK : ExitCodes.FAILURE;
    }

    private static URI address(String text) {
      try {
        return URI.create(PageAddress.resolve(text));
      } catch (IllegalArgumentException e) {
        throw new Failure(ExitCodes.USAGE, e.getMessage(), e);
      }
    }
  }
}
