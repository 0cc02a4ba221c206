package org.halite.app.page;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.origin.Decision;
import org.halite.ppapi.Var;

/** Passes everything on to each observer in turn. */
final class PageObservers implements PageObserver {
  private final List<PageObserver> observers = new CopyOnWriteArrayList<>();

  void add(PageObserver observer) {
    observers.add(observer);
  }

  @Override
  public void navigate(String url, boolean mainFrame) {
    observers.forEach(o -> o.navigate(url, mainFrame));
  }

  @Override
  public void fetch(String url, String initiator, Decision decision, int status, long bytes) {
    observers.forEach(o -> o.fetch(url, initiator, decision, status, bytes));
  }

  @Override
  public void stored(String element, String url, boolean asked, long bytes) {
    observers.forEach(o -> o.stored(element, url, asked, bytes));
  }

  @Override
  public void opened(String element, String name, ModuleEvents.Opening opening, long bytes) {
    observers.forEach(o -> o.opened(element, name, opening, bytes));
  }

  @Override
  public void embed(String element, String type, String src) {
    observers.forEach(o -> o.embed(element, type, src));
  }

  @Override
  public void event(String element, String kind, String lastError) {
    observers.forEach(o -> o.event(element, kind, lastError));
  }

  @Override
  public void progress(
      String element, String url, boolean lengthComputable, long loaded, long total) {
    observers.forEach(o -> o.progress(element, url, lengthComputable, loaded, total));
  }

  @Override
  public void message(String element, Direction direction, Var data) {
    observers.forEach(o -> o.message(element, direction, data));
  }

  @Override
  public void console(String level, String text, String element) {
    observers.forEach(o -> o.console(level, text, element));
  }

  @Override
  public void exit(String element, ExitReport report) {
    observers.forEach(o -> o.exit(element, report));
  }
}
