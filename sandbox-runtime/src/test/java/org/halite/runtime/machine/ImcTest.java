package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets and messages, used and abused by the code of a module: spec/nacl.md ch. 18. */
@Timeout(60)
class ImcTest {
  private static final int PAIR = TestModule.DATA + 0x100;
  private static final int BUFFER = CallScript.BUFFER;
  private static final int THREAD = 0x24000;
  private static final int NO_WAIT = 1;
  private static final int CLOSE = 11;
  private static final int BOUND = 60;
  private static final int ACCEPT = 61;
  private static final int CONNECT = 62;
  private static final int SEND = 63;
  private static final int RECEIVE = 64;
  private static final int MEMORY = 65;
  private static final int SOCKETS = 66;

  private final CallScript script = new CallScript();

  /** Bound socket 3, capability 4, IMC sockets 5 and 6. */
  private CallScript connected() {
    return script.call(BOUND, PAIR).gives(0).call(CONNECT, 4).gives(5).call(ACCEPT, 3).gives(6);
  }

  /** Data-only sockets 3 and 4. */
  private CallScript sockets() {
    return script.call(SOCKETS, PAIR).gives(0);
  }

  @Test
  void aMessageIsGatheredSentAndScattered() throws InterruptedException {
    int vector = script.words(script.text("hel"), 3, 0, 0, script.text("lo!"), 3);
    int from = script.words(vector, 3, 0, 0, 0);
    int places = script.words(BUFFER, 2, BUFFER + 0x100, 100);
    int to = script.words(places, 2, 0, 0, -1);
    sockets().call(SEND, 3, from, 0).gives(6).call(RECEIVE, 4, to, 0).gives(6).run();
    assertEquals("he", script.string(BUFFER, 2));
    assertEquals("llo!", script.string(BUFFER + 0x100, 4));
    assertEquals(0, script.word(to + 16), "flags");
    assertEquals(3, script.word(PAIR));
    assertEquals(4, script.word(PAIR + 4));
  }

  @Test
  void whatDoesNotFitIsDroppedAndTheNextMessageIsWhole() throws InterruptedException {
    int first = script.header(script.text("first"), 5);
    int second = script.header(script.text("second"), 6);
    int to = script.header(BUFFER, 3);
    int large = script.header(BUFFER, 100);
    sockets().call(SEND, 3, first, 0).call(SEND, 3, second, 0);
    script.call(RECEIVE, 4, to, 0).gives(3).call(RECEIVE, 4, large, 0).gives(6).run();
    assertEquals("second", script.string(BUFFER, 6));
  }

  @Test
  void descriptorsTravelOverConnections() throws InterruptedException {
    int from = script.header(script.text("x"), 1, 7, -1, 4);
    int to = script.header(BUFFER, 10, 99, 99, 99, 99);
    connected().call(MEMORY, 0x10000).gives(7).call(SEND, 5, from, 0).gives(1);
    script.call(CLOSE, 7).gives(0).call(CLOSE, 4).gives(0);
    script.call(RECEIVE, 6, to, 0).gives(1);
    script.call(17, 4, BUFFER + 0x100).gives(0).call(CONNECT, 7).gives(8).run();
    assertEquals(3, script.word(to + 12), "how many arrived");
    assertEquals(0, script.word(to + 16), "flags");
    int numbers = script.word(to + 8);
    assertEquals(4, script.word(numbers), "the lowest free number");
    assertEquals(-1, script.word(numbers + 4), "-1 stands for nothing and stays so");
    assertEquals(7, script.word(numbers + 8));
    assertEquals(0240000, script.word(BUFFER + 0x100 + 16) & 0370000, "shared memory");
  }

  @Test
  void descriptorsBeyondTheReceiversArrayAreDroppedAndTold() throws InterruptedException {
    int from = script.header(script.text("x"), 1, 4, 4, 4);
    int to = script.header(BUFFER, 10, 99);
    connected().call(SEND, 5, from, 0).gives(1).call(RECEIVE, 6, to, 0).gives(1).run();
    assertEquals(1, script.word(to + 12));
    assertEquals(2, script.word(to + 16), "descriptors truncated");
  }

  @Test
  void whatMayNotTravelIsEioAndSoNoCycleCanBeInFlight() throws InterruptedException {
    connected().call(70).gives(7).call(SOCKETS, PAIR).gives(0); // a mutex; data-only 8 and 9
    for (int number : new int[] {0, 3, 5, 6, 7}) {
      int from = script.header(script.text("x"), 1, number);
      script.call(SEND, 5, from, NO_WAIT).gives(-Errno.EIO);
    }
    script.call(SEND, 8, script.header(BUFFER, 1, 4), 0).gives(-Errno.EIO);
    script.call(SEND, 8, script.header(BUFFER, 1, -1), 0).gives(-Errno.EIO);
    script.call(SEND, 5, script.header(BUFFER, 1, 8), 0).gives(1);
    script.call(SEND, 5, script.header(BUFFER, 1, 77), 0).gives(-Errno.EBADF);
    script.run();
  }

  @Test
  void limitsOfAMessageHold() throws InterruptedException {
    int buffer = 0x70000000;
    int offset = script.words(0, 0);
    sockets().call(21, buffer, 0x30000, 3, 0x32, -1, offset).gives(buffer);
    script.call(SEND, 3, script.header(buffer, 0x20001), 0).gives(-Errno.EINVAL);
    script.call(SEND, 3, script.header(buffer, 0x20000), 0).gives(0x20000);
    script.call(RECEIVE, 4, script.header(buffer, 0x30000), 0).gives(0x20000);
    script.call(SEND, 3, script.words(buffer, 257, 0, 0, 0), 0).gives(-Errno.EINVAL);
    script.call(SEND, 3, script.words(buffer, 256, 0, 0, 0), 0).gives(0);
    script.call(SEND, 3, script.words(0, 0, buffer, 9, 0), 0).gives(-Errno.EINVAL);
    script.run();
  }

  @Test
  void forgedCountsAndAddressesAreRefused() throws InterruptedException {
    int two = script.words(BUFFER, 0xffffffff, BUFFER, 0xffffffff);
    sockets().call(SEND, 3, 0xfffffff0, 0).gives(-Errno.EFAULT);
    for (int call : new int[] {SEND, RECEIVE}) {
      script.call(call, 3, 0, NO_WAIT).gives(-Errno.EFAULT);
      script.call(call, 3, script.words(BUFFER, -1, 0, 0, 0), NO_WAIT).gives(-Errno.EINVAL);
      script.call(call, 3, script.words(0, 0, BUFFER, -1, 0), NO_WAIT).gives(-Errno.EINVAL);
      script.call(call, 3, script.words(two, 2, 0, 0, 0), NO_WAIT).gives(-Errno.EFAULT);
      script.call(call, 3, script.words(-8, 2, 0, 0, 0), NO_WAIT).gives(-Errno.EFAULT);
      script.call(call, 3, script.header(-16, 32), NO_WAIT).gives(-Errno.EFAULT);
      script.call(call, 77, script.header(BUFFER, 1), NO_WAIT).gives(-Errno.EBADF);
      script.call(call, -1, script.header(BUFFER, 1), NO_WAIT).gives(-Errno.EBADF);
    }
    script.call(SEND, 1, script.header(BUFFER, 1), NO_WAIT).gives(-Errno.EIO);
    script.call(RECEIVE, 1, script.header(BUFFER, 1), NO_WAIT).gives(-Errno.EINVAL);
    script.call(SEND, 3, script.words(0, 0, -2, 1, 0), NO_WAIT).gives(-Errno.EFAULT);
    script.call(ACCEPT, 3).gives(-Errno.EINVAL).call(CONNECT, 3).gives(-Errno.EINVAL);
    script.call(ACCEPT, 77).gives(-Errno.EBADF).call(CONNECT, 77).gives(-Errno.EBADF);
    script.run();
  }

  @Test
  void aHeaderThatCannotBeAnsweredLosesNoMessage() throws InterruptedException {
    sockets().call(SEND, 3, script.header(BUFFER, 7), 0).gives(7);
    script.call(RECEIVE, 4, 0x20000, 0).gives(-Errno.EINVAL); // text: forged counts
    script.call(RECEIVE, 4, script.header(BUFFER, 9), 0).gives(7).run();
  }

  @Test
  void nothingThereIsEagainForThoseWhoDoNotWait() throws InterruptedException {
    sockets().call(RECEIVE, 4, script.header(BUFFER, 9), NO_WAIT).gives(-Errno.EAGAIN).run();
  }

  @Test
  void aQueueThatNobodyReadsIsBounded() throws InterruptedException {
    int offset = script.words(0, 0);
    int large = script.header(0x70000000, 0x18000);
    sockets().call(21, 0x70000000, 0x20000, 3, 0x32, -1, offset);
    script.call(SEND, 3, large, NO_WAIT).gives(0x18000);
    script.call(SEND, 3, large, NO_WAIT).gives(0x18000);
    script.call(SEND, 3, large, NO_WAIT).gives(-Errno.EAGAIN);
    script.call(RECEIVE, 4, script.header(BUFFER, 0), 0).gives(0);
    script.call(SEND, 3, large, NO_WAIT).gives(0x18000).run();
  }

  @Test
  void aFloodOfEmptyMessagesAndDescriptorsIsBounded() throws InterruptedException {
    int from = script.words(0, 0, script.words(4, 4, 4, 4, 4, 4, 4, 4), 8, 0);
    connected();
    loop(1000, () -> script.module.systemCall(SEND, 5, from, NO_WAIT));
    script.call(SEND, 5, from, NO_WAIT).gives(-Errno.EAGAIN);
    script.call(CLOSE, 6).gives(0).call(CLOSE, 5).gives(0).call(CLOSE, 4).gives(0);
    script.call(ACCEPT, 3).gives(-Errno.EIO); // all references in flight are gone
    script.run();
  }

  @Test
  void aFloodOfConnectionsIsBounded() throws InterruptedException {
    script.call(BOUND, PAIR).gives(0).call(8, 1).gives(5);
    loop(
        5000,
        () -> {
          script.module.systemCall(SOCKETS, PAIR);
        });
    script.call(SOCKETS, PAIR).gives(-Errno.EMFILE);
    script.call(MEMORY, 0x10000).gives(-Errno.EMFILE); // and the memory is given back
    script.call(CLOSE, 100).call(MEMORY, 0x3fff0000).gives(100).run();
  }

  @Test
  void withAFullTableDescriptorsOfAMessageAreDroppedAndTold() throws InterruptedException {
    int from = script.header(BUFFER, 1, 4, 4);
    int to = script.header(BUFFER, 10, 99, 99);
    connected().call(SEND, 5, from, 0).gives(1);
    loop(5000, () -> script.module.systemCall(8, 1)); // dup
    script.call(CLOSE, 4000).gives(0).call(RECEIVE, 6, to, 0).gives(1).run();
    assertEquals(1, script.word(to + 12));
    assertEquals(2, script.word(to + 16));
    assertEquals(4000, script.word(script.word(to + 8)));
  }

  /** Repeats with rbx, which system calls keep. */
  private void loop(int times, Runnable body) {
    TestModule module = script.module;
    module.code.move32(Register.RBX, times);
    module.align();
    module.code.label("again");
    body.run();
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Assembler.Condition.NOT_EQUAL, "again");
    module.align();
  }

  @Test
  void aClosedPeerIsEioAfterAllThatItSent() throws InterruptedException {
    sockets().call(SEND, 3, script.header(BUFFER, 5), 0).gives(5).call(CLOSE, 3).gives(0);
    script.call(RECEIVE, 4, script.header(BUFFER, 9), 0).gives(5);
    script.call(RECEIVE, 4, script.header(BUFFER, 9), 0).gives(-Errno.EIO);
    script.call(SEND, 4, script.header(BUFFER, 9), 0).gives(-Errno.EIO).run();
  }

  @Test
  void aDuplicateKeepsTheConnectionOpen() throws InterruptedException {
    sockets().call(8, 3).gives(5).call(CLOSE, 3).gives(0);
    script.call(SEND, 5, script.header(BUFFER, 5), 0).gives(5);
    script.call(RECEIVE, 4, script.header(BUFFER, 9), 0).gives(5).run();
  }

  @Test
  void aDescriptorThatDup2ReplacesIsClosed() throws InterruptedException {
    sockets().call(9, 1, 3).gives(3).call(9, 1, 4096).gives(-Errno.EINVAL);
    script.call(RECEIVE, 4, script.header(BUFFER, 9), 0).gives(-Errno.EIO).run();
  }

  @Test
  void connectionsThatNobodyCanAcceptAreClosed() throws InterruptedException {
    script.call(BOUND, PAIR).gives(0).call(CONNECT, 4).gives(5).call(CLOSE, 3).gives(0);
    script.call(RECEIVE, 5, script.header(BUFFER, 9), 0).gives(-Errno.EIO);
    script.call(CONNECT, 4).gives(-Errno.EIO).run();
  }

  @Test
  void aReceiverWaitsForTheSenderOfAnotherThread() throws InterruptedException {
    int from = script.header(script.text("ping"), 4);
    sockets().thread(THREAD).call(RECEIVE, 4, script.header(BUFFER, 9), 0).gives(4);
    script.module.exit(0);
    script.at(THREAD).call(SEND, 3, from, 0).call(120, PAIR, 3, 0).run();
    assertEquals("ping", script.string(BUFFER, 4));
  }

  @Test
  void aBlockedReceiverWakesWhenItsPeerCloses() throws InterruptedException {
    sockets().thread(THREAD).call(RECEIVE, 4, script.header(BUFFER, 9), 0).gives(-Errno.EIO);
    script.module.exit(0);
    script.at(THREAD).call(CLOSE, 3).call(120, PAIR, 3, 0).run();
  }

  @Test
  void aBlockedReceiverWakesWhenItsOwnSocketIsClosed() throws InterruptedException {
    sockets().thread(THREAD).call(RECEIVE, 4, script.header(BUFFER, 9), 0);
    script.module.exit(0);
    script.at(THREAD).call(CLOSE, 4).call(120, PAIR, 3, 0).run();
    int result = script.result(2);
    assertTrue(result == -Errno.EIO || result == -Errno.EBADF, "result " + result);
  }

  @Test
  void theModuleEndsWhileThreadsWaitForMessages() throws InterruptedException {
    sockets().thread(THREAD).call(32);
    script.module.exit(0);
    script.at(THREAD).call(RECEIVE, 4, script.header(BUFFER, 9), 0).run();
  }

  @Test
  void aBufferThatIsUnmappedWhileAReceiverWaitsIsEfault() throws InterruptedException {
    int offset = script.words(0, 0);
    int from = script.header(BUFFER, 8);
    script.call(21, 0x70000000, 0x10000, 3, 0x32, -1, offset).gives(0x70000000);
    sockets().thread(THREAD);
    script.call(RECEIVE, 4, script.header(0x70000000, 9), 0).gives(-Errno.EFAULT);
    script.module.exit(0);
    script.at(THREAD).call(22, 0x70000000, 0x10000).gives(0).call(SEND, 3, from, 0);
    script.call(120, PAIR, 3, 0).run();
  }

  @Test
  void aHeaderThatAnotherThreadChangesIsReadOnce() throws InterruptedException {
    int header = script.header(BUFFER, 5);
    sockets().thread(THREAD);
    loop(
        2000,
        () -> {
          script.module.systemCall(SEND, 3, header, NO_WAIT);
          script.module.systemCall(RECEIVE, 4, script.words(0, 0, 0, 0, 0), NO_WAIT);
        });
    script.module.exit(0);
    script.at(THREAD);
    TestModule module = script.module;
    module.code.label("flip"); // 1 and a forged count, in turn
    module.code.move32(Register.RCX, 1);
    module.store(header + 4, Register.RCX);
    module.code.move32(Register.RCX, 0x7fffffff);
    module.store(header + 4, Register.RCX);
    module.code.jump("flip");
    module.align();
    script.run();
  }
}
