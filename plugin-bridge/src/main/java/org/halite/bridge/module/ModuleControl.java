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

  /** Of views that the module has not seen yet it sees the last. */
  void changeView(ElementView view);

  /**
   * Something that a person did to the element; answered whether the module handled it, with false
   * also when it never gets it.
   */
  CompletableFuture<Boolean> input(InputEvent event);

  void changeFocus(boolean focused);

  /** The mouse that the element had is the person's again. */
  void mouseLockLost();

  /**
   * The element or its page is gone: ends the module's process within a second, whatever the module
   * does. Idempotent.
   */
  @Override
  void close();
}
