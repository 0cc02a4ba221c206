package org.halite.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.halite.bridge.module.ElementView;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.InputEvent;
import org.halite.bridge.module.ModuleControl;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleRequest;
import org.halite.ppapi.Var;

/**
 * Makes the real host on a thread of its own while the window comes up. Where there is none, pages
 * open all the same, and their modules fail with the sentence that says why.
 */
final class ModuleHostInWaiting implements ModuleHost {
  private final FutureTask<ModuleHost> coming;

  ModuleHostInWaiting(Callable<ModuleHost> host) {
    coming = new FutureTask<>(host);
    Thread.ofPlatform().daemon().name("module-host").start(coming);
  }

  @Override
  public ModuleControl open(ModuleRequest request, ModuleEvents events) {
    try {
      return coming.get().open(request, events);
    } catch (ExecutionException e) {
      return refuse(events, "No module can run: " + e.getCause().getMessage() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refuse(events, "No module can run: the browser is being ended.");
    }
  }

  private static ModuleControl refuse(ModuleEvents events, String sentence) {
    events.loadStart();
    ExitReport report = ExitReport.neverRan(sentence);
    events.error(sentence, report);
    events.loadEnd();
    events.exit(report);
    return new NoModule();
  }

  @Override
  public void close() {
    try {
      coming.get().close();
    } catch (ExecutionException e) {
      return; // there is nothing to close
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The handle on a module that never was. */
  private static final class NoModule implements ModuleControl {
    @Override
    public void postMessage(Var data) {}

    @Override
    public CompletableFuture<Var> ask(Var data) {
      return CompletableFuture.failedFuture(new IOException("the module has ended"));
    }

    @Override
    public void changeView(ElementView view) {}

    @Override
    public CompletableFuture<Boolean> input(InputEvent event) {
      return CompletableFuture.completedFuture(false);
    }

    @Override
    public void changeFocus(boolean focused) {}

    @Override
    public void mouseLockLost() {}

    @Override
    public void close() {}
  }
}
