package org.halite.runtime.control;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.SrpcMethod;
import org.halite.wire.WireException;

/**
 * Calls to the browser's service. Requests are sent ahead of their replies; a window of unanswered
 * ones bounds what the browser must hold, and who calls beyond it waits.
 */
public final class BrowserCalls {
  private final BrowserConnection connection;

  /** A request without an answer yet; {@code then} may be null. */
  private record Unanswered(int method, int bytes, Consumer<SrpcMessage> then) {}

  private final Map<Integer, Unanswered> unanswered = new HashMap<>();

  private long unansweredBytes;
  private int lastId;
  private boolean closed;

  public BrowserCalls(BrowserConnection connection) {
    this.connection = connection;
  }

  /** Sends a request once the window has room for it; false when the browser is gone. */
  public boolean call(int method, Object... values) {
    return send(true, null, method, values) != 0;
  }

  /** As {@link #call}; {@code then} runs when the reply has come, on the thread that receives. */
  public boolean callThen(Runnable then, int method, Object... values) {
    return send(true, reply -> then.run(), method, values) != 0;
  }

  /** Waits for the reply, which has the method's outputs; null when the browser is gone. */
  public SrpcMessage ask(int method, Object... values) {
    SrpcMessage[] answer = new SrpcMessage[1];
    int id =
        send(
            true,
            reply -> {
              synchronized (this) {
                answer[0] = reply;
                notifyAll();
              }
            },
            method,
            values);
    if (id == 0) {
      return null;
    }
    synchronized (this) {
      while (answer[0] == null && !closed) {
        if (!pause(0)) {
          return null;
        }
      }
      return answer[0];
    }
  }

  /** As {@link #call}, for what is bounded by itself; never waits for the window. */
  public boolean tell(int method, Object... values) {
    return send(false, null, method, values) != 0;
  }

  /** As {@link #tell}; {@code then} gets the reply, on the thread that receives. */
  public boolean tellThen(Consumer<SrpcMessage> then, int method, Object... values) {
    return send(false, then, method, values) != 0;
  }

  /** As {@link #tell}; {@code then} runs when the reply has come, on the thread that receives. */
  public boolean tellThen(Runnable then, int method, Object... values) {
    return send(false, reply -> then.run(), method, values) != 0;
  }

  /**
   * Sends a request whether or not the window has room (the first and the last word must always get
   * through) and waits at most {@code millis} for its reply; false when none came.
   */
  public boolean callAndWait(long millis, int method, Object... values) {
    int id = send(false, null, method, values);
    if (id == 0) {
      return false;
    }
    long deadline = System.nanoTime() + millis * 1_000_000;
    synchronized (this) {
      while (unanswered.containsKey(id) && !closed) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || !pause(left)) {
          return false;
        }
      }
      return !closed;
    }
  }

  /** A reply has come. */
  public void replied(SrpcMessage reply) throws WireException {
    Unanswered request;
    synchronized (this) {
      request = unanswered.remove(reply.id());
      if (request == null) {
        throw new WireException("the browser answers a request that was never made");
      }
      if (!reply.fits(ControlWire.BROWSER_SERVICE.get(request.method).outputs())) {
        throw new WireException("the browser answers with other values than the method has");
      }
      unansweredBytes -= request.bytes;
      notifyAll();
    }
    if (request.then != null) {
      request.then.accept(reply);
    }
  }

  /** The connection is gone: nobody waits any longer. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private int send(boolean windowed, Consumer<SrpcMessage> then, int number, Object... values) {
    SrpcMethod method = ControlWire.BROWSER_SERVICE.get(number);
    int id;
    byte[] message;
    synchronized (this) {
      id = ++lastId == 0 ? ++lastId : lastId;
      message = SrpcMessage.request(id, number, method, values);
      while (windowed && !closed && full(message.length)) {
        if (!pause(0)) {
          return 0;
        }
      }
      if (closed) {
        return 0;
      }
      unanswered.put(id, new Unanswered(number, message.length, then));
      unansweredBytes += message.length;
    }
    return connection.send(ControlWire.TO_BROWSER, message) ? id : 0;
  }

  private boolean full(int bytes) {
    return unanswered.size() >= ControlWire.WINDOW_MESSAGES
        || (unansweredBytes > 0 && unansweredBytes + bytes > ControlWire.WINDOW_BYTES);
  }

  private boolean pause(long millis) {
    try {
      wait(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
