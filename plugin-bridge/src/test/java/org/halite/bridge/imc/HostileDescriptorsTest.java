package org.halite.bridge.imc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.halite.bridge.kernel.RawPeer;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.wire.ControlWire;
import org.halite.wire.DescriptorWire;
import org.halite.wire.Fragments;
import org.halite.wire.ImcFrame;
import org.halite.wire.SrpcMessage;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A runtime process that misuses the socket for descriptors: attack 31. */
@Timeout(60)
class HostileDescriptorsTest {
  private static final String TOKEN = "0123456789abcdef".repeat(4);
  private static final int PAGE = DescriptorWire.PAGE;
  private static final long EPERM = 1;
  private static final long EBADF = 9;
  private static final long EACCES = 13;

  @TempDir Path folder;
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private RuntimeListener listener;
  private RuntimeConnection wire;
  private ModuleSockets sockets;
  private RawPeer peer;
  private RawRuntime runtime;

  @BeforeEach
  void listen() throws Exception {
    before = memories();
    RuntimeService service =
        new RuntimeService() {
          @Override
          public void request(RuntimeRequest request) {
            try {
              if (!sockets.request(request)) {
                request.reply();
              }
            } catch (WireException e) {
              wire.end(e.getMessage());
            }
          }

          @Override
          public void closed(String reason) {
            closed.complete(reason);
            if (sockets != null) {
              sockets.closed(reason);
            }
          }
        };
    listener = RuntimeListener.listen(loops, folder.resolve("s"), TOKEN, service, () -> {});
    peer = new RawPeer(RuntimeListener.beside(folder.resolve("s")));
  }

  @AfterEach
  void stop() throws Exception {
    peer.close();
    if (runtime != null) {
      runtime.close();
    }
    listener.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    assertMemories(0);
  }

  private static byte[] token() {
    return TOKEN.getBytes(StandardCharsets.US_ASCII);
  }

  /** Both connections stand, and questions are answered. */
  private void connect() throws Exception {
    assertTrue(peer.send(token()));
    assertArrayEquals(new byte[] {DescriptorWire.READY}, peer.receive(1).bytes());
    runtime = new RawRuntime(folder.resolve("s"));
    int _ = runtime.ask(ControlWire.HELLO, TOKEN);
    SrpcMessage _ = runtime.next();
    wire = listener.ready().get(10, TimeUnit.SECONDS);
    sockets = new ModuleSockets(wire, 0);
    int _ = runtime.ask(ControlWire.DESCRIPTORS);
    SrpcMessage _ = runtime.next();
  }

  /** The same for a page's module, which has opened one file of its manifest, number 0. */
  private void connectToFile(SharedDescriptor file) throws Exception {
    assertTrue(peer.send(token()));
    assertArrayEquals(new byte[] {DescriptorWire.READY}, peer.receive(1).bytes());
    runtime = new RawRuntime(folder.resolve("s"));
    int _ = runtime.ask(ControlWire.HELLO, TOKEN);
    SrpcMessage _ = runtime.next();
    wire = listener.ready().get(10, TimeUnit.SECONDS);
    wire.giveFiles(
        number -> {
          if (number != 0) {
            throw new WireException("what it did not open");
          }
          return file.retain() ? file : null;
        });
  }

  private static SharedDescriptor library() throws IOException {
    return SharedDescriptor.frozen(MemorySegment.ofArray(new byte[] {1, 2, 3}));
  }

  @Test
  void aPageModuleGetsItsFilesSoThatItCanChangeNothing() throws Exception {
    SharedDescriptor file = library();
    connectToFile(file);
    assertTrue(peer.send(question(DescriptorWire.OPEN, 0, 0)));
    RawPeer.Received received = answer();
    assertEquals(new TravellingDescriptor(TravellingDescriptor.FILE, 0, 3), record(received));
    int given = received.descriptor();
    assertTrue(RawPeer.resize(given, 2) < 0 && RawPeer.resize(given, 4) < 0);
    assertTrue(RawPeer.seal(given) < 0, "not even a seal more");
    assertEquals(-EBADF, RawPeer.write(given), "it is open to read");
    assertEquals(-EACCES, RawPeer.mapToWrite(given));
    long writable = RawPeer.reopen(given);
    assertEquals(-EPERM, RawPeer.write((int) writable), "who opens it anew writes nothing either");
    assertEquals(-EPERM, RawPeer.mapToWrite((int) writable));
    RawPeer.close((int) writable);
    RawPeer.close(given);
    file.release();
  }

  @Test
  void aFileThatIsGoneIsNoDescriptorAndNoEnd() throws Exception {
    SharedDescriptor file = library();
    connectToFile(file);
    file.release();
    assertTrue(peer.send(question(DescriptorWire.OPEN, 0, 0)));
    RawPeer.Received received = answer();
    assertEquals(TravellingDescriptor.NOTHING, record(received));
    assertEquals(-1, received.descriptor());
    assertFalse(closed.isDone());
  }

  @ParameterizedTest
  @CsvSource({"2, 1, what it did not open", "2, -1, what it did not open", "1, 0, the kind 1"})
  void aPageModulesForgedQuestionEndsTheProcess(int kind, int number, String sentence)
      throws Exception {
    SharedDescriptor file = library();
    connectToFile(file);
    assertTrue(peer.send(question(kind, number, kind == 1 ? PAGE : 0)));
    assertBroken(sentence);
    file.release();
  }

  @Test
  void toSayTwiceThatItAsksIsAForgery() throws Exception {
    connect();
    int _ = runtime.ask(ControlWire.DESCRIPTORS);
    assertBroken("a second word that it will ask for descriptors");
  }

  private static byte[] question(int kind, int number, long size) {
    return TravellingDescriptor.encode(List.of(new TravellingDescriptor(kind, number, size)));
  }

  private RawPeer.Received answer() throws Exception {
    RawPeer.Received received = peer.receive(TravellingDescriptor.BYTES);
    assertEquals(TravellingDescriptor.BYTES, received.bytes().length);
    return received;
  }

  private static TravellingDescriptor record(RawPeer.Received received) throws WireException {
    return TravellingDescriptor.decode(received.bytes()).getFirst();
  }

  private void assertBroken(String sentence) throws Exception {
    assertTrue(closed.get(10, TimeUnit.SECONDS).contains(sentence), closed.join());
    assertEquals(0, peer.receive(1).bytes().length, "nothing is answered any more");
  }

  /** What stores and hosts of other tests keep open in this process. */
  private long before;

  /** Descriptors of shared memory that this process has open, with those that a test was given. */
  private static long memories() throws IOException {
    return everything().stream().filter(link -> link.startsWith("/memfd:halite")).count();
  }

  private void assertMemories(long count) throws Exception {
    for (int i = 0; i < 200 && memories() != before + count; i++) {
      Thread.sleep(50);
    }
    assertEquals(before + count, memories());
  }

  /** All that this process has open, by what it is. */
  private static List<String> everything() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(HostileDescriptorsTest::what).toList();
    }
  }

  private static String what(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) { // closed meanwhile
      return "";
    }
  }

  @Test
  void memoryIsMadeAndOpenedAgainUnderItsNumber() throws Exception {
    connect();
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    RawPeer.Received made = answer();
    TravellingDescriptor record = record(made);
    assertEquals(TravellingDescriptor.MEMORY, record.kind());
    assertEquals(PAGE, record.size());
    assertTrue(made.descriptor() >= 0);
    assertTrue(peer.send(question(DescriptorWire.OPEN, record.number(), 0)));
    RawPeer.Received again = answer();
    assertEquals(record, record(again));
    assertMemories(3);
    RawPeer.close(made.descriptor());
    RawPeer.close(again.descriptor());
    int _ = runtime.ask(ControlWire.IMC_DROP, record.number());
    assertMemories(0);
  }

  @Test
  void aWrongTokenEndsTheProcess() throws Exception {
    byte[] wrong = token();
    wrong[63] ^= 1;
    assertTrue(peer.send(wrong));
    assertEquals(0, peer.receive(1).bytes().length);
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> listener.ready().get(10, TimeUnit.SECONDS));
    assertTrue(failed.getCause().getMessage().contains("a wrong token for descriptors"));
  }

  @Test
  void nothingIsAnsweredBeforeTheTokenAndNothingMayFollowItAtOnce() throws Exception {
    byte[] both = Arrays.copyOf(token(), 64 + TravellingDescriptor.BYTES);
    assertTrue(peer.send(both));
    assertEquals(0, peer.receive(1).bytes().length);
    assertThrows(ExecutionException.class, () -> listener.ready().get(10, TimeUnit.SECONDS));
  }

  @Test
  void whoComesSecondIsTurnedAway() throws Exception {
    connect();
    assertThrows(
        IOException.class,
        () -> {
          try (RawPeer second = new RawPeer(RuntimeListener.beside(folder.resolve("s")))) {
            throw new IOException("turned away: " + second.receive(1).bytes().length);
          }
        });
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    RawPeer.close(answer().descriptor());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 65536, a question of the unknown kind 0",
    "3, 0, 65536, a question of the unknown kind 3",
    "1, 0, 0, shared memory of 0 bytes",
    "1, 0, -65536, shared memory of -65536 bytes",
    "1, 0, 65535, shared memory of 65535 bytes",
    "1, 0, 4295032832, shared memory of 4295032832 bytes",
    "1, 0, 9223372036854710272, shared memory of 9223372036854710272 bytes",
    "2, 0, 0, the use of what it was never lent",
    "2, 1, 0, the use of what it was never lent",
    "2, -1, 0, the use of what it was never lent",
  })
  void aForgedQuestionEndsTheProcess(int kind, int number, long size, String sentence)
      throws Exception {
    connect();
    assertTrue(peer.send(question(kind, number, size)));
    assertBroken(sentence);
  }

  @Test
  void aQuestionBeforeAnybodyAnswersEndsTheProcess() throws Exception {
    assertTrue(peer.send(token()));
    assertArrayEquals(new byte[] {DescriptorWire.READY}, peer.receive(1).bytes());
    runtime = new RawRuntime(folder.resolve("s"));
    int _ = runtime.ask(ControlWire.HELLO, TOKEN);
    SrpcMessage _ = runtime.next();
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    peer.end();
    assertBroken("a question for a descriptor before anybody answers");
  }

  @Test
  void halfAQuestionEndsTheProcess() throws Exception {
    connect();
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    RawPeer.close(answer().descriptor());
    assertTrue(peer.send(new byte[15]));
    peer.end();
    assertTrue(
        closed.get(10, TimeUnit.SECONDS).contains("a question of 15 bytes for a descriptor"));
  }

  @Test
  void aDescriptorWhereNoneBelongsIsClosedAndEndsTheProcess() throws Exception {
    connect();
    int ours = RawPeer.spare();
    List<String> before = everything();
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE), ours, ours, ours));
    assertBroken("a descriptor where none belongs");
    assertNoMoreOf(before, ours);
    RawPeer.close(ours);
  }

  @Test
  void aDescriptorWithTheTokenIsClosed() throws Exception {
    int ours = RawPeer.spare();
    List<String> before = everything();
    assertTrue(peer.send(token(), ours));
    assertNotNull(peer.receive(1));
    assertNoMoreOf(before, ours);
    RawPeer.close(ours);
  }

  /** The control wire has no room for any: the kernel closes it. */
  @Test
  void aDescriptorOnTheControlWireNeverArrives() throws Exception {
    int ours = RawPeer.spare();
    List<String> before;
    try (RawPeer control = new RawPeer(folder.resolve("s"))) {
      byte[] hello =
          SrpcMessage.request(
              1, ControlWire.HELLO, ControlWire.BROWSER_SERVICE.get(ControlWire.HELLO), TOKEN);
      before = everything();
      for (byte[] piece : Fragments.split(hello)) {
        assertTrue(control.send(ImcFrame.encode(ControlWire.TO_BROWSER, piece), ours));
      }
      assertNotNull(listener.ready().get(10, TimeUnit.SECONDS));
      assertTrue(control.receive(1).bytes().length > 0, "it was read");
      assertNoMoreOf(before, ours);
    }
    RawPeer.close(ours);
  }

  private static void assertNoMoreOf(List<String> before, int descriptor) throws IOException {
    String what = what(Path.of("/proc/self/fd/" + descriptor));
    assertTrue(
        everything().stream().filter(what::equals).count()
            <= before.stream().filter(what::equals).count(),
        "another descriptor of " + what);
  }

  /** Whoever asks and does not listen makes this process open only as much as fits on the way. */
  @Test
  void aFloodOfQuestionsThatNobodyReadsTheAnswersOfIsHeldBack() throws Exception {
    connect();
    Thread flood =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  byte[] question = question(DescriptorWire.NEW_MEMORY, 0, PAGE);
                  for (int i = 0; i < 100 && peer.send(question); i++) {}
                });
    flood.join(5000);
    for (long last = -1; last != memories(); Thread.sleep(300)) {
      last = memories();
    }
    assertTrue(memories() < before + 20, "memories: " + memories());
    runtime.close();
    flood.join(10_000);
    assertFalse(flood.isAlive(), "the end of the process ends the wait");
    assertTrue(closed.get(10, TimeUnit.SECONDS).contains("closed its connection"));
  }

  @Test
  void aModuleIsRefusedMoreMemoriesThanItMayMakeAndGoesOn() throws Exception {
    connect();
    for (int i = 0; i < MemoryAllowance.OBJECTS; i++) {
      assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
      RawPeer.Received made = answer();
      assertTrue(made.descriptor() >= 0);
      RawPeer.close(made.descriptor());
    }
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    assertEquals(TravellingDescriptor.NOTHING, record(answer()));
    int _ = runtime.ask(ControlWire.IMC_DROP, 7);
    SrpcMessage _ = runtime.next();
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    RawPeer.Received fresh = answer();
    assertEquals(257, record(fresh).number(), "numbers are never used twice");
    RawPeer.close(fresh.descriptor());
    assertTrue(peer.send(question(DescriptorWire.OPEN, 7, 0)));
    assertBroken("the use of what it was never lent");
  }

  @Test
  void aModuleIsRefusedMoreBytesThanItMayHave() throws Exception {
    connect();
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, ControlWire.DEFAULT_MEMORY)));
    RawPeer.close(answer().descriptor());
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    RawPeer.Received refused = answer();
    assertEquals(TravellingDescriptor.NOTHING, record(refused));
    assertEquals(-1, refused.descriptor());
  }

  @Test
  void toConnectToMemoryOrToReturnItTwiceIsAForgery() throws Exception {
    connect();
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    RawPeer.close(answer().descriptor());
    int _ = runtime.ask(ControlWire.IMC_OPEN, 1, -1);
    assertBroken("a connection to what is no capability");
  }

  /** What the browser gave cannot be changed in size or sealed by who has it. */
  @Test
  void whoHasMemoryCanNeitherCutItNorSealIt() throws Exception {
    connect();
    assertTrue(peer.send(question(DescriptorWire.NEW_MEMORY, 0, PAGE)));
    int memory = answer().descriptor();
    assertEquals(-1, RawPeer.resize(memory, PAGE / 2));
    assertEquals(-1, RawPeer.resize(memory, 2 * PAGE));
    assertEquals(-1, RawPeer.seal(memory));
    RawPeer.close(memory);
  }
}
