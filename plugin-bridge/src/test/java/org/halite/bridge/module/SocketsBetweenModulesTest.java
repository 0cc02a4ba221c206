package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Data-only sockets of real modules, sent to other modules and to the browser. */
@Timeout(120)
class SocketsBetweenModulesTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int EIO = -5;

  /** Sends one of a pair from the first module to the second; both ends' numbers. */
  private static int[] share(Puppet one, Puppet other) throws Exception {
    int line = one.connectTo(other);
    int otherLine = other.accept();
    int[] pair = one.socketPair();
    assertEquals(0, one.send(line, pair[1]));
    int there = other.receive(otherLine)[0];
    assertTrue(there > 0);
    assertEquals(0, one.call(Puppet.CLOSE, pair[1]));
    assertEquals(0, one.call(Puppet.CLOSE, line));
    assertEquals(0, other.call(Puppet.CLOSE, otherLine));
    return new int[] {pair[0], there};
  }

  @Test
  void aSocketThatOneModuleSentTalksToItsPeerInTheOther() throws Exception {
    try (Puppet one = new Puppet();
        Puppet other = new Puppet()) {
      int[] ends = share(one, other);
      for (int i = 0; i < 10; i++) {
        assertEquals(4, one.sendWord(ends[0], i));
        assertEquals(i, other.receiveWord(ends[1]));
        assertEquals(4, other.sendWord(ends[1], -i - 100));
        assertEquals(-i - 100, one.receiveWord(ends[0]));
      }
      assertEquals(4, other.sendWord(ends[1], 7));
      assertEquals(0, other.call(Puppet.CLOSE, ends[1]));
      assertEquals(7, one.receiveWord(ends[0]), "what was sent before the end comes");
      assertEquals(EIO, one.receiveWord(ends[0]), "and the end is seen");
    }
  }

  @Test
  void theReceiverSeesTheEndOfAModuleThatDies() throws Exception {
    try (Puppet other = new Puppet()) {
      int[] ends;
      try (Puppet one = new Puppet()) {
        ends = share(one, other);
      }
      assertEquals(EIO, other.receiveWord(ends[1]));
    }
  }

  @Test
  void aDataOnlySocketCarriesNoDescriptors() throws Exception {
    try (Puppet one = new Puppet();
        Puppet other = new Puppet()) {
      int[] ends = share(one, other);
      assertEquals(EIO, one.send(ends[0], one.newMemory(Puppet.PAGE)));
      assertEquals(EIO, other.send(ends[1], other.newMemory(Puppet.PAGE)));
      assertEquals(4, one.sendWord(ends[0], 1), "it goes on");
      assertEquals(1, other.receiveWord(ends[1]));
    }
  }

  @Test
  void aSocketIsSentOnToAThirdModule() throws Exception {
    try (Puppet one = new Puppet();
        Puppet second = new Puppet();
        Puppet third = new Puppet()) {
      int[] ends = share(one, second);
      int line = second.connectTo(third);
      int thirdLine = third.accept();
      assertEquals(0, second.send(line, ends[1]));
      int there = third.receive(thirdLine)[0];
      assertEquals(0, second.call(Puppet.CLOSE, ends[1]));
      assertEquals(4, one.sendWord(ends[0], 3));
      assertEquals(3, third.receiveWord(there));
      assertEquals(4, third.sendWord(there, 4));
      assertEquals(4, one.receiveWord(ends[0]));
      assertEquals(0, third.call(Puppet.CLOSE, there));
      assertEquals(EIO, one.receiveWord(ends[0]));
    }
  }

  @Test
  void theBrowserTalksOverASocketThatItWasSent() throws Exception {
    try (Puppet module = new Puppet()) {
      int[] pair = module.socketPair();
      ImcDescriptor.Socket socket =
          assertInstanceOf(ImcDescriptor.Socket.class, module.out(pair[1]));
      assertEquals(0, module.call(Puppet.CLOSE, pair[1]));
      assertEquals(pair[1], module.give(socket)[0], "its own comes back");
      assertEquals(0, module.call(Puppet.CLOSE, pair[1]));
      try (ImcConnection connection = socket.connect()) {
        assertEquals(4, module.sendWord(pair[0], 5));
        assertArrayEquals(new byte[] {5, 0, 0, 0}, connection.receive(LONG).bytes());
        // What the browser adds is taken off: the socket carries data only.
        try (ImcDescriptor memory = ImcDescriptor.SharedMemory.create(Puppet.PAGE)) {
          connection.send(new ImcMessage(new byte[] {6, 0, 0, 0}, List.of(memory)));
        }
        assertEquals(6, module.receiveWord(pair[0]));
        assertEquals(0, module.call(Puppet.CLOSE, pair[0]));
        assertNull(connection.receive(LONG));
      }
    }
  }

  @Test
  void aFloodOfSocketsEndsInEioAndTheConnectionGoesOn() throws Exception {
    try (Puppet one = new Puppet();
        Puppet other = new Puppet()) {
      int line = one.connectTo(other);
      int otherLine = other.accept();
      List<Integer> got = new ArrayList<>();
      for (int i = 0; i < 70; i++) {
        int[] pair = one.socketPair();
        assertEquals(0, one.send(line, pair[1]));
        int there = other.receive(otherLine)[0];
        if (there > 0) {
          got.add(there);
        }
      }
      assertTrue(got.size() < 64 && got.size() > 32, "sockets: " + got.size());
      assertEquals(4, one.sendWord(line, 9));
      assertEquals(9, other.receiveWord(otherLine));
    }
  }
}
