package org.halite.runtime.imc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.Sandbox;
import org.halite.wire.ControlWire;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The module's ends of connections with a browser that a test plays, and that breaks rules. */
@Timeout(60)
class RemoteConnectionsTest {
  private static final byte[] NONE = {};

  private Sandbox sandbox;
  private DescriptorTable descriptors;
  private Connections connections;
  private RemoteConnections remote;

  /** What went to the browser: "number: bytes" or "number closed". */
  private final List<String> sent = new ArrayList<>();

  private final List<byte[]> travellers = new ArrayList<>();
  private final List<Runnable> untaken = new ArrayList<>();

  @BeforeEach
  void serve() throws Exception {
    sandbox = new Sandbox(1L << 30, new SandboxCode());
    descriptors = new DescriptorTable();
    for (int i = 0; i < 3; i++) {
      assertEquals(i, descriptors.add(Descriptor.INVALID));
    }
    connections = new Connections(sandbox, descriptors);
    remote =
        connections.serve(
            new Carrier() {
              @Override
              public boolean message(int number, byte[] bytes, byte[] with, Runnable taken) {
                sent.add(number + ": " + bytes.length);
                travellers.add(with);
                untaken.add(taken);
                return true;
              }

              @Override
              public boolean open(int lent, int connection) {
                sent.add(connection + " opens " + lent);
                return true;
              }

              @Override
              public void drop(int lent) {
                sent.add("drops " + lent);
              }

              @Override
              public Given newMemory(long size) {
                sent.add("new memory of " + size);
                return new Given(7, memory.make(size));
              }

              @Override
              public Given open(int lent) {
                sent.add("opens " + lent);
                return new Given(lent, memory.make(65536));
              }

              @Override
              public void closed(int number) {
                sent.add(number + " closed");
              }
            },
            (_, number) -> new LentFile(number));
  }

  @AfterEach
  void release() throws InterruptedException {
    sandbox.end(new Exit.Killed("the test is over"));
    assertTrue(sandbox.release());
  }

  private static void nobody() {}

  private Endpoint accept(int connection) throws WireException {
    assertTrue(remote.connect(ControlWire.DEFAULT_ADDRESS, connection));
    return ((Socket) descriptors.get(connections.accept(3))).endpoint();
  }

  private static Message message(int size, Descriptor... with) {
    return new Message(new byte[size], List.of(with));
  }

  @Test
  void theModuleHasABoundSocketAndTheRightToConnectToIt() throws WireException {
    assertTrue(descriptors.get(3) instanceof BoundSocket);
    assertTrue(descriptors.get(4) instanceof ConnectionCapability);
    Endpoint endpoint = accept(1);
    remote.arrived(1, new byte[] {7}, NONE, RemoteConnectionsTest::nobody);
    assertArrayEquals(new byte[] {7}, endpoint.receive(false).bytes());
    assertNull(endpoint.receive(false));
    assertEquals(Endpoint.Outcome.SENT, endpoint.send(message(5), false));
    assertEquals(List.of("1: 5"), sent);
  }

  @Test
  void aMessageIsAnsweredWhenTheModuleTakesIt() throws WireException {
    Endpoint endpoint = accept(1);
    List<String> taken = new ArrayList<>();
    remote.arrived(1, NONE, NONE, () -> taken.add("taken"));
    assertEquals(List.of(), taken);
    assertEquals(0, endpoint.receive(false).bytes().length);
    assertEquals(List.of("taken"), taken);
  }

  @Test
  void aFullWindowBlocksItsOwnConnectionOnly() throws WireException {
    Endpoint full = accept(1);
    assertEquals(Endpoint.Outcome.SENT, full.send(message(131072), false));
    assertEquals(Endpoint.Outcome.WOULD_BLOCK, full.send(message(131072), false));
    assertEquals(Endpoint.Outcome.SENT, full.send(message(1), false));
    assertEquals(Endpoint.Outcome.SENT, accept(2).send(message(131072), false));
    untaken.getFirst().run();
    assertEquals(Endpoint.Outcome.SENT, full.send(message(131072), false));
  }

  @Test
  void theBrowsersEndIsSeenAfterItsLastMessage() throws WireException {
    Endpoint endpoint = accept(1);
    remote.arrived(1, new byte[] {7}, NONE, RemoteConnectionsTest::nobody);
    remote.ended(1);
    assertEquals(1, endpoint.receive(true).bytes().length);
    assertSame(Message.END, endpoint.receive(true));
    assertEquals(Endpoint.Outcome.PEER_GONE, endpoint.send(message(1), true));
    assertTrue(remote.connect(ControlWire.DEFAULT_ADDRESS, 1), "the number is free again");
  }

  @Test
  void whatComesAfterTheModuleClosedIsAnsweredAndGone() throws WireException {
    Endpoint endpoint = accept(1);
    List<String> taken = new ArrayList<>();
    remote.arrived(1, NONE, NONE, () -> taken.add("unread"));
    endpoint.close();
    endpoint.close();
    remote.arrived(1, NONE, NONE, () -> taken.add("late"));
    assertEquals(List.of("unread", "late"), taken);
    assertEquals(List.of("1 closed"), sent);
  }

  @Test
  void thingsLetOutHaveOneNumberEachAndComeBack() throws WireException {
    Endpoint endpoint = accept(1);
    Descriptor address = descriptors.get(4);
    for (int i = 0; i < 2; i++) {
      assertTrue(address.retain());
      Message letOut = message(1, address, Descriptor.INVALID);
      assertEquals(Endpoint.Outcome.SENT, endpoint.send(letOut, false));
      assertEquals(
          List.of(
              new TravellingDescriptor(TravellingDescriptor.CAPABILITY, 0, 0),
              TravellingDescriptor.NOTHING),
          TravellingDescriptor.decode(travellers.get(i)));
    }
    byte[] back =
        TravellingDescriptor.encode(
            List.of(new TravellingDescriptor(TravellingDescriptor.RETURNED, 0, 0)));
    remote.arrived(1, NONE, back, RemoteConnectionsTest::nobody);
    Message received = endpoint.receive(false);
    assertSame(address, received.descriptors().getFirst());
    received.drop();
  }

  @Test
  void memoryThatTheModuleMakesIsTheBrowsersAndGoesOutByItsNumber() throws WireException {
    Endpoint endpoint = accept(1);
    int number = connections.sharedMemory(65536);
    Descriptor made = descriptors.get(number);
    assertEquals(List.of("new memory of 65536"), sent);
    assertTrue(made.retain());
    assertEquals(Endpoint.Outcome.SENT, endpoint.send(message(1, made), false));
    assertEquals(
        List.of(new TravellingDescriptor(TravellingDescriptor.RETURNED, 7, 0)),
        TravellingDescriptor.decode(travellers.getFirst()));

    remote.arrived(1, NONE, lent(7, 65536), RemoteConnectionsTest::nobody);
    assertEquals("drops 7", sent.getLast(), "it has one descriptor, which is lent once");
    Message back = endpoint.receive(false);
    assertSame(made, back.descriptors().getFirst());
    back.drop();
    assertEquals(1, sent.stream().filter("drops 7"::equals).count());
    assertEquals(0, descriptors.close(number));
    assertEquals(2, sent.stream().filter("drops 7"::equals).count());
  }

  private static byte[] lent(int number, long size) {
    return TravellingDescriptor.encode(
        List.of(new TravellingDescriptor(TravellingDescriptor.MEMORY, number, size)));
  }

  @Test
  void memoryThatWasLentIsOpenedWhenItIsFirstMapped() throws WireException {
    Endpoint endpoint = accept(1);
    remote.arrived(1, NONE, lent(9, 65536), RemoteConnectionsTest::nobody);
    Message received = endpoint.receive(false);
    SharedMemory shared = (SharedMemory) received.descriptors().getFirst();
    assertEquals(65536, shared.size());
    assertEquals(List.of(), sent);
    for (int i = 0; i < 2; i++) {
      assertEquals(HERE, map(shared));
      assertEquals(List.of("opens 9"), sent);
    }
    sandbox.memory().writeInt(HERE, 42);
    received.drop();
    assertEquals("drops 9", sent.getLast());
    assertEquals(42, sandbox.memory().readInt(HERE), "the mapping keeps the memory");
    assertEquals(-Errno.EBADF, map(shared));
  }

  private static final long HERE = 0x50000000L;

  private static long map(SharedMemory memory) {
    return memory.map(0, HERE, 65536, AddressSpace.READ | AddressSpace.WRITE, true);
  }

  /** What a peer could cut off under the module, or is no memory at all, is never mapped. */
  @ParameterizedTest
  @EnumSource(names = "SEALED", mode = EnumSource.Mode.EXCLUDE)
  void aDescriptorOfAnotherKindIsClosedAndNotMapped(Received kind) throws WireException {
    Endpoint endpoint = accept(1);
    memory = kind;
    remote.arrived(1, NONE, lent(9, 65536), RemoteConnectionsTest::nobody);
    SharedMemory shared = (SharedMemory) endpoint.receive(false).descriptors().getFirst();
    int lowest = lowestFree();
    assertEquals(
        kind == Received.READ_ONLY ? -Errno.EACCES : -Errno.ENOMEM, map(shared), kind.name());
    assertEquals(-Errno.ENOMEM, connections.sharedMemory(131072), "of another size than asked");
    assertEquals(lowest, lowestFree(), "nothing is left open");
  }

  /** Knows its number. */
  private static final class LentFile extends Descriptor {
    private final int number;

    LentFile(int number) {
      this.number = number;
    }

    @Override
    public int mode() {
      return 0100400;
    }

    @Override
    public int lentNumber() {
      return number;
    }
  }

  @Test
  void aFileThatWasLentGoesBackByItsNumber() throws WireException {
    Endpoint endpoint = accept(1);
    byte[] file =
        TravellingDescriptor.encode(
            List.of(new TravellingDescriptor(TravellingDescriptor.FILE, 9, 3)));
    remote.arrived(1, NONE, file, RemoteConnectionsTest::nobody);
    assertEquals(Endpoint.Outcome.SENT, endpoint.send(endpoint.receive(false), false));
    assertEquals(
        List.of(new TravellingDescriptor(TravellingDescriptor.RETURNED, 9, 0)),
        TravellingDescriptor.decode(travellers.getFirst()));
  }

  /** A file through which one could write, and what is no file, are closed. */
  @ParameterizedTest
  @EnumSource(names = {"SEALED", "DEVICE", "SOCKET"})
  void whatIsNoFileToReadIsClosed(Received kind) {
    memory = kind;
    int lowest = lowestFree();
    for (int i = 0; i < 2 * RemoteConnections.MAX_OPEN_FILES; i++) {
      assertEquals(-1, remote.openFile(9));
    }
    assertEquals(lowest, lowestFree());
    memory = Received.FILE;
    int file = remote.openFile(9);
    assertEquals(lowest, file);
    Kernel.call(Kernel.CLOSE, file);
  }

  @Test
  void openFilesAreBounded() {
    memory = Received.FILE;
    List<Integer> open = new ArrayList<>();
    for (int file = remote.openFile(9); file >= 0; file = remote.openFile(9)) {
      open.add(file);
    }
    assertEquals(RemoteConnections.MAX_OPEN_FILES, open.size());
    remote.fileClosed();
    open.add(remote.openFile(9));
    assertTrue(open.getLast() >= 0);
    open.forEach(file -> Kernel.call(Kernel.CLOSE, file));
  }

  @Test
  void memoryThatWasLentCountsAgainstTheModule() throws WireException {
    Endpoint endpoint = accept(1);
    long left = 1L << 30;
    assertTrue(sandbox.space().mapAnonymous(0, left - 65536, 0, false) > 0);
    assertTrue(connections.sharedMemory(65536) > 0);
    remote.arrived(1, NONE, lent(9, 65536), RemoteConnectionsTest::nobody);
    SharedMemory shared = (SharedMemory) endpoint.receive(false).descriptors().getFirst();
    assertEquals(-Errno.ENOMEM, map(shared));
  }

  /** What the browser may send, by mistake or because it was fooled. */
  enum Received {
    SEALED,
    READ_ONLY,
    UNSEALED,
    SEALED_AGAINST_GROWTH_ALONE,
    SHORTER,
    DEVICE,
    SOCKET,
    FILE;

    private static final int F_ADD_SEALS = 1033;
    private static final int MEMFD_CREATE = 319;

    int make(long size) {
      try (Arena arena = Arena.ofConfined()) {
        long name = arena.allocateFrom("/dev/zero").address();
        if (this == FILE) {
          long here = arena.allocateFrom("/proc/self/status").address();
          return (int) Kernel.check(Kernel.call(Kernel.OPENAT, -100, here, 0), "openat");
        }
        if (this == SOCKET) {
          return (int) Kernel.check(Kernel.call(Kernel.SOCKET, 1, 1, 0), "socket");
        }
        if (this == DEVICE) {
          return (int) Kernel.check(Kernel.call(Kernel.OPENAT, -100, name, 2), "openat");
        }
        long made = Kernel.check(Kernel.call(MEMFD_CREATE, name, 2), "memfd_create");
        long given = this == SHORTER ? size - 4096 : 65536;
        Kernel.check(Kernel.call(Kernel.FTRUNCATE, made, given), "ftruncate");
        int seals =
            switch (this) {
              case UNSEALED -> 0;
              case SEALED_AGAINST_GROWTH_ALONE -> 4;
              case READ_ONLY -> 2 | 4 | 8;
              default -> 2 | 4;
            };
        Kernel.check(Kernel.call(Kernel.FCNTL, made, F_ADD_SEALS, seals), "F_ADD_SEALS");
        return (int) made;
      }
    }
  }

  private Received memory = Received.SEALED;

  /** The number that the next descriptor would get. */
  private static int lowestFree() {
    int number = Received.SOCKET.make(0);
    Kernel.call(Kernel.CLOSE, number);
    return number;
  }

  @Test
  void whatTheModuleWasLentIsConnectedToComesBackAndIsDropped() throws WireException {
    Endpoint endpoint = accept(1);
    byte[] lent =
        TravellingDescriptor.encode(
            List.of(new TravellingDescriptor(TravellingDescriptor.LENT, 5, 0)));
    remote.arrived(1, NONE, lent, RemoteConnectionsTest::nobody);
    Message received = endpoint.receive(false);
    int number = descriptors.add(received.descriptors().getFirst());
    received.drop();
    Endpoint opened = ((Socket) descriptors.get(connections.connect(number))).endpoint();
    assertEquals(List.of("-1 opens 5"), sent);
    remote.arrived(-1, new byte[] {9}, NONE, RemoteConnectionsTest::nobody);
    assertArrayEquals(new byte[] {9}, opened.receive(false).bytes());

    Descriptor capability = descriptors.get(number);
    assertTrue(capability.retain());
    assertEquals(Endpoint.Outcome.SENT, endpoint.send(message(1, capability), false));
    assertEquals(
        List.of(new TravellingDescriptor(TravellingDescriptor.RETURNED, 5, 0)),
        TravellingDescriptor.decode(travellers.getLast()));
    assertEquals(0, descriptors.close(number));
    assertEquals("drops 5", sent.getLast());
    assertThrows(WireException.class, () -> remote.connect(0, -2), "the module's number");
  }

  @Test
  void aModuleOpensNoMoreConnectionsThanThereMayBe() throws WireException {
    Endpoint endpoint = accept(1);
    byte[] lent =
        TravellingDescriptor.encode(
            List.of(new TravellingDescriptor(TravellingDescriptor.LENT, 5, 0)));
    remote.arrived(1, NONE, lent, RemoteConnectionsTest::nobody);
    int number = descriptors.add(endpoint.receive(false).descriptors().getFirst());
    for (int i = 1; i < ControlWire.MAX_CONNECTIONS; i++) {
      assertTrue(connections.connect(number) > 0);
    }
    assertTrue(connections.connect(number) < 0);
    remote.ended(-1);
    assertTrue(connections.connect(number) > 0, "a place came free");
  }

  @Test
  void moreThingsThanTheTableHoldsDoNotGoOut() throws WireException {
    Endpoint endpoint = accept(1);
    for (int i = 1; i < RemoteConnections.MAX_LET_OUT; i++) {
      Endpoint.Outcome outcome = letOutAnother(endpoint);
      assertEquals(Endpoint.Outcome.SENT, outcome, "thing " + i);
    }
    assertEquals(Endpoint.Outcome.PEER_GONE, letOutAnother(endpoint));
    assertEquals(Endpoint.Outcome.SENT, endpoint.send(message(1), false), "all else goes on");
  }

  /** The message is taken at once, so that the window does not matter. */
  private Endpoint.Outcome letOutAnother(Endpoint endpoint) {
    int[] pair = connections.boundSocket();
    Descriptor address = descriptors.get(pair[1]);
    assertTrue(address.retain());
    Endpoint.Outcome outcome = endpoint.send(message(1, address), false);
    if (outcome == Endpoint.Outcome.SENT) {
      untaken.getLast().run();
    } else {
      address.release();
    }
    return outcome;
  }

  @Test
  void connectionsAreBounded() throws WireException {
    for (int i = 1; i <= ControlWire.MAX_CONNECTIONS; i++) {
      assertTrue(remote.connect(ControlWire.DEFAULT_ADDRESS, i));
    }
    assertFalse(remote.connect(ControlWire.DEFAULT_ADDRESS, 1000));
  }

  @Test
  void nobodyCanConnectWhereTheSocketIsClosed() throws WireException {
    assertEquals(0, descriptors.close(3));
    assertFalse(remote.connect(ControlWire.DEFAULT_ADDRESS, 1));
    assertFalse(remote.connect(ControlWire.DEFAULT_ADDRESS, 1), "the number was not kept");
  }

  @Test
  void aBrowserThatBreaksTheWireIsRefused() throws WireException {
    Endpoint _ = accept(1);
    assertThrows(WireException.class, () -> remote.connect(1, 2), "never let out");
    assertThrows(WireException.class, () -> remote.connect(-1, 2));
    assertThrows(WireException.class, () -> remote.connect(0, 1), "in use");
    assertThrows(
        WireException.class, () -> remote.arrived(9, NONE, NONE, RemoteConnectionsTest::nobody));
    assertThrows(WireException.class, () -> remote.ended(9));
    assertThrows(
        WireException.class,
        () -> remote.arrived(1, new byte[131073], NONE, RemoteConnectionsTest::nobody));
    assertThrows(
        WireException.class,
        () -> remote.arrived(1, NONE, new byte[1], RemoteConnectionsTest::nobody));
    for (int kind : new int[] {1, 2, 3, 7}) {
      byte[] forged = TravellingDescriptor.encode(List.of(new TravellingDescriptor(kind, 9, 0)));
      assertThrows(
          WireException.class,
          () -> remote.arrived(1, NONE, forged, RemoteConnectionsTest::nobody));
    }
    remote.arrived(1, new byte[131072], NONE, RemoteConnectionsTest::nobody);
    assertThrows(
        WireException.class,
        () -> remote.arrived(1, new byte[131072], NONE, RemoteConnectionsTest::nobody),
        "window");
  }
}
