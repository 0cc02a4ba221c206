package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.syscall.FileTree;
import org.halite.runtime.syscall.Prototypes;
import org.halite.runtime.syscall.Prototypes.Kind;
import org.halite.runtime.syscall.Prototypes.Prototype;

/**
 * A module with all privileges, something of every kind to name in system calls, and places where
 * no pointer should lead.
 */
final class ForgedWorld implements AutoCloseable {
  /** The end of a module whose thread waits for what never comes. */
  static final Exit WAITS = new Exit.Killed("it waits");

  private static final long GUARD = 40L << 30;
  private static final int PAGE = AddressSpace.PAGE;
  private static final int DATA = TestModule.DATA;
  private static final int DYNAMIC = 0x30000;

  private static final int PATH = DATA + 0x100;
  private static final int ROOT = DATA + 0x180;
  private static final int TIME = DATA + 0x200;

  /** A timespec of 20 milliseconds. */
  private static final int MOMENT = DATA + 0x280;

  private static final int HEADER = DATA + 0x300;
  private static final int VECTOR = DATA + 0x340;
  private static final int PAIR = DATA + 0x380;
  private static final int CODE = DATA + 0x400;

  /** 64 KiB of a pattern. */
  private static final int BUFFER = DATA + 0x10000;

  /** A page with nothing behind it, a read-only one, one that is mapped without any right. */
  private static final int EDGE = 0x40000000 + PAGE;

  private static final int READ_ONLY = 0x40040000;
  private static final int NO_RIGHT = 0x40080000;

  /** What memory calls may take away. */
  private static final int SPARE = 0x50000000;

  // Numbers of descriptors after the preparation.
  private static final int BOUND = 3;
  private static final int ADDRESS = 4;
  private static final int SOCKET = 5;
  private static final int SHARED = 7;
  private static final int MUTEX = 8;
  private static final int CONDITION = 9;
  private static final int SEMAPHORE = 10;
  private static final int FILE = 11;
  private static final int DIRECTORY = 12;

  private static final int PATTERN = 0xa5;

  private final TestModule module = new TestModule(64 << 20);
  private final CallSequence sequence;
  private final int threadEntry;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment canary = arena.allocate(PAGE, PAGE);
  private final Map<Integer, Integer> loops = new HashMap<>();
  private List<byte[]> before;
  private int prepared;

  ForgedWorld(FileTree tree) throws IOException {
    module.systemCalls.allowSockets();
    module.systemCalls.allowFiles(tree);
    module.sandbox.allowExceptions();
    module.sandbox.useClockStub();
    SandboxCode judge = new SandboxCode();
    module.validator = (code, address) -> address < DYNAMIC ? null : judge.validate(code, address);
    module.code.jump("sequence");
    module.align();
    threadEntry = module.here();
    module.code.move32(Register.RSP, (int) (TestModule.STACK - 0x4000));
    module.code.add(Register.RSP, Register.R15);
    module.systemCall(81, 0);
    module.align();
    for (Prototype prototype : Prototypes.of(module.systemCalls)) {
      loops.put(prototype.number(), module.here());
      loop(prototype);
    }
    module.code.label("sequence");
    sequence = new CallSequence(module);
    module.load();
    canary.fill((byte) 0x3c);
  }

  /** Makes one call for ever, with good arguments. */
  private void loop(Prototype prototype) {
    String again = "again " + prototype.number();
    module.code.label(again);
    long[] arguments = good(prototype);
    module.systemCall(
        prototype.number(), Arrays.stream(arguments).mapToInt(a -> (int) a).toArray());
    module.code.jump(again);
    module.align();
  }

  /** Where a thread starts that makes this call for ever. */
  int loopOf(int number) {
    return loops.get(number);
  }

  TestModule module() {
    return module;
  }

  CallSequence sequence() {
    return sequence;
  }

  int moment() {
    return MOMENT;
  }

  /** How many calls go before those that were given. */
  int prepared() {
    return prepared;
  }

  /** Address of memory of ours, outside of the module. */
  long outside() {
    return canary.address();
  }

  /** Starts the module with these calls behind those that prepare. */
  void start(List<CallSequence.Call> calls) {
    prepareMemory();
    List<CallSequence.Call> all = new ArrayList<>(preparation());
    prepared = all.size();
    all.addAll(calls);
    sequence.write(all);
    before = trustedMemory();
    module.start();
  }

  private void prepareMemory() {
    AddressSpace space = module.sandbox.space();
    ModuleMemory memory = module.sandbox.memory();
    byte[] pattern = new byte[PAGE];
    Arrays.fill(pattern, (byte) PATTERN);
    for (int page : new int[] {EDGE - PAGE, READ_ONLY, NO_RIGHT, SPARE}) {
      assertEquals(page, space.mapAnonymous(page, PAGE, 3, true));
      memory.write(page, pattern);
    }
    assertEquals(0, space.protectData(READ_ONLY, PAGE, AddressSpace.READ));
    assertEquals(0, space.protectData(NO_RIGHT, PAGE, 0));
    memory.write(BUFFER, pattern);
    memory.write(PATH, "file\0".getBytes(StandardCharsets.US_ASCII));
    memory.write(ROOT, "/\0".getBytes(StandardCharsets.US_ASCII));
    memory.write(TIME, new byte[32]);
    memory.write(MOMENT, words(0, 0, 20_000_000));
    memory.write(HEADER, words(VECTOR, 1, PAIR, 0, 0));
    memory.write(VECTOR, words(BUFFER, 16));
    byte[] halts = new byte[64];
    Arrays.fill(halts, (byte) 0xf4);
    memory.write(CODE, halts);
  }

  private static byte[] words(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      bytes.putInt(word);
    }
    return bytes.array();
  }

  private static List<CallSequence.Call> preparation() {
    return List.of(
        new CallSequence.Call(60, PAIR),
        new CallSequence.Call(66, PAIR),
        new CallSequence.Call(65, PAGE),
        new CallSequence.Call(70),
        new CallSequence.Call(74),
        new CallSequence.Call(100, 1000),
        new CallSequence.Call(10, PATH, 0102, 0644),
        new CallSequence.Call(10, ROOT, 0, 0),
        new CallSequence.Call(104, DYNAMIC, CODE, 64));
  }

  /** Arguments that make sense; of a call that is not named here, by their types. */
  long[] good(Prototype prototype) {
    long[] arguments = new long[prototype.arguments().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          switch (prototype.arguments().get(i)) {
            case PATH -> PATH;
            case TIME -> TIME;
            case MESSAGE_HEADER -> HEADER;
            case POINTER -> BUFFER;
            case LENGTH -> 16;
            case NUMBER -> FILE;
          };
    }
    long[] better =
        switch (prototype.number()) {
          case 9 -> new long[] {FILE, 100};
          case 10 -> new long[] {PATH, 0102, 0644};
          case 14 -> new long[] {FILE, TIME, 0};
          case 21 -> new long[] {0, PAGE, 3, 0x22, SHARED, TIME};
          case 22 -> new long[] {SPARE, PAGE};
          case 23 -> new long[] {DIRECTORY, BUFFER, 1000};
          case 24 -> new long[] {SPARE, PAGE, 3};
          case 33, 43, 44 -> new long[] {1, BUFFER};
          case 50 -> new long[] {DIRECTORY};
          case 61 -> new long[] {BOUND};
          case 62 -> new long[] {ADDRESS};
          case 63, 64 -> new long[] {SOCKET, HEADER, 1};
          case 65 -> new long[] {PAGE};
          case 71, 72, 73 -> new long[] {MUTEX};
          case 75 -> new long[] {CONDITION, MUTEX};
          case 76, 77 -> new long[] {CONDITION};
          case 79 -> new long[] {CONDITION, MUTEX, TIME};
          case 80 -> new long[] {threadEntry, TestModule.STACK - 0x8000, DATA, 0};
          case 87 -> new long[] {threadEntry, BUFFER};
          case 101, 102, 103 -> new long[] {SEMAPHORE};
          case 104 -> new long[] {DYNAMIC + 64, CODE, 32};
          case 105 -> new long[] {DYNAMIC, CODE, 32};
          case 106 -> new long[] {DYNAMIC, 64};
          case 120 -> new long[] {BUFFER, 1, TIME};
          case 145 -> new long[] {PATH, 4};
          default -> arguments;
        };
    assertEquals(arguments.length, better.length, prototype.name());
    return better;
  }

  /** Values that an argument of a type should not have, and a few that it may have. */
  List<Long> forged(Kind kind) {
    return switch (kind) {
      case LENGTH -> lengths();
      case NUMBER -> numbers();
      default -> pointers();
    };
  }

  private List<Long> pointers() {
    long base = module.sandbox.space().base();
    List<Long> pointers = new ArrayList<>();
    int[] places = {
      0, // null, unmapped
      1,
      0xffff, // across the edge to the trampolines
      0x10000,
      0x10a84,
      0x1fffc,
      0x20000, // text
      0x2ffff,
      DYNAMIC,
      DYNAMIC + 0x8000,
      BUFFER,
      BUFFER + 1, // misaligned
      BUFFER + 7,
      EDGE - 1, // the edge of an unmapped page, a whole and a broken structure before it
      EDGE - 4,
      EDGE - 8,
      EDGE - 12,
      EDGE - 19,
      EDGE,
      READ_ONLY,
      READ_ONLY - 2,
      NO_RIGHT,
      SPARE + 0x1000,
      0x7fffffff,
      0x80000000,
      (int) Thunks.TABLES,
      (int) Thunks.TABLES - 1,
      (int) AddressSpace.STACK_TOP - 4,
      (int) Thunks.THUNKS,
      (int) Thunks.landing(),
      0xfffffff0, // wraps
      0xfffffffc,
      0xffffffff
    };
    for (int place : places) {
      pointers.add(Integer.toUnsignedLong(place));
    }
    pointers.add(canary.address()); // memory of ours, if anybody takes the register as it is
    pointers.add(base + BUFFER);
    pointers.add(base - 0x1000); // the guards
    pointers.add(base + AddressSpace.SIZE);
    pointers.add(1L << 32 | BUFFER);
    pointers.add(0xffffffff00000000L | BUFFER);
    pointers.add(1L << 63);
    return pointers;
  }

  private List<Long> lengths() {
    long rest = AddressSpace.SIZE - BUFFER; // to the end of the 4 GiB
    return List.of(
        0L,
        1L,
        3L,
        31L,
        PAGE - 1L,
        (long) PAGE,
        PAGE + 1L,
        0x7fffffffL,
        0x80000000L,
        rest,
        rest + 1,
        0xffff0000L,
        0xffffffffL,
        1L << 32,
        1L << 63 | 16);
  }

  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (long number = 0; number <= DIRECTORY; number++) {
      numbers.add(number);
    }
    for (long number :
        new long[] {
          100,
          4095,
          4096,
          0x7fffffff,
          0x80000000L,
          0xfffffffeL,
          0xffffffffL,
          1L << 32,
          1L << 63 | SOCKET
        }) {
      numbers.add(number);
    }
    return numbers;
  }

  /**
   * The module's end. When its threads only wait (a call may do that), they are ended: {@link
   * #WAITS}.
   */
  Exit awaitExitOrWait() throws InterruptedException {
    int quiet = 0;
    int seen = 0;
    for (long looks = 0; module.sandbox.exit() == null; looks++) {
      if (looks > 60_000) {
        throw new AssertionError("call " + (seen - prepared) + " neither returns nor waits");
      }
      Thread.sleep(1);
      int returned = seen;
      while (sequence.hasReturned(returned)) {
        returned++;
      }
      quiet = returned == seen && allWait() ? quiet + 1 : 0;
      seen = returned;
      if (quiet > 15) {
        module.sandbox.end(WAITS);
      }
    }
    return module.awaitExit();
  }

  private static boolean allWait() {
    Thread[] threads = new Thread[1000];
    int count = Thread.currentThread().getThreadGroup().enumerate(threads);
    for (int i = 0; i < count; i++) {
      Thread.State state = threads[i].getState();
      if (threads[i].getName().equals("module")
          && state != Thread.State.WAITING
          && state != Thread.State.TIMED_WAITING) {
        return false;
      }
    }
    return true;
  }

  static String describe(CallSequence.Call call) {
    StringBuilder text = new StringBuilder("call ").append(call.number());
    for (long argument : call.arguments()) {
      text.append(' ').append(Long.toHexString(argument));
    }
    return text.toString();
  }

  /** Trampolines, text, thunks and tables. */
  private List<byte[]> trustedMemory() {
    ModuleMemory memory = module.sandbox.memory();
    List<byte[]> trusted = new ArrayList<>();
    for (long page : new long[] {0x10000, 0x20000, Thunks.THUNKS, Thunks.TABLES}) {
      trusted.add(memory.read(page, PAGE));
    }
    return trusted;
  }

  /** Nothing was written, mapped or opened where the module may not. */
  void assertUnharmed() throws IOException {
    List<byte[]> now = trustedMemory();
    for (int i = 0; i < now.size(); i++) {
      assertArrayEquals(before.get(i), now.get(i), "page " + i);
    }
    for (long i = 0; i < canary.byteSize(); i++) {
      assertEquals(0x3c, canary.get(ValueLayout.JAVA_BYTE, i), "memory outside of the module");
    }
    long base = module.sandbox.space().base();
    long at = base - GUARD;
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] parts = line.split("[- ]", 3);
      long from = Long.parseUnsignedLong(parts[0], 16);
      long to = Long.parseUnsignedLong(parts[1], 16);
      if (to <= base - GUARD || from >= base + AddressSpace.SIZE + GUARD) {
        continue;
      }
      assertTrue(from <= at, () -> "a hole before " + line);
      at = to;
      boolean guard = from < base || to > base + AddressSpace.SIZE;
      assertTrue(!guard || parts[2].startsWith("---"), () -> "an open guard: " + line);
      assertTrue(!parts[2].startsWith("rwx"), () -> "writable code: " + line);
    }
    assertTrue(at >= base + AddressSpace.SIZE + GUARD, "a hole behind the last mapping");
  }

  @Override
  public void close() {
    if (module.sandbox.exit() == null) {
      module.sandbox.end(WAITS);
    }
    try {
      assertTrue(module.sandbox.release(), "threads of the module are left");
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
    arena.close();
  }
}
