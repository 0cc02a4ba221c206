package org.halite.bridge.module;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.store.ValidationCache;
import org.halite.ppapi.Var;

/**
 * A browser that ends without closing anything: prints the process id of its module's process, then
 * does as told.
 */
final class HostThatExits {
  private HostThatExits() {}

  public static void main(String[] arguments) throws Exception {
    RecordedEvents events = new RecordedEvents();
    LocalModuleHost host =
        new LocalModuleHost(
            LocalModuleHostTest.scripted("leaves with its browser"),
            FetchLimits.USUAL,
            ValidationCache.none());
    URI page = Path.of(arguments[1]).resolve("index.html").toUri();
    ModuleSession session =
        host.openSession(
            new ModuleRequest(
                "e1", "application/x-nacl", page.resolve("app.nmf"), page, page, Map.of(), 1, 1),
            events);
    events.awaitLoad();
    System.out.println(session.process().handle().pid());
    if (arguments[0].equals("exit")) {
      session.postMessage(
          new Var.Text("stop taking messages")); // and so it does not see the end of the connection
      System.exit(0);
    }
    Runtime.getRuntime().halt(0);
  }
}
