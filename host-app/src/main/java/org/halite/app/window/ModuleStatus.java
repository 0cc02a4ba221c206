package org.halite.app.window;

import java.util.function.Consumer;
import org.halite.app.page.PageObserver;
import org.halite.bridge.module.ExitReport;

/** The status line's words on what the page's modules do; the last thing that happened is shown. */
final class ModuleStatus implements PageObserver {
  private final Consumer<String> line;

  ModuleStatus(Consumer<String> line) {
    this.line = line;
  }

  @Override
  public void navigate(String url, boolean mainFrame) {
    if (mainFrame) {
      line.accept("");
    }
  }

  @Override
  public void progress(
      String element, String url, boolean lengthComputable, long loaded, long total) {
    line.accept(
        element
            + ": loading "
            + url
            + (lengthComputable ? ", " + loaded + " of " + total + " bytes" : ""));
  }

  @Override
  public void event(String element, String kind, String lastError) {
    switch (kind) {
      case "loadstart" -> line.accept(element + ": loading");
      case "load" -> line.accept(element + ": running");
      case "error" -> line.accept(element + " did not load: " + lastError);
      case "crash" -> line.accept(element + " died: " + lastError);
      case "abort" -> line.accept(element + ": loading was given up");
      default -> {
        // loadend follows one of those
      }
    }
  }

  @Override
  public void exit(String element, ExitReport report) {
    if (report.signal() == 0 && report.status() >= 0) {
      line.accept(element + " ended with exit status " + report.status());
    }
  }
}
