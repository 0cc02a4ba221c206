package org.halite.runtime.control;

import org.halite.runtime.imc.Carrier;
import org.halite.wire.ControlWire;

/** Carries the module's IMC messages over the control wire, and what the browser gives it. */
record BrowserCarrier(BrowserCalls calls, DescriptorSocket given) implements Carrier {
  @Override
  public boolean message(int connection, byte[] bytes, byte[] descriptors, Runnable taken) {
    return calls.callThen(taken, ControlWire.IMC_MESSAGE, connection, bytes, descriptors);
  }

  @Override
  public boolean open(int lent, int connection) {
    return calls.call(ControlWire.IMC_OPEN, lent, connection);
  }

  @Override
  public void drop(int lent) {
    // Also on the thread that receives, which must not wait for an answer that it is to read.
    boolean unused = calls.tell(ControlWire.IMC_DROP, lent);
  }

  @Override
  public Given newMemory(long size) {
    return given.newMemory(size);
  }

  @Override
  public Given open(int lent) {
    return given.open(lent);
  }

  @Override
  public void closed(int connection) {
    boolean unused = calls.call(ControlWire.IMC_CLOSED, connection);
  }
}
