package org.halite.bridge.imc;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import org.halite.wire.Patience;

/** Looks for events for a while before the event loop sleeps, as {@link Patience} says. */
final class PatientSelect implements SelectStrategy {
  private final Patience patience = new Patience();
  private boolean waiting;
  private boolean slept;

  @Override
  public int calculateStrategy(IntSupplier eventsNow, boolean hasTasks) throws Exception {
    int events = eventsNow.get();
    if (waiting && (hasTasks || events > 0 || slept)) {
      patience.end();
      waiting = false;
      slept = false;
    }
    if (hasTasks || events > 0) {
      return events;
    }
    if (!waiting) {
      waiting = true;
      patience.begin();
    }
    if (patience.more()) {
      return 0;
    }
    slept = true;
    return SELECT;
  }
}
