package org.halite.bridge.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DirectSocketTest {
  private static final int RECVFROM = 45;
  private static final int SOCKETPAIR = 53;
  private static final int MSG_DONTWAIT = 0x40;
  private static final byte[] WORDS = "words".getBytes(StandardCharsets.US_ASCII);

  /** Two connected stream sockets. */
  private record Ends(int here, int there) implements AutoCloseable {
    static Ends open() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment pair = arena.allocate(8, 4);
        long _ =
            Linux.check(Linux.call(SOCKETPAIR, 1, 1, 0, pair.address(), 0, 0), "a pair of sockets");
        return new Ends(pair.get(ValueLayout.JAVA_INT, 0), pair.get(ValueLayout.JAVA_INT, 4));
      }
    }

    /** What has come, without waiting. */
    byte[] received(int most) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment in = arena.allocate(most);
        long n = Linux.call(RECVFROM, there, in.address(), most, MSG_DONTWAIT, 0, 0);
        return in.asSlice(0, Math.max(n, 0)).toArray(ValueLayout.JAVA_BYTE);
      }
    }

    @Override
    public void close() {
      long _ = Linux.call(Linux.CLOSE, here);
      long _ = Linux.call(Linux.CLOSE, there);
    }
  }

  @Test
  void whatIsSentArrives() throws IOException {
    try (Ends ends = Ends.open();
        DirectSocket direct = DirectSocket.of(ends.here)) {
      assertEquals(WORDS.length, direct.send(WORDS));
      assertArrayEquals(WORDS, ends.received(100));
    }
  }

  @Test
  void aFullSocketTakesWhatItHasRoomForAndNobodyWaits() throws IOException {
    try (Ends ends = Ends.open();
        DirectSocket direct = DirectSocket.of(ends.here)) {
      byte[] large = new byte[DirectSocket.MAX_BYTES];
      long sent = 0;
      int last = large.length;
      while (last == large.length) {
        last = direct.send(large);
        sent += last;
      }
      assertEquals(0, direct.send(WORDS));
      long arrived = 0;
      for (int n = -1; n != 0; arrived += n) {
        n = ends.received(large.length).length;
      }
      assertEquals(sent, arrived);
      assertTrue(direct.send(WORDS) > 0);
    }
  }

  @Test
  void aSocketWithoutAnotherEndTakesNothing() throws IOException {
    try (Ends ends = Ends.open();
        DirectSocket direct = DirectSocket.of(ends.here)) {
      long _ = Linux.call(Linux.CLOSE, ends.there);
      assertEquals(0, direct.send(WORDS));
    }
  }

  /** The kernel gives a closed descriptor's number to the next that is opened. */
  @Test
  void nothingGoesToWhoeverHasTheNumberOfAClosedOne() throws IOException {
    try (Ends ends = Ends.open()) {
      DirectSocket direct = DirectSocket.of(ends.here);
      direct.close();
      try (Ends later = Ends.open();
          Ends latest = Ends.open()) {
        assertEquals(0, direct.send(WORDS));
        assertEquals(0, later.received(100).length);
        assertEquals(0, latest.received(100).length);
      }
    }
  }
}
