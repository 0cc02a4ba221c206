package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.halite.runtime.machine.Assembler.Condition;
import org.halite.runtime.syscall.FileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack 20: descriptors that run out, that are in flight in circles, that are counted wrong or cut
 * off. What fails must give back what it took: each loop here is longer than any of the limits.
 */
@Timeout(120)
class DescriptorAttacksTest {
  private static final int DATA = TestModule.DATA;
  private static final int PAIR = DATA + 0x100;
  private static final int BUFFER = CallScript.BUFFER;
  private static final int THREAD = 0x28000;
  private static final int NO_WAIT = 1;
  private static final int DUP = 8;
  private static final int DUP_TO = 9;
  private static final int OPEN = 10;
  private static final int CLOSE = 11;
  private static final int READ = 12;
  private static final int MAP = 21;
  private static final int BOUND = 60;
  private static final int ACCEPT = 61;
  private static final int CONNECT = 62;
  private static final int SEND = 63;
  private static final int RECEIVE = 64;
  private static final int MEMORY = 65;
  private static final int SOCKETS = 66;
  private static final int PAGE = 0x10000;
  private static final int HERE = 0x70000000;

  @TempDir Path directory;
  private final CallScript script = new CallScript();
  private final TestModule module = script.module;
  private int loops;

  /** Repeats with rbx, which system calls keep. */
  private void loop(int times, Runnable body) {
    String label = "loop " + loops++;
    module.code.move32(Register.RBX, times);
    module.align();
    module.code.label(label);
    body.run();
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Condition.NOT_EQUAL, label);
    module.align();
  }

  /** Bound socket 3, capability 4, IMC sockets 5 and 6. */
  private void connected() {
    script.call(BOUND, PAIR).gives(0).call(CONNECT, 4).gives(5).call(ACCEPT, 3).gives(6);
  }

  private void fillTable() {
    loop(5000, () -> module.systemCall(DUP, 1));
  }

  @Test
  void whoeverFindsNoNumberIsToldAndLosesNothing() throws InterruptedException, IOException {
    FileTree tree = FileTree.open(directory.toString());
    module.systemCalls.allowFiles(tree);
    int path = script.text("file\0");
    script.call(OPEN, path, 0102, 0644).gives(3);
    script.call(BOUND, PAIR).gives(0); // 4 and 5
    long before = kernelDescriptors();
    fillTable();
    int[][] makers = {
      {DUP, 1},
      {OPEN, path, 0, 0},
      {BOUND, PAIR},
      {SOCKETS, PAIR},
      {MEMORY, PAGE},
      {70},
      {74},
      {100, 1}
    };
    for (int[] maker : makers) {
      int[] arguments = java.util.Arrays.copyOfRange(maker, 1, maker.length);
      loop(5000, () -> module.systemCall(maker[0], arguments));
      script.call(maker[0], arguments).gives(-Errno.EMFILE);
    }
    script.call(CLOSE, 4000).gives(0);
    for (int pair : new int[] {BOUND, SOCKETS}) { // one place for two
      loop(5000, () -> module.systemCall(pair, PAIR));
      script.call(pair, PAIR).gives(-Errno.EMFILE);
    }
    script.call(MEMORY, 0x3fff0000).gives(4000); // all that the module may have
    script.run();
    assertEquals(before + 1, kernelDescriptors(), "the file, and no other");
    Kernel.call(Kernel.CLOSE, tree.root());
  }

  private static long kernelDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  /** The address of a socket waits in a connection to that very socket; then all names go. */
  @Test
  void circlesOfAddressesInFlightAreFreed() throws InterruptedException {
    int own = script.header(BUFFER, 16, 4, 4, 4, 4, 4, 4, 4, 4);
    loop(
        6000,
        () -> {
          module.systemCall(BOUND, PAIR); // 3 and 4
          module.systemCall(CONNECT, 4); // 5; nobody accepts
          module.systemCall(SEND, 5, own, NO_WAIT);
          for (int number : new int[] {4, 3, 5}) {
            module.systemCall(CLOSE, number);
          }
        });
    connected();
    script.call(SEND, 5, own, NO_WAIT).gives(16).run();
  }

  /** Two sockets, each one's address on its way to the other, through connections in flight. */
  @Test
  void circlesThroughTwoSocketsAreFreed() throws InterruptedException {
    int first = script.header(BUFFER, 16, 4, 4, 4, 4);
    int second = script.header(BUFFER, 16, 6, 6, 6, 6);
    loop(
        4000,
        () -> {
          module.systemCall(BOUND, PAIR); // 3 and 4
          module.systemCall(BOUND, PAIR); // 5 and 6
          module.systemCall(CONNECT, 4); // 7
          module.systemCall(CONNECT, 6); // 8
          module.systemCall(SEND, 7, second, NO_WAIT);
          module.systemCall(SEND, 8, first, NO_WAIT);
          for (int number : new int[] {7, 8, 4, 6, 5, 3}) {
            module.systemCall(CLOSE, number);
          }
        });
    connected();
    script.call(SEND, 5, script.header(BUFFER, 16, 4), NO_WAIT).gives(16).run();
  }

  /** Data-only sockets and shared memory whose last names are in messages that nobody reads. */
  @Test
  void whatOnlyUnreadMessagesNameIsFreedWithThem() throws InterruptedException {
    int both = script.header(BUFFER, 16, 7, 8);
    int text = script.header(BUFFER, 16);
    loop(
        5000,
        () -> {
          module.systemCall(BOUND, PAIR);
          module.systemCall(CONNECT, 4);
          module.systemCall(ACCEPT, 3); // 6
          module.systemCall(SOCKETS, PAIR); // 7 and 8
          module.systemCall(SEND, 7, text, NO_WAIT);
          module.systemCall(SEND, 5, both, NO_WAIT);
          module.systemCall(CLOSE, 7);
          module.systemCall(MEMORY, PAGE); // 7
          module.systemCall(SEND, 5, both, NO_WAIT);
          for (int number = 3; number <= 8; number++) {
            module.systemCall(CLOSE, number);
          }
        });
    script.call(MEMORY, 0x3fff0000).gives(3).run();
  }

  /** The array for numbers is cut off by the end of its page, read-only, or code. */
  @Test
  void numbersThatCannotBeToldAreClosedAgain() throws InterruptedException {
    int start = script.words(0, 0);
    script.call(MAP, HERE, PAGE, 3, 0x32, -1, start).gives(HERE);
    script.call(MAP, HERE + 2 * PAGE, PAGE, 1, 0x32, -1, start).gives(HERE + 2 * PAGE);
    int vector = script.words(BUFFER, 16);
    int from = script.header(BUFFER, 16, 4, 4, 4);
    connected();
    int[] places = {
      0, HERE + PAGE - 4, HERE + PAGE - 8, HERE + PAGE, HERE + 2 * PAGE, 0x20000, -4, -12
    };
    for (int place : places) {
      int to = script.words(vector, 1, place, 3, 0);
      loop(
          1500,
          () -> {
            module.systemCall(SEND, 5, from, NO_WAIT);
            module.systemCall(RECEIVE, 6, to, NO_WAIT);
          });
      script.call(SEND, 5, from, NO_WAIT).gives(16);
      script.call(RECEIVE, 6, to, NO_WAIT).gives(-Errno.EFAULT);
    }
    script.call(DUP, 1).gives(7); // the lowest free number is still the one behind the sockets
    script.run();
  }

  /** Places for bytes that fail after the message was taken: its descriptors are dropped. */
  @Test
  void descriptorsOfAMessageWhoseBytesFindNoPlaceAreDropped() throws InterruptedException {
    int from = script.header(BUFFER, 16, 4, 4, 4, 4, 4, 4, 4, 4);
    connected();
    int numbers = script.words(0, 0, 0, 0, 0, 0, 0, 0);
    for (int place : new int[] {0, 0x20000, HERE, (int) Thunks.TABLES}) {
      int to = script.words(script.words(place, 16), 1, numbers, 8, 0);
      loop(
          1500,
          () -> {
            module.systemCall(SEND, 5, from, NO_WAIT);
            module.systemCall(RECEIVE, 6, to, NO_WAIT);
          });
      script.call(SEND, 5, from, NO_WAIT).gives(16);
      script.call(RECEIVE, 6, to, NO_WAIT).gives(-Errno.EFAULT);
    }
    script.call(DUP, 1).gives(7).run();
  }

  /** Counts that say more than there is, and less: what is cut off is told, and nothing leaks. */
  @Test
  void forgedCountsOfDescriptorsLeakNone() throws InterruptedException {
    int from = script.header(BUFFER, 16, 4, 4, 4, 4, 4, 4, 4, 4);
    connected();
    int vector = script.words(BUFFER, 16);
    for (int count : new int[] {0, 9, 0x7fffffff, 0x80000000, -1, 0x40000001}) {
      int numbers = script.words(1, 1, 1, 1, 1, 1, 1, 1, 1);
      int to = script.words(vector, 1, numbers, count, 0);
      int result = count == 0 ? 16 : -Errno.EINVAL;
      loop(
          1500,
          () -> {
            module.systemCall(SEND, 5, from, NO_WAIT);
            module.systemCall(RECEIVE, 6, to, NO_WAIT);
            module.systemCall(RECEIVE, 6, script.words(vector, 1, numbers, 0, 0), NO_WAIT);
          });
      script.call(SEND, 5, from, NO_WAIT).gives(16);
      script.call(RECEIVE, 6, to, NO_WAIT).gives(result);
      script.call(RECEIVE, 6, script.words(vector, 1, numbers, 0, 0), NO_WAIT);
      int sent = script.words(vector, 1, numbers, count, 0);
      script.call(SEND, 5, sent, NO_WAIT).gives(result);
      script.call(RECEIVE, 6, script.words(vector, 1, numbers, 0, 0), NO_WAIT);
    }
    script.call(DUP, 1).gives(7).run();
  }

  /** Threads that close, copy, send and receive the same few numbers at once. */
  @Test
  void threadsThatFightForNumbersLeaveAWholeTable() throws InterruptedException {
    int done = DATA + 0x200;
    int threads = 4;
    int from = script.header(BUFFER, 16, 4, 8, 9);
    int to = script.header(BUFFER + 0x100, 16, 0, 0, 0, 0, 0, 0, 0, 0);
    int pair = DATA + 0x300;
    connected();
    for (int i = 0; i < threads; i++) {
      script.call(80, THREAD, DATA + 0x9000 + 0x800 * i, DATA, 0).gives(0);
    }
    module.align();
    module.code.label("wait");
    module.systemCall(42, script.words(0, 0, 1_000_000), 0);
    module.code.compare32(Register.R15, done, threads).jump(Condition.NOT_EQUAL, "wait");
    for (int number = 3; number < 4096; number++) {
      if (number < 20 || number > 4090) {
        script.call(CLOSE, number);
      }
    }
    loop(4100, () -> module.call(CLOSE_NEXT));
    script.call(MEMORY, 0x3fff0000).gives(3); // nothing holds memory any more
    script.call(BOUND, PAIR).gives(0).call(CONNECT, 5).gives(6).call(ACCEPT, 4).gives(7);
    module.exit(0);
    script.at(THREAD);
    loop(
        1500,
        () -> {
          module.systemCall(SOCKETS, pair);
          module.systemCall(SEND, 5, from, NO_WAIT);
          module.systemCall(MEMORY, PAGE);
          module.systemCall(RECEIVE, 6, to, NO_WAIT);
          module.systemCall(DUP_TO, 4, 9);
          module.systemCall(CLOSE, 8);
          module.systemCall(DUP_TO, 8, 10);
          module.systemCall(CLOSE, 7);
          module.systemCall(CLOSE, 11);
        });
    module.code.bytes(0xf0, 0x41, 0x83, 0x87).int32(done).bytes(1); // lock add dword, 1
    module.systemCall(81, 0);
    script.at(CLOSE_NEXT); // close(ebx + 2)
    module.code.lea(Register.RDI, Register.RBX, 2);
    module.call(Thunks.trampoline(CLOSE));
    module.ret();
    script.run();
  }

  private static final int CLOSE_NEXT = 0x2c000;

  /** A file's number is closed and given again while another thread reads through it. */
  @Test
  void aNumberThatIsReusedWhileItIsReadIsOneFileOrTheOther() throws Exception {
    FileTree tree = FileTree.open(directory.toString());
    module.systemCalls.allowFiles(tree);
    Files.writeString(directory.resolve("a"), "aaaaaaaa");
    Files.writeString(directory.resolve("b"), "bbbbbbbb");
    int done = DATA + 0x200;
    int seen = DATA + 0x210;
    long before = kernelDescriptors();
    script.call(80, THREAD, DATA + 0x9000, DATA, 0).gives(0);
    module.align();
    module.code.label("more");
    loop(
        3000,
        () -> {
          for (String name : new String[] {"a\0", "b\0"}) {
            module.systemCall(OPEN, script.text(name), 0, 0); // 3
            module.systemCall(CLOSE, 3);
          }
        });
    module.code.compare32(Register.R15, seen, 10).jump(Condition.BELOW, "more");
    module.code.store32(Register.R15, done, 1);
    module.systemCall(120, DATA + 0x208, 0, 0);
    script.at(THREAD);
    module.code.label("read");
    module.systemCall(READ, 3, BUFFER, 8);
    module.code.compare32(Register.RAX, 8).jump(Condition.NOT_EQUAL, "none");
    module.code.load32(Register.RCX, Register.R15, BUFFER);
    module.code.compare32(Register.RCX, 0x61616161).jump(Condition.EQUAL, "good");
    module.code.compare32(Register.RCX, 0x62626262).jump(Condition.EQUAL, "good");
    module.exit(1);
    module.align();
    module.code.label("good");
    module.code.bytes(0x41, 0x83, 0x87).int32(seen).bytes(1); // add dword, 1
    module.code.label("none");
    module.code.compare32(Register.RAX, -Errno.EBADF).jump(Condition.EQUAL, "go on");
    module.code.compare32(Register.RAX, 8).jump(Condition.NOT_ABOVE, "go on");
    module.exit(2);
    module.align();
    module.code.label("go on");
    module.code.compare32(Register.R15, done, 1).jump(Condition.NOT_EQUAL, "read");
    script.run();
    assertEquals(before, kernelDescriptors());
    Kernel.call(Kernel.CLOSE, tree.root());
  }
}
