package org.halite.bridge.srpc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.imc.ImcMessage;

/** A module that answers what a test says, whatever it is asked. */
final class ScriptedConnection implements ImcConnection {
  /** In the script: nothing comes in time. */
  static final ImcMessage SILENCE = new ImcMessage(new byte[0]);

  final List<ImcMessage> sent = new ArrayList<>();
  private final ArrayDeque<ImcMessage> script = new ArrayDeque<>();
  boolean closed;

  ScriptedConnection then(ImcMessage... messages) {
    script.addAll(List.of(messages));
    return this;
  }

  @Override
  public void send(ImcMessage message) {
    sent.add(message);
  }

  @Override
  public ImcMessage receive(Duration limit) throws TimeoutException {
    ImcMessage next = script.poll();
    if (next == SILENCE) {
      throw new TimeoutException();
    }
    return next; // null: the module has closed
  }

  @Override
  public void close() {
    closed = true;
  }
}
