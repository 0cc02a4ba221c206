package org.halite.app.bench;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.halite.bridge.module.ElementView;
import org.halite.bridge.module.InputEvent;
import org.halite.bridge.module.ModuleControl;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleRequest;
import org.halite.ppapi.Var;

/**
 * The yardstick of messages: what the way between a page and Java costs when nothing lies behind
 * it. Another thread gives each message back.
 */
final class EchoHost implements ModuleHost {
  private final ExecutorService echo = Executors.newSingleThreadExecutor();

  @Override
  public ModuleControl open(ModuleRequest request, ModuleEvents events) {
    echo.execute(
        () -> {
          events.loadStart();
          events.load();
          events.loadEnd();
        });
    return new Echo(events);
  }

  private final class Echo implements ModuleControl {
    private final ModuleEvents events;

    Echo(ModuleEvents events) {
      this.events = events;
    }

    @Override
    public void postMessage(Var data) {
      echo.execute(() -> events.message(data, () -> {}));
    }

    @Override
    public CompletableFuture<Var> ask(Var data) {
      return CompletableFuture.failedFuture(new IOException("the echo has no handler"));
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

  @Override
  public void close() {
    echo.shutdownNow();
  }
}
