package org.halite.app;

import java.io.IOException;
import java.nio.file.Path;
import org.halite.app.command.Backend;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.ModuleControl;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleRequest;
import org.halite.ppapi.Var;

/** Joins the commands to the bridge. */
final class BridgeBackend implements Backend {
  private static final String ABSENT = "This build has no runtime for modules.";

  @Override
  public ModuleHost moduleHost() {
    return new NoModules();
  }

  @Override
  public int run(Program program) throws IOException {
    throw new IOException(ABSENT);
  }

  @Override
  public int validate(Path module) throws IOException {
    throw new IOException(ABSENT);
  }

  /** Pages open; their modules fail with a sentence. */
  private static final class NoModules implements ModuleHost {
    @Override
    public ModuleControl open(ModuleRequest request, ModuleEvents events) {
      events.loadStart();
      events.error(ABSENT);
      events.loadEnd();
      events.exit(new ExitReport(-1, 0, -1, -1, java.util.List.of(), ABSENT));
      return new Dead();
    }

    @Override
    public void close() {}
  }

  private static final class Dead implements ModuleControl {
    @Override
    public void postMessage(Var data) {}

    @Override
    public void changeView(int x, int y, int width, int height, boolean visible, double scale) {}

    @Override
    public void changeFocus(boolean focused) {}

    @Override
    public void close() {}
  }
}
