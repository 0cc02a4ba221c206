package org.halite.app;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.halite.app.command.Backend;
import org.halite.bridge.store.Profile;

/** The commands' real backend with a profile of its own, for tests in other packages. */
public final class RealBackend implements Supplier<Backend> {
  private final PrintStream err;

  public RealBackend() {
    this(System.err);
  }

  /**
   * @param err gets what the modules print
   */
  public RealBackend(PrintStream err) {
    this.err = err;
  }

  @Override
  public Backend get() {
    Path own = Path.of("target", "profile").toAbsolutePath();
    return new BridgeBackend(err, new Profile(own.resolve("data"), own.resolve("cache")));
  }
}
