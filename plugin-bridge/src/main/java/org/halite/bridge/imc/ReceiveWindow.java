package org.halite.bridge.imc;

import org.halite.wire.ControlWire;
import org.halite.wire.WireException;

/**
 * How much a runtime process has asked without having been answered. Messages for the page have a
 * fixed window that the runtime must keep; everything else is slowed down by not reading. Not
 * thread-safe.
 */
final class ReceiveWindow {
  /** Requests other than messages that may wait before reading stops. */
  private static final int OTHERS = 256;

  private static final int OTHER_BYTES = 4 << 20;

  private int messages;
  private long messageBytes;
  private int others;
  private long otherBytes;

  void opened(int method, int bytes) throws WireException {
    if (method == ControlWire.IMC_MESSAGE) {
      return; // each connection has a window of its own: ModuleSockets
    }
    if (method != ControlWire.POST_MESSAGE) {
      others++;
      otherBytes += bytes;
      return;
    }
    if (messages >= ControlWire.WINDOW_MESSAGES || messageBytes > ControlWire.WINDOW_BYTES) {
      throw new WireException(
          "more than "
              + ControlWire.WINDOW_MESSAGES
              + " messages or 32 MiB sent without waiting for the page");
    }
    messages++;
    messageBytes += bytes;
  }

  void answered(int method, int bytes) {
    if (method == ControlWire.IMC_MESSAGE) {
      return;
    }
    if (method == ControlWire.POST_MESSAGE) {
      messages--;
      messageBytes -= bytes;
    } else {
      others--;
      otherBytes -= bytes;
    }
  }

  /** Whether more should be read now. */
  boolean open() {
    return others < OTHERS && otherBytes < OTHER_BYTES;
  }
}
