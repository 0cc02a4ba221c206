package org.halite.app.sharing;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.halite.app.command.Backend;
import org.halite.bridge.module.ModuleControl;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleRequest;
import org.halite.bridge.origin.FilePages;

/**
 * A browser's modules, of which the next may share libraries with other sites' or not: a host for
 * either way over one profile.
 */
final class SwitchedHost implements ModuleHost {
  private final Map<Backend.Libraries, ModuleHost> hosts = new EnumMap<>(Backend.Libraries.class);
  private volatile boolean shared;

  SwitchedHost(Backend backend) throws IOException {
    for (Backend.Libraries libraries :
        new Backend.Libraries[] {Backend.Libraries.OF_EACH_SITE, Backend.Libraries.SHARED}) {
      hosts.put(
          libraries,
          backend.moduleHost(new Backend.Keeping(true, libraries), FilePages.Access.RUN));
    }
  }

  void share(boolean on) {
    shared = on;
  }

  @Override
  public ModuleControl open(ModuleRequest request, ModuleEvents events) {
    return hosts
        .get(shared ? Backend.Libraries.SHARED : Backend.Libraries.OF_EACH_SITE)
        .open(request, events);
  }

  @Override
  public void close() {
    hosts.values().forEach(ModuleHost::close);
  }
}
