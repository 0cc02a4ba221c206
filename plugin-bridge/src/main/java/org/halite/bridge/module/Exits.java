package org.halite.bridge.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.halite.bridge.origin.UrlReference;
import org.halite.wire.SrpcMessage;

/** Reads and makes exit reports. */
final class Exits {
  private static final int SIGKILL = 9;
  private static final int MAX_SIGNAL = 64;
  private static final int MAX_BACKTRACE_LINES = 64;
  private static final int MAX_BACKTRACE_CHARS = 32 << 10;

  /** A sentence of the runtime's. */
  static final int MAX_SENTENCE = 1000;

  private Exits() {}

  /** What an {@code exit} request says, made fit for people; null when it is out of range. */
  static ExitReport report(SrpcMessage exit) {
    int status = exit.integer(0);
    int signal = exit.integer(1);
    String lines = exit.text(4);
    if (status < -1
        || status > 255
        || signal < 0
        || signal > MAX_SIGNAL
        || lines.length() > MAX_BACKTRACE_CHARS) {
      return null;
    }
    List<String> backtrace = new ArrayList<>();
    for (String line : lines.lines().limit(MAX_BACKTRACE_LINES).toList()) {
      backtrace.add(UrlReference.shown(line));
    }
    String reason = UrlReference.shown(exit.text(5), MAX_SENTENCE).strip();
    if (reason.isEmpty()) {
      reason =
          signal == 0
              ? "it exited with status " + status
              : String.format(Locale.ROOT, "it died of signal %d at 0x%x", signal, exit.wide(2));
    }
    return new ExitReport(status, signal, exit.wide(2), exit.wide(3), backtrace, reason);
  }

  /** The lastError of a module that ended by itself. */
  static String sentence(String name, ExitReport report, boolean loaded) {
    return name + (loaded ? " ended: " : " ended before it was ready: ") + report.reason();
  }

  /** A process that went without a word. */
  static ExitReport withoutReport(String reason, int status, String lastWords, boolean ran) {
    String sentence =
        reason
            + " (its exit status is "
            + status
            + ")"
            + (lastWords.isEmpty() ? "" : "; its last words: " + lastWords);
    if (!ran) {
      return ExitReport.neverRan(sentence);
    }
    int signal = status > 128 && status <= 128 + MAX_SIGNAL ? status - 128 : 0;
    return new ExitReport(status & 0xff, signal, -1, -1, List.of(), sentence);
  }

  /** The browser killed it. */
  static ExitReport killed(String reason) {
    return new ExitReport(128 + SIGKILL, SIGKILL, -1, -1, List.of(), reason);
  }
}
