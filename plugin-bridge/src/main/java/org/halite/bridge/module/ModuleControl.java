package org.halite.bridge.module;

import java.util.concurrent.CompletableFuture;
import org.halite.ppapi.Var;

/**
 * The element's handle on its module: from {@code element created} to {@code element gone}. Calls
 * from any thread, none blocks.
 */
public interface ModuleControl extends AutoCloseable {
  /** Delivered in order; kept until load when sent before it, dropped after the end. */
  void postMessage(Var data);

  /**
   * A message whose answer the page waits for, after all messages before it. The answer fails with
   * a sentence when the module has not loaded, has no handler for such messages, or ends.
   */
  CompletableFuture<Var> ask(Var data);

  /** The element's place in CSS pixels; visible is whether any of it shows. */
  void changeView(int x, int y, int width, int height, boolean visible, double deviceScale);

  void changeFocus(boolean focused);

  /**
   * The element or its page is gone: ends the module's process within a second, whatever the module
   * does. Idempotent.
   */
  @Override
  void close();
}
