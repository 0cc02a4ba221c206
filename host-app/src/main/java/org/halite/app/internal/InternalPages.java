package org.halite.app.internal;

import java.io.IOException;
import org.halite.bridge.store.Inventory;

/** The browser's own pages as HTML. They read the disk: not for the JavaFX thread. */
public final class InternalPages {
  private final NetworkLog log;
  private final NetworkPage network;
  private final StorePage store;

  /** What a button of these pages does. */
  public enum Act {
    VERIFY,
    CLEAR
  }

  /** Where the library store is found. */
  @FunctionalInterface
  public interface Stores {
    /**
     * @throws IOException with one sentence when there can be none
     */
    Inventory inventory() throws IOException;
  }

  public InternalPages(NetworkLog log, Stores stores) {
    this.log = log;
    this.network = new NetworkPage(log);
    this.store = new StorePage(stores);
  }

  /** A page. */
  public String html(InternalAddress address) {
    return switch (address.place()) {
      case NETWORK -> network.html(address);
      case STORE -> store.html(address);
    };
  }

  /** What stands in a page's body. */
  public static String body(String html) {
    String begin = "<body>";
    String end = "</body>";
    return html.substring(html.indexOf(begin) + begin.length(), html.lastIndexOf(end));
  }

  /**
   * Grows when a page that shows the present should be made anew; from any thread, and quickly. The
   * store's page is of the moment when it was asked for.
   */
  public long changes(InternalAddress address) {
    return address.place() == InternalAddress.Place.NETWORK ? log.total() : 0;
  }

  /** Does something, and shows the store as it is then. */
  public String perform(Act act) {
    return store.perform(act, InternalAddress.parse("halite://store"));
  }
}
