package org.halite.runtime.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.halite.wire.ControlWire;
import org.halite.wire.Fragments;
import org.halite.wire.ImcFrame;
import org.halite.wire.SrpcMessage;
import org.halite.wire.SrpcMethod;
import org.halite.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserConnectionTest {
  @TempDir Path folder;
  private ServerSocketChannel server;
  private SocketChannel browser;
  private BrowserConnection runtime;

  @BeforeEach
  void connect() throws IOException {
    Path path = folder.resolve("control");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    runtime = BrowserConnection.open(path.toString());
    browser = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    browser.close();
    server.close();
  }

  @Test
  void aRequestOfManyPacketsArrivesWhole() throws Exception {
    SrpcMethod data = ControlWire.RUNTIME_SERVICE.get(ControlWire.MODULE_DATA);
    byte[] piece = new byte[300_000];
    piece[299_999] = 7;
    Thread sender =
        Thread.ofVirtual()
            .start(() -> write(ControlWire.TO_RUNTIME, SrpcMessage.request(1, 2, data, piece)));
    BrowserConnection.Received received = runtime.receive();
    assertEquals(ControlWire.TO_RUNTIME, received.channel());
    assertArrayEquals(piece, received.message().bytes(0));
    sender.join();
  }

  @Test
  void aClosedConnectionIsNotAnError() throws Exception {
    browser.close();
    assertNull(runtime.receive());
  }

  @Test
  void aPacketOnAnUnknownChannelEndsIt() throws Exception {
    browser.write(ByteBuffer.wrap(ImcFrame.encode(77, new byte[4])));
    assertThrows(WireException.class, () -> runtime.receive());
  }

  @Test
  void nobodyListeningIsASentence() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> BrowserConnection.open(folder.resolve("nobody").toString()));
    assertTrue(e.getMessage().startsWith("no browser listens at "), e.getMessage());
  }

  @Test
  void aCallerBeyondTheWindowWaitsForTheBrowser() throws Exception {
    BrowserCalls calls = new BrowserCalls(runtime);
    CountDownLatch full = new CountDownLatch(1);
    AtomicBoolean beyond = new AtomicBoolean();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < ControlWire.WINDOW_MESSAGES; i++) {
                    assertTrue(calls.call(ControlWire.INSTANCE_CREATED, 1, 1));
                  }
                  full.countDown();
                  beyond.set(calls.call(ControlWire.INSTANCE_CREATED, 1, 1));
                });
    ByteBuffer drain = ByteBuffer.allocate(1 << 20);
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (browser.read(drain.clear()) > 0) {}
                  } catch (IOException closed) {
                    // the test is over
                  }
                });
    assertTrue(full.await(10, TimeUnit.SECONDS));
    caller.join(200);
    assertTrue(caller.isAlive());
    calls.replied(new SrpcMessage(17, false, 4, SrpcMessage.OK, java.util.List.of()));
    caller.join(10_000);
    assertTrue(beyond.get());
    assertFalse(calls.callAndWait(50, ControlWire.HELLO, "nobody answers"));
    browser.close();
    reader.join();
  }

  @Test
  void anAnswerNobodyAskedForEndsIt() {
    BrowserCalls calls = new BrowserCalls(runtime);
    assertThrows(
        WireException.class,
        () -> calls.replied(new SrpcMessage(5, false, 1, SrpcMessage.OK, java.util.List.of())));
  }

  private void write(int channel, byte[] message) {
    try {
      for (byte[] packet : Fragments.split(message)) {
        ByteBuffer out = ByteBuffer.wrap(ImcFrame.encode(channel, packet));
        while (out.hasRemaining()) {
          browser.write(out);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
