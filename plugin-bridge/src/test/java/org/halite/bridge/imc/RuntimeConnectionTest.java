package org.halite.bridge.imc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

/** The browser's end against a runtime that breaks each rule of the wire. */
class RuntimeConnectionTest {
  private static final String TOKEN = "0123456789abcdef".repeat(4);
  private static final String BROKE = "the runtime process broke the protocol: ";

  @TempDir Path folder;
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final BlockingQueue<RuntimeRequest> requests = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private RuntimeListener listener;
  private RawRuntime runtime;

  @BeforeEach
  void listen() throws IOException {
    listener =
        RuntimeListener.listen(
            loops,
            folder.resolve("s"),
            TOKEN,
            new RuntimeService() {
              @Override
              public void request(RuntimeRequest request) {
                requests.add(request);
              }

              @Override
              public void closed(String reason) {
                closed.complete(reason);
              }
            },
            () -> {});
    runtime = new RawRuntime(folder.resolve("s"));
  }

  @AfterEach
  void stop() throws Exception {
    runtime.close();
    listener.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
  }

  private RuntimeConnection greet() throws Exception {
    int id = runtime.ask(ControlWire.HELLO, TOKEN);
    SrpcMessage answer = runtime.next();
    assertEquals(id, answer.id());
    assertEquals(SrpcMessage.OK, answer.result());
    return listener.ready().get(10, TimeUnit.SECONDS);
  }

  private String end() throws Exception {
    String reason = closed.get(10, TimeUnit.SECONDS);
    try {
      assertNull(runtime.next(), "the socket is closed");
    } catch (IOException e) {
      // Reset: closed with our bytes unread.
    }
    return reason;
  }

  private static byte[] request(int id, int method, Object... values) {
    return SrpcMessage.request(id, method, ControlWire.BROWSER_SERVICE.get(method), values);
  }

  private static byte[] words(int... words) {
    ByteBuffer out = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    out.asIntBuffer().put(words);
    return out.array();
  }

  @Test
  void requestsAreServedAndRepliedInAnyOrder() throws Exception {
    RuntimeConnection _ = greet();
    int first = runtime.ask(ControlWire.POST_MESSAGE, 1, new byte[] {0});
    int second = runtime.ask(ControlWire.LOG, 1, "words");
    RuntimeRequest message = requests.poll(10, TimeUnit.SECONDS);
    RuntimeRequest log = requests.poll(10, TimeUnit.SECONDS);
    assertEquals("words", log.message().text(1));
    log.reply();
    log.reply();
    assertEquals(second, runtime.next().id());
    message.reply();
    assertEquals(first, runtime.next().id());
  }

  @Test
  void serviceDiscoveryListsTheSignatures() throws Exception {
    RuntimeConnection _ = greet();
    int id = runtime.ask(0);
    SrpcMessage answer = runtime.next();
    assertEquals(id, answer.id());
    String text = new String(answer.bytes(0), StandardCharsets.US_ASCII);
    assertTrue(text.startsWith("service_discovery::C\nhello:s:\n") && text.endsWith("\0"), text);
  }

  @Test
  void pipelinedCallsGetTheirOwnAnswers() throws Exception {
    RuntimeConnection connection = greet();
    List<CompletableFuture<SrpcMessage>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(connection.call(ControlWire.LOAD, (long) i, "n", 0));
    }
    List<SrpcMessage> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(runtime.next());
    }
    for (SrpcMessage question : asked.reversed()) {
      runtime.answer(question, (int) question.wide(0), "", 0);
    }
    for (int i = 0; i < 10; i++) {
      assertEquals(i, answers.get(i).get(10, TimeUnit.SECONDS).integer(0));
    }
  }

  /** While the process reads nothing, most of it waits for the event loop; no message overtakes. */
  @Test
  void threadsThatAskTogetherKeepTheirOrderAndTheirMessagesWhole() throws Exception {
    RuntimeConnection connection = greet();
    int threads = 4;
    int each = 300;
    List<Thread> askers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int own = t;
      askers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      byte[] data = new byte[i % 50 == 0 ? 100_000 : i % 7 == 0 ? 20_000 : 40];
                      Arrays.fill(data, (byte) i);
                      connection.tell(ControlWire.DELIVER_MESSAGE, own << 16 | i, data);
                    }
                  }));
    }
    for (Thread asker : askers) {
      asker.join();
    }
    int[] next = new int[threads];
    for (int n = 0; n < threads * each; n++) {
      SrpcMessage asked = runtime.next();
      int thread = asked.integer(0) >> 16;
      int number = asked.integer(0) & 0xffff;
      assertEquals(next[thread]++, number);
      byte[] data = new byte[asked.bytes(1).length];
      Arrays.fill(data, (byte) number);
      assertArrayEquals(data, asked.bytes(1));
      runtime.answer(asked);
    }
    assertEquals(SrpcMessage.OK, askOnce(connection).result());
  }

  private SrpcMessage askOnce(RuntimeConnection connection) throws Exception {
    CompletableFuture<SrpcMessage> answer = connection.call(ControlWire.START);
    runtime.answer(runtime.next());
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aProcessThatReadsNoAnswersEndsTheConnection() throws Exception {
    RuntimeConnection _ = greet();
    String large = "x".repeat(60_000);
    Thread asks =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 10; i < 10_000; i++) {
                      runtime.message(
                          ControlWire.TO_BROWSER, request(i, ControlWire.FILE_READ, 1, 0L, 1));
                    }
                  } catch (IOException e) {
                    // It was closed, as it should be.
                  }
                });
    byte[] answer = large.getBytes(StandardCharsets.US_ASCII);
    int answered = 0;
    while (!closed.isDone() && answered < 10_000) {
      RuntimeRequest asked = requests.poll(10, TimeUnit.MILLISECONDS);
      if (asked != null) {
        asked.reply((Object) answer);
        answered++;
      }
    }
    asks.join();
    assertEquals(
        "the runtime process does not read the answers that it asks for",
        closed.get(10, TimeUnit.SECONDS));
  }

  @Test
  void whatIsAskedAfterTheEndFailsWithTheReason() throws Exception {
    RuntimeConnection connection = greet();
    connection.end("it was enough");
    assertEquals("it was enough", end());
    CompletableFuture<SrpcMessage> late = connection.call(ControlWire.START);
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> late.get(10, TimeUnit.SECONDS));
    assertEquals("it was enough", e.getCause().getMessage());
  }

  @Test
  void largeMessagesTravelInFragments() throws Exception {
    RuntimeConnection _ = greet();
    byte[] large = new byte[5_000_000];
    new Random(1).nextBytes(large);
    int id = runtime.ask(ControlWire.OUTPUT, 1, large);
    RuntimeRequest request = requests.poll(10, TimeUnit.SECONDS);
    assertEquals(id, request.message().id());
    assertEquals(ByteBuffer.wrap(large), ByteBuffer.wrap(request.message().bytes(1)));
  }

  @Test
  void aLargeMessageGoesIntoNettysMemoryOnlyAsTheProcessReadsIt() throws Exception {
    RuntimeConnection connection = greet();
    ByteBufAllocatorMetric memory =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    long before = memory.usedDirectMemory();
    byte[] large = new byte[48 << 20];
    new Random(1).nextBytes(large);
    connection.tell(ControlWire.DELIVER_MESSAGE, 1, large);
    connection.tell(ControlWire.DELIVER_MESSAGE, 2, new byte[] {7});
    Thread.sleep(200); // in which all of it would be copied
    long more = memory.usedDirectMemory() - before;
    assertTrue(more < large.length / 4, () -> more + " bytes for a process that reads nothing");
    SrpcMessage first = runtime.next();
    assertEquals(1, first.integer(0));
    assertEquals(ByteBuffer.wrap(large), ByteBuffer.wrap(first.bytes(1)));
    assertEquals(2, runtime.next().integer(0));
  }

  @Test
  void nothingIsServedBeforeHello() throws Exception {
    runtime.message(ControlWire.TO_BROWSER, request(1, ControlWire.LOG, 1, "x"));
    assertEquals(BROKE + "a request before hello", end());
    assertTrue(listener.ready().isCompletedExceptionally());
  }

  @Test
  void aWrongTokenEndsTheConnection() throws Exception {
    runtime.message(ControlWire.TO_BROWSER, request(1, ControlWire.HELLO, TOKEN.replace('0', '1')));
    assertEquals(BROKE + "a hello with a wrong token", end());
    assertTrue(listener.ready().isCompletedExceptionally());
  }

  @Test
  void aTokenThatIsAPrefixIsWrong() throws Exception {
    runtime.message(ControlWire.TO_BROWSER, request(1, ControlWire.HELLO, ""));
    assertEquals(BROKE + "a hello with a wrong token", end());
  }

  @Test
  void aSecondHelloEndsTheConnection() throws Exception {
    RuntimeConnection _ = greet();
    runtime.message(ControlWire.TO_BROWSER, request(9, ControlWire.HELLO, TOKEN));
    assertEquals(BROKE + "a second hello", end());
  }

  @Test
  void aSecondProcessIsTurnedAway() throws Exception {
    RuntimeConnection _ = greet();
    try (RawRuntime second = new RawRuntime(folder.resolve("s"))) {
      assertNull(second.next());
    } catch (IOException e) {
      // Refused outright, because nobody listens any more.
    }
    int id = runtime.ask(ControlWire.LOG, 1, "still here");
    requests.poll(10, TimeUnit.SECONDS).reply();
    assertEquals(id, runtime.next().id());
  }

  @Test
  void garbageEndsTheConnection() throws Exception {
    runtime.raw("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertEquals(BROKE + "an IMC packet starts with 0x20544547, not with 0xd3c0de01", end());
  }

  @Test
  void packetsThatLieAboutThemselvesEndTheConnection() throws Exception {
    runtime.raw(words(ImcFrame.MAGIC, 0, ControlWire.TO_BROWSER, 131073));
    assertEquals(BROKE + "an IMC packet of 131073 bytes; 131072 is the limit", end());
  }

  @Test
  void negativeLengthsEndTheConnection() throws Exception {
    runtime.raw(words(ImcFrame.MAGIC, 0, ControlWire.TO_BROWSER, -1));
    assertEquals(BROKE + "an IMC packet of 4294967295 bytes; 131072 is the limit", end());
  }

  @Test
  void descriptorsWhereNoneBelongEndTheConnection() throws Exception {
    runtime.raw(words(ImcFrame.MAGIC, 16, ControlWire.TO_BROWSER, 16));
    assertEquals(BROKE + "an IMC packet on the stream claims to carry descriptors", end());
  }

  @Test
  void unknownChannelsEndTheConnection() throws Exception {
    runtime.packet(3, new byte[8]);
    assertEquals(BROKE + "a packet for the unknown channel 3", end());
  }

  @Test
  void aMessageBeyondTheLimitEndsTheConnectionAtItsFirstFragment() throws Exception {
    runtime.packet(ControlWire.TO_BROWSER, words(Fragments.MAX_MESSAGE + 1, 0, 4, 0, 0));
    assertTrue(end().startsWith(BROKE + "an SRPC message of 67174401 bytes"));
  }

  @Test
  void emptyFragmentsForEverEndTheConnection() throws Exception {
    runtime.packet(ControlWire.TO_BROWSER, words(100, 0, 0, 0));
    assertTrue(end().startsWith(BROKE));
  }

  @Test
  void unknownMethodsAndWrongTypesEndTheConnection() throws Exception {
    RuntimeConnection _ = greet();
    int none = ControlWire.BROWSER_SERVICE.size();
    runtime.message(
        ControlWire.TO_BROWSER, SrpcMessage.request(5, none, SrpcMethod.parse("evil::")));
    assertEquals(BROKE + "a request with the unknown method number " + none, end());
  }

  @Test
  void negativeMethodNumbersEndTheConnection() throws Exception {
    RuntimeConnection _ = greet();
    runtime.message(ControlWire.TO_BROWSER, SrpcMessage.request(5, -1, SrpcMethod.parse("evil::")));
    assertEquals(BROKE + "a request with the unknown method number -1", end());
  }

  @Test
  void valuesOfOtherTypesEndTheConnection() throws Exception {
    RuntimeConnection _ = greet();
    runtime.message(
        ControlWire.TO_BROWSER,
        SrpcMessage.request(5, ControlWire.LOG, SrpcMethod.parse("log:si:"), "x", 1));
    assertEquals(BROKE + "a request whose values do not fit log:is:", end());
  }

  @Test
  void theSameIdTwiceEndsTheConnection() throws Exception {
    RuntimeConnection _ = greet();
    runtime.message(ControlWire.TO_BROWSER, request(5, ControlWire.LOG, 1, "a"));
    runtime.message(ControlWire.TO_BROWSER, request(5, ControlWire.LOG, 1, "b"));
    assertEquals(BROKE + "two requests with the same id", end());
  }

  @Test
  void answersToQuestionsNeverAskedEndTheConnection() throws Exception {
    RuntimeConnection connection = greet();
    CompletableFuture<SrpcMessage> answer = connection.call(ControlWire.START);
    SrpcMessage question = runtime.next();
    SrpcMessage other =
        new SrpcMessage(question.id() + 1, true, question.method(), SrpcMessage.OK, List.of());
    runtime.answer(other);
    assertEquals(BROKE + "an answer to a question never asked", end());
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
    assertInstanceOf(WireException.class, e.getCause());
  }

  @Test
  void theSameAnswerTwiceEndsTheConnection() throws Exception {
    RuntimeConnection connection = greet();
    CompletableFuture<SrpcMessage> answer = connection.call(ControlWire.START);
    SrpcMessage question = runtime.next();
    runtime.answer(question);
    assertEquals(SrpcMessage.OK, answer.get(10, TimeUnit.SECONDS).result());
    runtime.answer(question);
    assertEquals(BROKE + "an answer to a question never asked", end());
  }

  @Test
  void anAnswerForAnotherMethodEndsTheConnection() throws Exception {
    RuntimeConnection connection = greet();
    connection.tell(ControlWire.START);
    SrpcMessage question = runtime.next();
    runtime.answer(
        new SrpcMessage(question.id(), true, ControlWire.SHUTDOWN, SrpcMessage.OK, List.of()));
    assertEquals(BROKE + "an answer to a question never asked", end());
  }

  @Test
  void anAnswerWithoutItsValuesEndsTheConnection() throws Exception {
    RuntimeConnection connection = greet();
    connection.tell(ControlWire.LOAD, 1L, "x", 0);
    runtime.message(
        ControlWire.TO_RUNTIME, SrpcMessage.failure(runtime.next(), SrpcMessage.APPLICATION_ERROR));
    assertEquals(BROKE + "a wrong answer to load (result 268)", end());
  }

  @Test
  void requestsOnTheAnswerChannelEndTheConnection() throws Exception {
    RuntimeConnection _ = greet();
    runtime.message(ControlWire.TO_RUNTIME, request(1, ControlWire.LOG, 1, "x"));
    assertEquals(BROKE + "a request on the channel for answers", end());
  }

  @Test
  void afterExitNothingIsServed() throws Exception {
    RuntimeConnection _ = greet();
    runtime.message(ControlWire.TO_BROWSER, request(5, ControlWire.EXIT, 0, 0, -1L, -1L, "", ""));
    runtime.message(ControlWire.TO_BROWSER, request(6, ControlWire.LOG, 1, "more"));
    RuntimeRequest exit = requests.poll(10, TimeUnit.SECONDS);
    exit.reply();
    assertEquals(5, runtime.next().id());
    runtime.close();
    assertEquals("the runtime process closed its connection", closed.get(10, TimeUnit.SECONDS));
    assertTrue(requests.isEmpty());
  }

  @Test
  void morePostedThanTheWindowEndsTheConnection() throws Exception {
    RuntimeConnection _ = greet();
    for (int i = 0; i < ControlWire.WINDOW_MESSAGES; i++) {
      runtime.message(
          ControlWire.TO_BROWSER, request(10 + i, ControlWire.POST_MESSAGE, 1, new byte[1]));
    }
    for (int i = 0; i < ControlWire.WINDOW_MESSAGES; i++) {
      assertEquals(10 + i, requests.poll(10, TimeUnit.SECONDS).message().id());
    }
    runtime.message(ControlWire.TO_BROWSER, request(9, ControlWire.POST_MESSAGE, 1, new byte[1]));
    assertTrue(end().contains("more than 4096 messages or 32 MiB"));
  }

  @Test
  void aFloodOfWordsIsReadNoFasterThanItIsAnswered() throws Exception {
    RuntimeConnection _ = greet();
    Thread flood =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 10; i < 20_000; i++) {
                      runtime.message(
                          ControlWire.TO_BROWSER,
                          request(i, ControlWire.OUTPUT, 1, new byte[1000]));
                    }
                  } catch (IOException e) {
                    // The test is over.
                  }
                });
    while (requests.size() < 256) {
      Thread.sleep(5);
    }
    Thread.sleep(300);
    int waiting = requests.size();
    for (int i = 10; i < 20_000; i++) {
      requests.poll(10, TimeUnit.SECONDS).reply();
    }
    flood.join();
    assertTrue(waiting < 1000, "waiting at once: " + waiting);
  }

  @Test
  void noRandomBytesGetAnExceptionOrAHang() throws Exception {
    Random random = new Random(42);
    byte[] good =
        request(7, ControlWire.LOG, 1, "a text that is long enough to be broken everywhere");
    for (int round = 0; round < 200; round++) {
      stop();
      RuntimeConnectionTest fresh = new RuntimeConnectionTest();
      fresh.folder = folder;
      boolean _ = Files.deleteIfExists(folder.resolve("s"));
      fresh.listen();
      runtime = fresh.runtime;
      listener = fresh.listener;
      RuntimeConnection _ = fresh.greet();
      byte[] bad = good.clone();
      for (int i = 0; i < 3; i++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      fresh.runtime.message(ControlWire.TO_BROWSER, bad);
      fresh.runtime.close();
      String reason = fresh.closed.get(10, TimeUnit.SECONDS);
      assertTrue(
          reason.startsWith(BROKE) || reason.equals("the runtime process closed its connection"),
          reason);
      fresh.stop();
    }
  }
}
