package org.halite.app.window;

import org.halite.bridge.module.ModuleControl;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleRequest;

/** For the browser's own pages, which have no modules. */
final class NoModules implements ModuleHost {
  @Override
  public ModuleControl open(ModuleRequest request, ModuleEvents events) {
    throw new IllegalArgumentException("The browser's own pages run no modules.");
  }

  @Override
  public void close() {}
}
