package org.halite.bridge.module;

import java.net.URI;
import org.halite.bridge.origin.Decision;
import org.halite.ppapi.Var;

/**
 * Keeps a failing listener from stopping the session, which still has a process to end, and lets
 * nothing pass after exit. Confined to the session's mailbox.
 */
final class GuardedEvents implements ModuleEvents {
  private static final System.Logger LOG = System.getLogger(GuardedEvents.class.getName());

  private final ModuleEvents to;
  private boolean ended;

  GuardedEvents(ModuleEvents to) {
    this.to = to;
  }

  private void guard(Runnable event) {
    if (ended) {
      return;
    }
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a listener of module events failed", e);
    }
  }

  @Override
  public void loadStart() {
    guard(to::loadStart);
  }

  @Override
  public void progress(URI url, boolean lengthComputable, long loaded, long total) {
    guard(() -> to.progress(url, lengthComputable, loaded, total));
  }

  @Override
  public void load() {
    guard(to::load);
  }

  @Override
  public void error(String lastError, ExitReport report) {
    guard(() -> to.error(lastError, report));
  }

  @Override
  public void abort() {
    guard(to::abort);
  }

  @Override
  public void loadEnd() {
    guard(to::loadEnd);
  }

  @Override
  public void crash(String lastError, ExitReport report) {
    guard(() -> to.crash(lastError, report));
  }

  @Override
  public void message(Var data, Runnable consumed) {
    guard(() -> to.message(data, consumed));
  }

  @Override
  public void frame(Frame frame, Runnable shown) {
    if (ended) {
      frame.release();
    }
    guard(() -> to.frame(frame, shown));
  }

  @Override
  public void inputRequested(int taken, int filtered) {
    guard(() -> to.inputRequested(taken, filtered));
  }

  @Override
  public void wished(ElementWish wish) {
    guard(() -> to.wished(wish));
  }

  @Override
  public void console(Level level, String text) {
    guard(() -> to.console(level, text));
  }

  @Override
  public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {
    guard(() -> to.fetched(url, initiator, decision, status, bytes));
  }

  @Override
  public void stored(URI url, String initiator, boolean asked, long bytes) {
    guard(() -> to.stored(url, initiator, asked, bytes));
  }

  @Override
  public void opened(String name, Opening opening, long bytes) {
    guard(() -> to.opened(name, opening, bytes));
  }

  @Override
  public void exit(ExitReport report) {
    guard(() -> to.exit(report));
    ended = true;
  }
}
