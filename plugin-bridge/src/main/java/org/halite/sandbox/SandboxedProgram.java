package org.halite.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.ProgramPipes;
import org.halite.bridge.module.ProgramRun;
import org.halite.bridge.module.RuntimeCommand;
import org.halite.bridge.store.ValidationCache;

/** Runs a program that reads standard input and writes standard output, in the sandbox. */
public final class SandboxedProgram {
  private SandboxedProgram() {}

  /** How a program ended. */
  public sealed interface Ending {
    /** It gave this status, 0-255, to exit(). */
    record Exited(int status) implements Ending {}

    /**
     * It died of a fault.
     *
     * @param signal such as 11, SIGSEGV
     * @param pc module address of the instruction
     * @param address what the instruction touched, -1 where there is none
     * @param backtrace lines, innermost first
     * @param reason one sentence
     */
    record Faulted(int signal, long pc, long address, List<String> backtrace, String reason)
        implements Ending {
      public Faulted {
        backtrace = List.copyOf(backtrace);
      }
    }

    /** A limit was reached; {@code reason} is one sentence. */
    record Killed(String reason) implements Ending {}
  }

  /**
   * What came of a run.
   *
   * @param output of standard output, up to the limit
   * @param error of standard error, up to the limit
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Outcome(Ending ending, byte[] output, byte[] error) {
    /** The output as UTF-8. */
    public String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  /**
   * Runs a program to its end.
   *
   * @param input all that it can read
   * @param arguments after argv[0]
   * @throws IOException with one sentence, when not one instruction of it ran
   */
  public static Outcome run(Path nexe, Limits limits, byte[] input, String... arguments)
      throws IOException, InterruptedException {
    ProgramPipes pipes = new ProgramPipes(input, limits.output());
    ExitReport report =
        new ProgramRun(nexe, List.of(arguments), Map.of(), limits.memory(), limits.call())
            .run(RuntimeCommand.installed(), ValidationCache.none(), (level, text) -> {}, pipes);
    return new Outcome(ending(nexe, limits, report, pipes), pipes.output(), pipes.error());
  }

  private static Ending ending(Path nexe, Limits limits, ExitReport report, ProgramPipes pipes)
      throws IOException {
    if (pipes.overflown()) {
      return new Ending.Killed(
          nexe.getFileName() + " wrote more than " + limits.output() + " bytes and was killed");
    }
    if (report.status() < 0) {
      throw new IOException(report.reason());
    }
    if (report.signal() == 0) {
      return new Ending.Exited(report.status());
    }
    return report.pc() == -1
        ? new Ending.Killed(report.reason())
        : new Ending.Faulted(
            report.signal(), report.pc(), report.address(), report.backtrace(), report.reason());
  }
}
