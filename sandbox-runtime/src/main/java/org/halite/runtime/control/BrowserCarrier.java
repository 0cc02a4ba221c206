package org.halite.runtime.control;

import org.halite.runtime.imc.Carrier;
import org.halite.wire.ControlWire;

/** Carries the module's IMC messages over the control wire. */
record BrowserCarrier(BrowserCalls calls) implements Carrier {
  @Override
  public boolean message(int connection, byte[] bytes, byte[] descriptors, Runnable taken) {
    return calls.callThen(taken, ControlWire.IMC_MESSAGE, connection, bytes, descriptors);
  }

  @Override
  public void closed(int connection) {
    boolean unused = calls.call(ControlWire.IMC_CLOSED, connection);
  }
}
