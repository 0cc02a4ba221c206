package org.halite.bridge.imc;

import java.util.concurrent.atomic.AtomicBoolean;
import org.halite.wire.SrpcMessage;

/**
 * A request of a runtime process, held open until it is replied to; what it holds counts against
 * the window.
 */
public final class RuntimeRequest {
  private final RuntimeConnection connection;
  private final SrpcMessage message;
  private final int bytes;
  private final AtomicBoolean replied = new AtomicBoolean();

  RuntimeRequest(RuntimeConnection connection, SrpcMessage message, int bytes) {
    this.connection = connection;
    this.message = message;
    this.bytes = bytes;
  }

  /** Index in {@link org.halite.wire.ControlWire#BROWSER_SERVICE}. */
  public int method() {
    return message.method();
  }

  /** The inputs; their types fit the method. */
  public SrpcMessage message() {
    return message;
  }

  /** Size of the request on the wire. */
  public int bytes() {
    return bytes;
  }

  /** Whether it was answered. */
  public boolean isAnswered() {
    return replied.get();
  }

  /** Answers with the method's outputs; from any thread, only the first time counts. */
  public void reply(Object... outputs) {
    if (replied.compareAndSet(false, true)) {
      connection.reply(this, outputs);
    }
  }
}
