package org.halite.runtime.check;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of {@code --validate}: {@code [--json] [--all] [--any-processor | --features=LIST] --
 * FILE...}, or {@code --records=N}. Called by {@code Main}; the browser side has checked them for a
 * person already.
 */
public final class CheckCommand {
  private static final int BUFFER = 64 * 1024;

  private final List<String> files = new ArrayList<>();
  private boolean json;
  private boolean all;
  private boolean anyProcessor;
  private String features;
  private String records;

  private CheckCommand() {}

  /**
   * Reads and writes the standard streams.
   *
   * @return 0 all accepted or all records judged, 1 a file was refused, 2 something could not be
   *     read or the words were wrong
   */
  public static int run(List<String> words) {
    PrintStream err = System.err;
    CheckCommand command = new CheckCommand();
    try {
      command.read(words);
      return command.records != null ? command.judgeRecords(err) : command.judgeFiles(err);
    } catch (IllegalArgumentException | IOException e) {
      err.println("halite: " + e.getMessage());
      return ModuleCheck.UNREADABLE;
    }
  }

  private void read(List<String> words) {
    int i = 0;
    for (; i < words.size() && words.get(i).startsWith("--"); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        i++;
        break;
      }
      int equals = word.indexOf('=');
      String value = equals < 0 ? "" : word.substring(equals + 1);
      switch (equals < 0 ? word : word.substring(0, equals)) {
        case "--json" -> json = true;
        case "--all" -> all = true;
        case "--any-processor" -> anyProcessor = true;
        case "--features" -> features = value;
        case "--records" -> records = value;
        default -> throw new IllegalArgumentException("--validate has no option " + word);
      }
    }
    files.addAll(words.subList(i, words.size()));
    if (files.isEmpty() == (records == null)) {
      throw new IllegalArgumentException("--validate needs files, or --records=N and no file");
    }
  }

  private int judgeFiles(PrintStream err) throws IOException {
    CpuChoice cpu =
        anyProcessor
            ? CpuChoice.any()
            : features != null ? CpuChoice.with(features) : CpuChoice.thisOne();
    int status = ModuleCheck.ACCEPTED;
    try (PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
            false,
            StandardCharsets.UTF_8)) {
      VerdictWriter writer = json ? new JsonVerdict(out, all) : new TextVerdict(out, err, all);
      ModuleCheck check = new ModuleCheck(cpu, writer);
      for (String file : files) {
        status = Math.max(status, check.judge(file));
        if (out.checkError()) {
          break; // nobody reads any more
        }
      }
    }
    return status;
  }

  private int judgeRecords(PrintStream err) throws IOException {
    try (FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      String missing = new RecordStream(RecordStream.size(records)).judge(in, out);
      if (missing == null) {
        return ModuleCheck.ACCEPTED;
      }
      err.println("halite: " + missing);
      return ModuleCheck.UNREADABLE;
    }
  }
}
