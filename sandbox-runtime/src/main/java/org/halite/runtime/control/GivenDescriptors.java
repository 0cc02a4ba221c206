package org.halite.runtime.control;

import org.halite.runtime.imc.Carrier;
import org.halite.wire.ControlWire;

/** Asks the browser for descriptors of the kernel, after a word on the wire that questions come. */
final class GivenDescriptors {
  private final BrowserCalls calls;
  private final DescriptorSocket socket;

  /** Whether the browser knows that there are questions; guarded by this. */
  private boolean asks;

  GivenDescriptors(BrowserCalls calls, DescriptorSocket socket) {
    this.calls = calls;
    this.socket = socket;
  }

  /** New shared memory; null when the browser gives none. */
  Carrier.Given newMemory(long size) {
    return isHeard() ? socket.newMemory(size) : null;
  }

  /** The descriptor of what the module was lent or has opened; null when the browser gives none. */
  Carrier.Given open(int number) {
    return isHeard() ? socket.open(number) : null;
  }

  private synchronized boolean isHeard() {
    asks = asks || calls.tell(ControlWire.DESCRIPTORS);
    return asks;
  }
}
