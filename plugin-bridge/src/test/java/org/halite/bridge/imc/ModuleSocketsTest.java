package org.halite.bridge.imc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The browser's ends of connections, against a runtime that a test plays. */
@Timeout(60)
class ModuleSocketsTest {
  private static final String TOKEN = "0123456789abcdef".repeat(4);
  private static final byte[] NONE = {};
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final CompletableFuture<ModuleSockets> made = new CompletableFuture<>();
  private RuntimeListener listener;
  private RawRuntime runtime;
  private RuntimeConnection wire;
  private ModuleSockets sockets;

  @BeforeEach
  void listen() throws Exception {
    RuntimeService service =
        new RuntimeService() {
          @Override
          public void request(RuntimeRequest request) {
            try {
              if (!made.join().request(request)) {
                request.reply();
              }
            } catch (WireException e) {
              wire.end(e.getMessage());
            }
          }

          @Override
          public void closed(String reason) {
            closed.complete(reason);
            made.thenAccept(all -> all.closed(reason));
          }
        };
    listener = RuntimeListener.listen(loops, folder.resolve("s"), TOKEN, service, () -> {});
    runtime = new RawRuntime(folder.resolve("s"));
    int _ = runtime.ask(ControlWire.HELLO, TOKEN);
    SrpcMessage _ = runtime.next();
    wire = listener.ready().get(10, TimeUnit.SECONDS);
    sockets = new ModuleSockets(wire, 0);
    made.complete(sockets);
  }

  @AfterEach
  void stop() throws Exception {
    runtime.close();
    listener.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
  }

  /** Connects; the runtime says yes. */
  private ImcConnection connect() throws Exception {
    CompletableFuture<ImcConnection> connection = inBackground(sockets.address()::connect);
    SrpcMessage asked = runtime.next();
    assertEquals(ControlWire.IMC_CONNECT, asked.method());
    assertEquals(ControlWire.DEFAULT_ADDRESS, asked.integer(0));
    runtime.answer(asked, 1);
    return connection.get(10, TimeUnit.SECONDS);
  }

  private interface Work<T> {
    T run() throws Exception;
  }

  private static <T> CompletableFuture<T> inBackground(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                result.complete(work.run());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  @Test
  void aMessageIsAnsweredWhenSomebodyTakesIt() throws Exception {
    ImcConnection connection = connect();
    int first = runtime.ask(ControlWire.IMC_MESSAGE, 1, new byte[] {7}, NONE);
    int log = runtime.ask(ControlWire.LOG, 1, "meanwhile");
    assertEquals(log, runtime.next().id(), "the message waits");
    assertArrayEquals(new byte[] {7}, connection.receive(LONG).bytes());
    assertEquals(first, runtime.next().id());
  }

  @Test
  void whatTheModuleLetOutCanGoBackToIt() throws Exception {
    ImcConnection connection = connect();
    byte[] capability =
        TravellingDescriptor.encode(
            List.of(
                new TravellingDescriptor(TravellingDescriptor.CAPABILITY, 5, 0),
                TravellingDescriptor.NOTHING));
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, NONE, capability);
    List<ImcDescriptor> arrived = connection.receive(LONG).descriptors();
    SrpcMessage _ = runtime.next();
    assertInstanceOf(ImcDescriptor.ConnectionCapability.class, arrived.get(0));
    assertEquals(ImcDescriptor.INVALID, arrived.get(1));

    connection.send(new ImcMessage(NONE, arrived));
    List<TravellingDescriptor> back = TravellingDescriptor.decode(runtime.next().bytes(2));
    assertEquals(new TravellingDescriptor(TravellingDescriptor.RETURNED, 5, 0), back.get(0));
  }

  /** Memory is made by the browser: a module has none of its own to let out. */
  @Test
  void memoryThatTheModuleSaysIsItsOwnIsAForgery() throws Exception {
    ImcConnection _ = connect();
    byte[] memory =
        TravellingDescriptor.encode(
            List.of(new TravellingDescriptor(TravellingDescriptor.MEMORY, 6, 65536)));
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, NONE, memory);
    assertBroken("a descriptor of the unknown kind 2");
  }

  /**
   * The browser's own window: whoever sends waits, and only as long as the module does not take.
   */
  @Test
  void whoSendsMoreThanTheWindowWaits() throws Exception {
    ImcConnection connection = connect();
    connection.send(new ImcMessage(new byte[131072]));
    CompletableFuture<Boolean> second =
        inBackground(
            () -> {
              connection.send(new ImcMessage(new byte[131072]));
              return true;
            });
    SrpcMessage first = runtime.next();
    assertThrows(TimeoutException.class, () -> second.get(200, TimeUnit.MILLISECONDS));
    runtime.answer(first);
    assertTrue(second.get(10, TimeUnit.SECONDS));
  }

  @Test
  void theModulesEndIsSeenAfterItsLastMessage() throws Exception {
    ImcConnection connection = connect();
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, new byte[] {7}, NONE);
    int _ = runtime.ask(ControlWire.IMC_CLOSED, 1);
    assertArrayEquals(new byte[] {7}, connection.receive(LONG).bytes());
    assertNull(connection.receive(LONG));
    assertThrows(IOException.class, () -> connection.send(new ImcMessage(NONE)));
  }

  @Test
  void messagesAfterThisSideClosedAreAnsweredAndGone() throws Exception {
    ImcConnection connection = connect();
    connection.close();
    assertEquals(ControlWire.IMC_END, runtime.next().method());
    int late = runtime.ask(ControlWire.IMC_MESSAGE, 1, new byte[] {7}, NONE);
    assertEquals(late, runtime.next().id());
    assertNull(connection.receive(LONG));
  }

  /** Somebody who says everything back. */
  private static final class Echo implements ImcDescriptor.ConnectionCapability, ImcConnection {
    private final BlockingQueue<ImcMessage> said = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public ImcConnection connect() {
      return this;
    }

    @Override
    public void send(ImcMessage message) {
      said.add(message);
    }

    @Override
    public ImcMessage receive(Duration limit) throws InterruptedException {
      return said.take();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  /** The number that the module gets for it. */
  private int lend(ImcConnection connection, ImcDescriptor capability) throws Exception {
    connection.send(new ImcMessage(NONE, List.of(capability)));
    TravellingDescriptor lent = TravellingDescriptor.decode(runtime.next().bytes(2)).getFirst();
    assertEquals(TravellingDescriptor.LENT, lent.kind());
    return lent.number();
  }

  /** The next request; answers in between do not matter. */
  private SrpcMessage nextRequest() throws Exception {
    SrpcMessage message = runtime.next();
    while (!message.request()) {
      message = runtime.next();
    }
    return message;
  }

  @Test
  void whatAModuleIsLentItReachesThroughARelay() throws Exception {
    ImcConnection connection = connect();
    Echo echo = new Echo();
    int lent = lend(connection, echo);
    assertEquals(lent, lend(connection, echo), "it has one number");
    int _ = runtime.ask(ControlWire.IMC_OPEN, lent, -1);
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, -1, new byte[] {1, 2, 3}, NONE);
    SrpcMessage back = nextRequest();
    assertEquals(ControlWire.IMC_DELIVER, back.method());
    assertEquals(-1, back.integer(0));
    assertArrayEquals(new byte[] {1, 2, 3}, back.bytes(1));
    int _ = runtime.ask(ControlWire.IMC_CLOSED, -1);
    assertTrue(echo.closed.await(20, TimeUnit.SECONDS), "the other end is closed, too");

    int _ = runtime.ask(ControlWire.IMC_DROP, lent);
    int _ = runtime.ask(ControlWire.IMC_DROP, lent);
    int _ = runtime.ask(ControlWire.IMC_OPEN, lent, -2);
    assertBroken("what it was never lent");
  }

  @Test
  void aModuleGetsSoManyCapabilitiesAndNoMore() throws Exception {
    ImcConnection connection = connect();
    for (int i = 1; i <= ControlWire.MAX_LENT; i++) {
      connection.send(new ImcMessage(NONE, List.of(new Echo())));
      runtime.answer(nextRequest());
    }
    ImcMessage oneMore = new ImcMessage(NONE, List.of(new Echo()));
    IOException refused = assertThrows(IOException.class, () -> connection.send(oneMore));
    assertEquals(
        "the module holds 256 capabilities, memories and files of others and gets no more",
        refused.getMessage());
  }

  @Test
  void aConnectionThatTheModuleOpensHasANumberOfItsOwn() throws Exception {
    int lent = lend(connect(), new Echo());
    int _ = runtime.ask(ControlWire.IMC_OPEN, lent, 2);
    assertBroken("a connection with a number that is not free");
  }

  @Test
  void aModuleThatOpensConnectionsWithoutEndIsEnded() throws Exception {
    int lent = lend(connect(), new Echo());
    for (int i = 1; i <= 2 * ControlWire.MAX_CONNECTIONS; i++) {
      int _ = runtime.ask(ControlWire.IMC_OPEN, lent, -i);
    }
    assertBroken("more than 64 connections");
  }

  private void assertBroken(String sentence) throws Exception {
    assertTrue(closed.get(10, TimeUnit.SECONDS).contains(sentence), closed.join());
  }

  @Test
  void aFloodBeyondTheWindowEndsTheRuntime() throws Exception {
    ImcConnection connection = connect();
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, new byte[131072], NONE);
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, new byte[131072], NONE);
    assertBroken("more than a connection's window of 256 KiB");
    assertEquals(131072, connection.receive(LONG).bytes().length, "what came before is there");
    assertThrows(IOException.class, () -> connection.receive(LONG));
  }

  @Test
  void aConnectionThatNeverWasIsAForgery() throws Exception {
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, NONE, NONE);
    assertBroken("a connection that there never was");
  }

  @Test
  void aMessageAfterTheEndIsAForgery() throws Exception {
    ImcConnection _ = connect();
    int _ = runtime.ask(ControlWire.IMC_CLOSED, 1);
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, NONE, NONE);
    assertBroken("a connection that the module has closed");
  }

  @Test
  void descriptorsThatAreNoneAreForgeries() throws Exception {
    ImcConnection _ = connect();
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, NONE, new byte[15]);
    assertBroken("descriptors of a message in 15 bytes");
  }

  @Test
  void nineDescriptorsAreTooMany() throws Exception {
    ImcConnection _ = connect();
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, NONE, new byte[9 * 16]);
    assertBroken("descriptors of a message in 144 bytes");
  }

  @Test
  void aCapabilityThatWasNeverLentIsAForgery() throws Exception {
    ImcConnection _ = connect();
    byte[] returned =
        TravellingDescriptor.encode(
            List.of(new TravellingDescriptor(TravellingDescriptor.RETURNED, 0, 0)));
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, NONE, returned);
    assertBroken("what it was never lent");
  }

  @Test
  void aMessageOfTooManyBytesIsAForgery() throws Exception {
    ImcConnection _ = connect();
    int _ = runtime.ask(ControlWire.IMC_MESSAGE, 1, new byte[131073], NONE);
    assertBroken("an IMC message that is too large");
  }

  @Test
  void nobodyListeningIsASentence() throws Exception {
    CompletableFuture<ImcConnection> connection = inBackground(sockets.address()::connect);
    runtime.answer(runtime.next(), 0);
    Exception refused = assertThrows(Exception.class, () -> connection.get(10, TimeUnit.SECONDS));
    assertEquals("nobody in the module listens at this address", refused.getCause().getMessage());
  }
}
