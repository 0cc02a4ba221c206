package org.halite.app;

import org.halite.app.command.HaliteCommand;
import org.halite.bridge.store.Profile;

/** The program {@code halite}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int code =
        HaliteCommand.over(new BridgeBackend(System.err, Profile.ofThisPerson()))
            .execute(arguments);
    // Halts rather than waits: JavaFX's thread may be held by a page's endless loop.
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }
}
