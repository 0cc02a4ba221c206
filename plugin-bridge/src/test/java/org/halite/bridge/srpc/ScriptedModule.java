package org.halite.bridge.srpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;

/** A module that answers packets by a script, byte by byte, in none of the client's own code. */
final class ScriptedModule implements ImcConnection {
  /** What it does with a packet. */
  interface Script {
    void packet(ImcMessage packet, ScriptedModule self);
  }

  private static final ImcMessage END = new ImcMessage(new byte[0], List.of());

  final List<ImcMessage> got = new ArrayList<>();
  private final BlockingQueue<ImcMessage> answers = new LinkedBlockingQueue<>();
  private final Script script;
  volatile boolean closed;

  /** Whether it has stopped reading: sends wait until the connection is closed. */
  volatile boolean full;

  ScriptedModule(Script script) {
    this.script = script;
  }

  void answer(Bytes bytes, ImcDescriptor... descriptors) {
    answers.add(new ImcMessage(bytes.toArray(), List.of(descriptors)));
  }

  void hangUp() {
    answers.add(END);
  }

  @Override
  public void send(ImcMessage message) throws IOException, InterruptedException {
    while (full && !closed) {
      Thread.sleep(1);
    }
    if (closed) {
      throw new IOException("the connection is closed");
    }
    got.add(message);
    script.packet(message, this);
  }

  @Override
  public ImcMessage receive(Duration limit) throws TimeoutException, InterruptedException {
    ImcMessage message = answers.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (message == null) {
      throw new TimeoutException("nothing");
    }
    return message == END ? null : message;
  }

  @Override
  public void close() {
    closed = true;
    answers.add(END);
  }

  /** Little-endian bytes. */
  static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes u8(int... values) {
      for (int value : values) {
        out.write(value);
      }
      return this;
    }

    Bytes u32(long... values) {
      for (long value : values) {
        for (int shift = 0; shift < 32; shift += 8) {
          out.write((int) (value >> shift));
        }
      }
      return this;
    }

    Bytes text(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Bytes add(Bytes other) {
      out.writeBytes(other.toArray());
      return this;
    }

    int size() {
      return out.size();
    }

    byte[] toArray() {
      return out.toByteArray();
    }
  }

  /** A message in one fragment. */
  static Bytes fragment(Bytes message, int descriptors) {
    return new Bytes().u32(message.size(), descriptors, message.size(), descriptors).add(message);
  }

  static int u32(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }
}
