package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.machine.Assembler.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Attack 18: at every way into untrusted code, a module dumps all registers that it can read. None
 * may hold a trusted address, or a value that trusted code had in its registers.
 */
@Timeout(120)
class RegistersAfterCallsTest {
  private static final int DATA = TestModule.DATA;
  private static final int DUMP = DATA + 0x1000;
  private static final int FLAGS = DUMP + 0x80;
  private static final int MXCSR = DUMP + 0x88;
  private static final int X87 = DUMP + 0x100;
  private static final int VECTORS = DUMP + 0x200;

  /** Some beyond those that mean something. */
  private static final int NUMBERS = 200;

  /** Known to nobody else: in all registers of trusted code when it returns. */
  private static final long SECRET = 0x5ec2e7_5ec2e7_77L;

  private final TestModule module = new TestModule();
  private final List<String> leaks = new ArrayList<>();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment secret = arena.allocate(8, 8);
  private MethodHandle fill;
  private int dumps;

  /** As of the last dump. */
  private NavigableMap<Long, Long> trusted;

  @BeforeEach
  void fillRegistersInEveryCall() {
    secret.set(ValueLayout.JAVA_LONG, 0, SECRET);
    long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    Kernel.write(page, filler());
    Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
    fill = Kernel.function(page);
    module.sandbox.setSystemCalls(
        (number, thread) -> {
          long result = module.systemCalls.call(number, thread);
          fill();
          return result;
        });
  }

  @AfterEach
  void free() {
    arena.close();
  }

  private void fill() {
    Kernel.invoke(fill, secret.address(), 0, 0, 0, 0, 0, 0);
  }

  /** Loads [rdi] into every register that a function may destroy. */
  private static byte[] filler() {
    Assembler a = new Assembler();
    for (int i = 0; i < 8; i++) {
      a.bytes(0x0f, 0x6f, 7 | i << 3); // movq mm i, [rdi]
    }
    a.bytes(0x0f, 0x77); // emms: the values stay, the registers are free
    for (int i = 0; i < 16; i++) {
      if (Processor.hasAvx()) {
        a.bytes(0xc4, i < 8 ? 0xe2 : 0x62, 0x7d, 0x19, 7 | (i & 7) << 3); // vbroadcastsd ymm, [rdi]
      } else {
        a.loadXmm(i, Register.RDI, 0);
      }
    }
    for (Register register :
        new Register[] {
          Register.RAX,
          Register.RCX,
          Register.RDX,
          Register.RSI,
          Register.R8,
          Register.R9,
          Register.R10,
          Register.R11,
          Register.RDI
        }) {
      a.load64(register, Register.RDI, 0);
    }
    a.ret();
    return a.assemble(0);
  }

  /** Stores all that can be read, without changing it before; rax and flags change after. */
  private void dump() {
    Assembler code = module.code;
    for (Register register : Register.values()) {
      module.store(DUMP + 8 * register.number(), register);
    }
    code.bytes(0x9c).pop(Register.RAX); // pushfq
    module.store(FLAGS, Register.RAX);
    code.storeMxcsr(Register.R15, MXCSR);
    for (int i = 0; i < 16; i++) {
      int modRm = 0x87 | (i & 7) << 3;
      if (Processor.hasAvx()) {
        code.bytes(0xc4, i < 8 ? 0xc1 : 0x41, 0x7c, 0x11, modRm); // vmovups [r15 + disp], ymm
      } else {
        code.bytes(i < 8 ? 0x41 : 0x45, 0x0f, 0x11, modRm); // movups [r15 + disp], xmm
      }
      code.int32(VECTORS + 32 * i);
    }
    code.bytes(0x41, 0xdd, 0xb7).int32(X87); // fnsave
  }

  /** A thunk that looks at the dump; rbx says what it is of. */
  private int inspector() {
    return module.sandbox.thunks().thunk(call -> inspect("dump " + call.integerRegister(0)));
  }

  private void inspect(String where) {
    dumps++;
    trusted = trustedRanges();
    ModuleMemory memory = module.sandbox.memory();
    inspect(where, DUMP, memory.read(DUMP, X87 - DUMP));
    inspect(where, VECTORS, memory.read(VECTORS, 16 * 32));
    for (int i = 0; i < 8; i++) {
      int register = X87 + 28 + 10 * i; // in the image of fnsave
      inspect(where, register, memory.read(register, 8));
    }
  }

  private void inspect(String where, long address, byte[] bytes) {
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 8 <= bytes.length; i += 8) {
      long word = words.getLong(i);
      var below = word == 0 ? null : trusted.floorEntry(word);
      if (word == SECRET || below != null && word < below.getValue()) {
        leaks.add(where + ", " + Long.toHexString(address + i) + ": " + Long.toHexString(word));
      }
    }
  }

  /** What is mapped beyond the module, starts to ends; above 4 GiB, where numbers are addresses. */
  private NavigableMap<Long, Long> trustedRanges() {
    long base = module.sandbox.space().base();
    NavigableMap<Long, Long> ranges = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        String[] parts = line.split("[- ]", 4);
        long from = Long.parseUnsignedLong(parts[0], 16);
        long to = Long.parseUnsignedLong(parts[1], 16);
        boolean guard = from <= base && to >= base || from == base + AddressSpace.SIZE;
        boolean inside = from >= base && to <= base + AddressSpace.SIZE;
        if (from >= 1L << 32 && !guard && !inside) {
          ranges.put(from, to);
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return ranges;
  }

  private void run(int status) throws InterruptedException {
    assertEquals(new Exit.Normal(status), module.run());
    assertEquals(List.of(), leaks);
  }

  /**
   * All numbers but exit and thread_exit: trampolines of all kinds, whatever stands behind; with
   * arguments of zero, and with those with which the clock is read outside of Java.
   */
  @Test
  void noCallLeavesTrustedValues() throws InterruptedException {
    int inspect = inspector();
    Assembler code = module.code;
    module.sandbox.useClockStub();
    code.move32(Register.RBX, 0).move32(Register.R12, 0);
    module.align();
    code.label("next");
    for (Register register : ARGUMENTS) {
      code.clear(register);
    }
    code.test(Register.R12).jump(Condition.EQUAL, "zeroes");
    code.move32(Register.RDI, 1).move32(Register.RSI, DATA + 0x100); // a clock, and a place for it
    code.label("zeroes");
    code.bytes(0xfd); // std: it has to be clear again
    code.bytes(0x89, 0xd8, 0xc1, 0xe0, 0x05, 0x05).int32(0x10000); // eax = 32 * ebx + 0x10000
    while ((code.position() + 5) % 32 != 0) {
      code.bytes(0x90);
    }
    code.add(Register.RAX, Register.R15).call(Register.RAX);
    dump();
    code.bytes(0xfc); // cld
    code.move(Register.RDI, Register.RBX);
    module.call(inspect);
    module.align();
    code.label("skip");
    code.add32(Register.RBX, 1);
    code.compare32(Register.RBX, 30).jump(Condition.EQUAL, "skip");
    code.compare32(Register.RBX, 81).jump(Condition.EQUAL, "skip");
    code.compare32(Register.RBX, NUMBERS).jump(Condition.NOT_EQUAL, "next");
    code.move32(Register.RBX, 0);
    code.add32(Register.R12, 1);
    code.compare32(Register.R12, 2).jump(Condition.NOT_EQUAL, "next");
    module.exit(3);
    run(3);
    assertEquals(2 * (NUMBERS - 2), dumps);
    assertNotEquals(0, module.sandbox.memory().readLong(DATA + 0x100), "the clock was read");
  }

  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
  };

  @Test
  void theFirstInstructionOfAThreadSeesNothing() throws InterruptedException {
    int inspect = inspector();
    module.code.jump("main");
    module.align();
    int thread = module.here();
    dump();
    module.code.move32(Register.RDI, 2);
    module.call(inspect);
    module.code.store32(Register.R15, DATA, 1);
    module.systemCall(81, 0);
    module.align();
    module.code.label("main");
    dump();
    module.code.move32(Register.RDI, 1);
    module.call(inspect);
    module.systemCall(80, thread, DATA + 0x8000, DATA, 0);
    module.align();
    module.code.label("wait");
    module.systemCall(32);
    module.code.compare32(Register.R15, DATA, 1).jump(Condition.NOT_EQUAL, "wait");
    module.exit(4);
    run(4);
    assertEquals(2, dumps);
  }

  /** Behind a thunk, at the start of a function that Java calls, and behind the outer call. */
  @Test
  void callsThroughThunksAndBackSeeNothing() throws InterruptedException {
    int inspect = inspector();
    int[] function = new int[1];
    int nested =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  fill();
                  call.returns(call.call(function[0], 1, 2));
                  fill();
                });
    int real =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  call.returnsReal(2.5);
                  fill();
                });
    module.code.jump("main");
    module.align();
    function[0] = module.here();
    dump();
    module.code.move32(Register.RDI, 1);
    module.call(inspect);
    module.ret();
    module.code.label("main");
    int number = 2;
    for (int thunk : new int[] {nested, real}) {
      module.call(thunk);
      dump();
      module.code.move32(Register.RDI, number++);
      module.call(inspect);
    }
    module.exit(5);
    run(5);
    assertEquals(3, dumps);
  }

  @Test
  void anExceptionHandlerSeesNothingInRegistersAndFrame() throws InterruptedException {
    int inspect = inspector();
    module.sandbox.allowExceptions();
    module.code.jump("main");
    module.align();
    int handler = module.here();
    dump();
    module.code.move32(Register.RDI, 1);
    module.call(inspect);
    module.exit(6);
    module.align();
    module.code.label("main");
    module.systemCall(87, handler, 0);
    module.systemCall(1);
    module.code.bytes(0x0f, 0x0b); // ud2
    run(6);
    assertEquals(1, dumps);
    nothingTrustedIsInMemory();
  }

  /** Trampolines, thunks, tables, data, heap and the whole stack. */
  private void nothingTrustedIsInMemory() {
    AddressSpace space = module.sandbox.space();
    int pages = 0;
    trusted = trustedRanges();
    for (long page = 0; page < AddressSpace.SIZE; page += AddressSpace.PAGE) {
      if (space.allows(page, AddressSpace.PAGE, AddressSpace.READ)) {
        byte[] bytes = module.sandbox.memory().read(page, AddressSpace.PAGE);
        if (!Arrays.equals(bytes, new byte[AddressSpace.PAGE])) {
          pages++;
          inspect("memory", page, bytes);
        }
      }
    }
    assertTrue(pages >= 5, pages + " pages are not zero");
    assertEquals(List.of(), leaks);
  }

  @Test
  void aLeakWouldBeFound() throws InterruptedException {
    int inspect = inspector();
    int[] address = new int[1];
    int leaky =
        module.sandbox.thunks().thunk(call -> call.returns(secret.address() + address[0]++));
    int plain = module.sandbox.thunks().thunk(call -> call.returns(SECRET));
    for (int thunk : new int[] {leaky, plain}) {
      module.call(thunk);
      dump();
      module.call(inspect);
    }
    module.exit(7);
    assertEquals(new Exit.Normal(7), module.run());
    assertEquals(2, leaks.size(), leaks.toString());
  }

  /** Modes are the module's own: what it set is there after a call, and not in trusted code. */
  @Test
  void modesOfTheModuleComeBackAndFlagsAreClear() throws InterruptedException {
    int[] seen = new int[1];
    try (Arena scratch = Arena.ofShared()) {
      MemorySegment modes = scratch.allocate(16, 8);
      Assembler trusted = new Assembler();
      trusted.storeMxcsr(Register.RDI, 0).storeX87Control(Register.RDI, 4);
      trusted.bytes(0x9c).pop(Register.RAX).store64(Register.RDI, 8, Register.RAX).ret();
      long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
      Kernel.write(page, trusted.assemble(0));
      Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
      MethodHandle look = Kernel.function(page);
      int thunk =
          module
              .sandbox
              .thunks()
              .thunk(
                  call -> {
                    Kernel.invoke(look, modes.address(), 0, 0, 0, 0, 0, 0);
                    seen[0]++;
                  });
      module.code.store32(Register.R15, DATA, 0xffbf); // round to zero, flush, all flags set
      module.code.store32(Register.R15, DATA + 8, 0x0c7f); // single precision, round to zero
      module.code.loadMxcsr(Register.R15, DATA).loadX87Control(Register.R15, DATA + 8);
      module.code.bytes(0xfd); // std
      module.call(thunk);
      dump();
      module.code.bytes(0xfc);
      module.exit(8);
      assertEquals(new Exit.Normal(8), module.run());
      assertEquals(1, seen[0]);
      assertEquals(0x1f80, modes.get(ValueLayout.JAVA_INT, 0) & ~0x3f, "MXCSR of trusted code");
      assertEquals(0x37f, modes.get(ValueLayout.JAVA_INT, 4) & 0xffff, "its x87 modes");
      assertEquals(0, modes.get(ValueLayout.JAVA_INT, 8) & 0x40500, "its flags AC, DF, TF");
    }
    ModuleMemory memory = module.sandbox.memory();
    assertEquals(0xffbf, memory.readInt(MXCSR));
    assertEquals(0x0c7f, memory.readInt(X87) & 0xffff);
    assertEquals(0, memory.readInt(FLAGS) & 0x40500, "AC, DF, TF after a call");
  }

  /** What stubs need not clean, because no module can set or read it. */
  @Test
  void whatStubsLeaveAloneCannotBeReachedByValidCode() throws IOException {
    SandboxCode judge = new SandboxCode();
    assertNull(verdict(judge, "fd"), "std, which the exit clears");
    String[][] refused = {
      {"9c", "pushf"},
      {"9d", "popf: alignment check, trap flag"},
      {"48 cf", "iretq"},
      {"0f 01 cb", "stac: alignment check"},
      {"c5 f8 93 c0", "kmovw eax, k0"},
      {"c5 f8 92 c0", "kmovw k0, eax"},
      {"62 a1 7c 48 10 c0", "vmovups zmm16, zmm16"},
      {"62 f1 7c 48 10 c0", "vmovups zmm0, zmm0"},
      {"f3 48 0f ae c0", "rdfsbase rax"},
      {"f3 48 0f ae c8", "rdgsbase rax"},
      {"0f 01 ee", "rdpkru"},
      {"0f 01 ef", "wrpkru"},
      {"0f 01 d0", "xgetbv"},
      {"41 0f ae 27", "xsave"},
      {"41 0f ae 2f", "xrstor"},
      {"41 0f ae 07", "fxsave"},
      {"41 0f ae 0f", "fxrstor"},
      {"f3 48 0f 1e c8", "rdsspq rax"},
      {"65 48 8b 04 25 00 00 00 00", "mov rax, gs:0"},
      {"0f 01 4c 24 08", "sidt"},
    };
    for (String[] each : refused) {
      assertNotEquals(null, verdict(judge, each[0]), each[1]);
    }
  }

  private static String verdict(SandboxCode judge, String hex) {
    byte[] bundle = new byte[32];
    Arrays.fill(bundle, (byte) 0x90);
    byte[] code = HexFormat.ofDelimiter(" ").parseHex(hex);
    System.arraycopy(code, 0, bundle, 0, code.length);
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment text = confined.allocate(32, 32);
      text.copyFrom(MemorySegment.ofArray(bundle));
      return judge.validate(text, 0x20000);
    }
  }
}
