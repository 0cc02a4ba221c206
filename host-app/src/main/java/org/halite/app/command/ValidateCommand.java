package org.halite.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.halite.bridge.module.ModuleValidation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code halite validate}: what ncval was. */
@Command(
    name = "validate",
    description = {
      "Tell whether modules' code is accepted, and if not, which rules it breaks: address, function,"
          + " bytes, instruction, rule, and what would be right.",
      "",
      "With --json each file is one line with an object: file, accepted, elf {class, textAddress,"
          + " textSize, entry}, cpu {mode, features}, violations [{address, symbol, bytes,"
          + " disassembly, rule, explanation}], violationCount, violationsByRule; refusal {code,"
          + " name, sentence} if refused, with NaCl's number of the load error; rewritten [like"
          + " violations] if the loader replaces instructions of accepted code; error if the file"
          + " could not be read.",
      "",
      "With --records the input is pieces of code of N bytes, one after the other. Each is judged as"
          + " a whole: jumps may leave it to multiples of 32, every CPU feature is allowed, and"
          + " non-temporal instructions, which only a loader decides about, count as accepted."
    },
    exitCodeList = {
      "0:all were accepted; with --records: all were judged",
      "1:at least one was refused",
      "2:a file could not be read, the last record was not whole, or the command line was wrong"
    })
final class ValidateCommand implements Callable<Integer> {
  private static final int MAX_RECORD = 65536;

  private final Backend backend;

  @Parameters(paramLabel = "MODULE", arity = "0..*", description = "The .nexe files.")
  private List<Path> modules = new ArrayList<>();

  @Option(names = "--json", description = "Print a JSON object for each file, for programs.")
  private boolean json;

  @Option(
      names = "--all",
      description =
          "List all violations; without it, the first 1000 of a file, or 100000 with --json.")
  private boolean all;

  @Option(
      names = "--any-processor",
      description = "Allow what some processor has, even if this one lacks it.")
  private boolean anyProcessor;

  @Option(
      names = "--features",
      paramLabel = "A,B,C",
      description = "Allow only these CPU features, such as x87,CMOV,SSE,SSE2.")
  private String features;

  @Option(
      names = "--records",
      paramLabel = "N",
      description =
          "Read records of N bytes (a multiple of 32, 65536 at most) from standard input and print a"
              + " character each: 1 accepted, 0 refused.")
  private Integer records;

  ValidateCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (records != null) {
      return judgeRecords();
    }
    if (modules.isEmpty()) {
      throw new Failure(ExitCodes.USAGE, "Name at least one .nexe file, or use --records.");
    }
    if (anyProcessor && features != null) {
      throw new Failure(ExitCodes.USAGE, "--any-processor and --features exclude each other.");
    }
    return backend.validate(new ModuleValidation(modules, json, all, anyProcessor, features));
  }

  private int judgeRecords() throws IOException, InterruptedException {
    if (!modules.isEmpty() || json || all || anyProcessor || features != null) {
      throw new Failure(
          ExitCodes.USAGE, "--records stands alone: records come from standard input.");
    }
    if (records < 32 || records > MAX_RECORD || records % 32 != 0) {
      throw new Failure(
          ExitCodes.USAGE,
          "--records " + records + " is no multiple of 32 from 32 to " + MAX_RECORD + ".");
    }
    return backend.validateRecords(records);
  }
}
