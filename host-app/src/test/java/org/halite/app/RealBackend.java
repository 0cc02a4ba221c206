package org.halite.app;

import java.util.function.Supplier;
import org.halite.app.command.Backend;

/** The commands' real backend, for tests in other packages. */
public final class RealBackend implements Supplier<Backend> {
  @Override
  public Backend get() {
    return new BridgeBackend(System.err);
  }
}
