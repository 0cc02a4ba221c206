package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.halite.runtime.syscall.HostStream;

/** A module that makes one system call after the other and keeps all results. */
final class CallScript {
  private static final int RESULTS = TestModule.DATA + 0x1000;
  private static final int STRUCTURES = TestModule.DATA + 0x4000;

  /** A buffer of 64 KiB in the module. */
  static final int BUFFER = TestModule.DATA + 0x10000;

  final TestModule module;
  private int calls;
  private int structures = STRUCTURES;
  private final ByteBuffer prepared = ByteBuffer.allocate(0x8000).order(ByteOrder.LITTLE_ENDIAN);
  private final boolean[] expected = new boolean[0x600];
  private final int[] expectations = new int[0x600];

  CallScript() {
    this(1L << 30);
  }

  CallScript(long memoryLimit) {
    this(memoryLimit, HostStream.NOTHING);
  }

  CallScript(long memoryLimit, HostStream input) {
    this(new TestModule(memoryLimit, input));
  }

  private CallScript(TestModule module) {
    this.module = module;
    module.systemCalls.allowSockets();
  }

  /** A module of 2010, or one of later years. */
  static CallScript ofYear(int year) {
    return new CallScript(new TestModule(1L << 30, HostStream.NOTHING, year == 2010));
  }

  /** Emits a call; its result is kept. */
  CallScript call(int number, int... arguments) {
    module.systemCall(number, arguments);
    module.store(RESULTS + 8 * calls++, Register.RAX);
    return this;
  }

  /** The last call must have answered this. */
  CallScript gives(int result) {
    expected[calls - 1] = true;
    expectations[calls - 1] = result;
    return this;
  }

  /** Starts a thread at the code that follows {@link #at} this address. */
  CallScript thread(int address) {
    return call(80, address, TestModule.DATA + 0x9000, TestModule.DATA, 0).gives(0);
  }

  CallScript at(int address) {
    while (module.here() < address) {
      module.code.bytes(0x90);
    }
    return this;
  }

  /** Words in the module's memory; their address. */
  int words(int... words) {
    int address = structures;
    for (int word : words) {
      prepared.putInt(structures - STRUCTURES, word);
      structures += 4;
    }
    return address;
  }

  int text(String text) {
    int address = structures;
    for (int i = 0; i < text.length(); i++) {
      prepared.put(structures++ - STRUCTURES, (byte) text.charAt(i));
    }
    structures = (structures + 3) & -4;
    return address;
  }

  /** A message header with one buffer. */
  int header(int buffer, int length, int... descriptors) {
    int vector = words(buffer, length);
    int numbers = words(descriptors);
    return words(vector, 1, numbers, descriptors.length, 0);
  }

  CallScript load() {
    module.exit(0);
    module.load();
    module.sandbox.memory().write(STRUCTURES, prepared.array());
    return this;
  }

  CallScript store(int value, int address) {
    module.code.move32(Register.RCX, value);
    module.store(address, Register.RCX);
    return this;
  }

  /** Copies a word of the module to its data, where it outlives the mapping. */
  CallScript keep(int address, int to) {
    module.code.load32(Register.RCX, Register.R15, address);
    module.store(to, Register.RCX);
    return this;
  }

  /** Runs to a fault at this address, and compares the results. */
  void faultsAt(int address) throws InterruptedException {
    load();
    module.start();
    Exit.Fault fault = assertInstanceOf(Exit.Fault.class, module.awaitExit());
    check();
    assertEquals(Integer.toUnsignedLong(address), fault.address());
  }

  /** Runs to the module's normal end, and compares all results. */
  CallScript run() throws InterruptedException {
    load();
    module.start();
    assertEquals(new Exit.Normal(0), module.awaitExit());
    return check();
  }

  CallScript check() {
    for (int i = 0; i < calls; i++) {
      if (expected[i]) {
        assertEquals(expectations[i], result(i), "the result of call " + i);
      }
    }
    return this;
  }

  int result(int call) {
    return word(RESULTS + 8 * call);
  }

  int word(int address) {
    return module.sandbox.memory().readInt(Integer.toUnsignedLong(address));
  }

  byte[] bytes(int address, int length) {
    return module.sandbox.memory().read(Integer.toUnsignedLong(address), length);
  }

  String string(int address, int length) {
    return new String(bytes(address, length), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
