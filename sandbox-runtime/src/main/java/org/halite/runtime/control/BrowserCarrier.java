package org.halite.runtime.control;

import org.halite.runtime.imc.Carrier;
import org.halite.wire.ControlWire;

/** Carries the module's IMC messages over the control wire, and what the browser gives it. */
final class BrowserCarrier implements Carrier {
  private final BrowserCalls calls;
  private final GivenDescriptors given;

  BrowserCarrier(BrowserCalls calls, GivenDescriptors given) {
    this.calls = calls;
    this.given = given;
  }

  @Override
  public boolean message(int connection, byte[] bytes, byte[] descriptors, Runnable taken) {
    return calls.callThen(taken, ControlWire.IMC_MESSAGE, connection, bytes, descriptors);
  }

  // Also on the thread that receives, which must not wait for an answer that it is to read.

  @Override
  public boolean open(int lent, int connection) {
    return calls.tell(ControlWire.IMC_OPEN, lent, connection);
  }

  @Override
  public void drop(int lent) {
    boolean unused = calls.tell(ControlWire.IMC_DROP, lent);
  }

  @Override
  public void closed(int connection) {
    boolean unused = calls.tell(ControlWire.IMC_CLOSED, connection);
  }

  @Override
  public Given newMemory(long size) {
    return given.newMemory(size);
  }

  @Override
  public Given open(int lent) {
    return given.open(lent);
  }
}
