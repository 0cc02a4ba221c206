package org.halite.runtime.imc;

import java.util.List;
import org.halite.runtime.machine.ModuleEnded;

/**
 * A data-only socket of this module that somebody beyond it has, too: what comes to the socket goes
 * to them, and what they send comes out at its peer. Two threads, until either end is closed.
 */
final class LentSocket {
  private final Socket socket;
  private final Endpoint remote;
  private final RemoteConnections lender;

  /** Guarded by this. */
  private int running = 2;

  /**
   * @param socket of which one reference becomes this one's
   * @param lender hears when that is given back
   */
  LentSocket(Socket socket, Endpoint remote, RemoteConnections lender) {
    this.socket = socket;
    this.remote = remote;
    this.lender = lender;
  }

  Socket socket() {
    return socket;
  }

  void start() {
    Thread.ofPlatform().daemon().name("socket out").start(this::pumpOut);
    Thread.ofPlatform().daemon().name("socket in").start(this::pumpIn);
  }

  private void pumpOut() {
    pump(socket.endpoint(), remote);
  }

  private void pumpIn() {
    pump(remote, socket.endpoint());
  }

  private void pump(Endpoint from, Endpoint to) {
    try {
      while (from.awaitMessage(to)) {
        Message message = from.receive(false);
        if (message == Message.END) {
          break;
        }
        if (message != null && !pass(message, to)) {
          break;
        }
      }
      done();
    } catch (ModuleEnded over) {
      return; // and the process with it
    }
  }

  /** A data-only socket carries no descriptors, whatever came. */
  private static boolean pass(Message message, Endpoint to) {
    message.drop();
    Message bytes = new Message(message.bytes(), List.of());
    return to.send(bytes, true) == Endpoint.Outcome.SENT;
  }

  /** The first to end ends the other, the last gives the socket back. */
  private void done() {
    remote.close();
    boolean last;
    synchronized (this) {
      last = --running == 0;
    }
    if (last) {
      socket.release();
      lender.passed(this);
    }
  }
}
