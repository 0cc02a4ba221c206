package org.halite.runtime.imc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.machine.Sandbox;
import org.halite.wire.ControlWire;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The module's ends of connections with a browser that a test plays, and that breaks rules. */
@Timeout(60)
class RemoteConnectionsTest {
  private static final byte[] NONE = {};
  private static final Runnable NOBODY = () -> {};

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
              public void closed(int number) {
                sent.add(number + " closed");
              }
            });
  }

  @AfterEach
  void release() throws InterruptedException {
    sandbox.end(new Exit.Killed("the test is over"));
    assertTrue(sandbox.release());
  }

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
    remote.arrived(1, new byte[] {7}, NONE, NOBODY);
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
    remote.arrived(1, new byte[] {7}, NONE, NOBODY);
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
    Descriptor memory = descriptors.get(connections.sharedMemory(65536));
    Descriptor address = descriptors.get(4);
    for (int i = 0; i < 2; i++) {
      assertTrue(memory.retain() && address.retain());
      Message letOut = message(1, address, memory, Descriptor.INVALID);
      assertEquals(Endpoint.Outcome.SENT, endpoint.send(letOut, false));
      assertEquals(
          List.of(
              new TravellingDescriptor(TravellingDescriptor.CAPABILITY, 0, 0),
              new TravellingDescriptor(TravellingDescriptor.MEMORY, 1, 65536),
              TravellingDescriptor.NOTHING),
          TravellingDescriptor.decode(travellers.get(i)));
    }
    byte[] back =
        TravellingDescriptor.encode(
            List.of(new TravellingDescriptor(TravellingDescriptor.RETURNED, 1, 0)));
    remote.arrived(1, NONE, back, NOBODY);
    Message received = endpoint.receive(false);
    assertSame(memory, received.descriptors().getFirst());
    received.drop();
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
    assertThrows(WireException.class, () -> remote.arrived(9, NONE, NONE, NOBODY));
    assertThrows(WireException.class, () -> remote.ended(9));
    assertThrows(WireException.class, () -> remote.arrived(1, new byte[131073], NONE, NOBODY));
    assertThrows(WireException.class, () -> remote.arrived(1, NONE, new byte[1], NOBODY));
    for (int kind : new int[] {1, 2, 3, 4}) {
      byte[] forged = TravellingDescriptor.encode(List.of(new TravellingDescriptor(kind, 9, 0)));
      assertThrows(WireException.class, () -> remote.arrived(1, NONE, forged, NOBODY));
    }
    remote.arrived(1, new byte[131072], NONE, NOBODY);
    assertThrows(
        WireException.class, () -> remote.arrived(1, new byte[131072], NONE, NOBODY), "window");
  }
}
