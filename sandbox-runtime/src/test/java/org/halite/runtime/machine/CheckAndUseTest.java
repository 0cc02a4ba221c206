package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.elf.ElfBuilder;
import org.halite.runtime.elf.ElfBuilder.Header;
import org.halite.runtime.elf.ElfParser;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.elf.ImageInvariants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is validated is what is mapped, whoever writes the source meanwhile. */
@Timeout(120)
class CheckAndUseTest {
  private static final int SIZE = 0x40000;
  private static final long TEXT_OFFSET = 0x10000;
  private static final byte NOP = (byte) 0x90;
  private static final byte RET = (byte) 0xc3;
  private static final long DYNAMIC = 0x20000 + SIZE;

  private final CodeValidator real;
  private final List<Sandbox> opened = new ArrayList<>();
  private volatile boolean stop;

  CheckAndUseTest() throws IOException {
    real = new SandboxCode();
    Signals.install();
  }

  @AfterEach
  void release() throws InterruptedException {
    for (Sandbox sandbox : opened) {
      close(sandbox);
    }
  }

  private static void close(Sandbox sandbox) throws InterruptedException {
    sandbox.end(new Exit.Normal(0));
    assertTrue(sandbox.release());
  }

  private Sandbox sandbox(CodeValidator validator) {
    Sandbox sandbox = new Sandbox(1L << 30, validator);
    opened.add(sandbox);
    return sandbox;
  }

  /** A module of nops in memory shared as a file's would be. */
  private static MemorySegment shared() {
    byte[] text = new byte[SIZE];
    Arrays.fill(text, NOP);
    MemorySegment file = new ElfBuilder(text, new byte[16]).build();
    long at = Kernel.map(0, file.byteSize(), 3, Kernel.MAP_SHARED);
    return Kernel.MEMORY.asSlice(at, file.byteSize()).copyFrom(file);
  }

  private boolean isSafe(byte[] code, long address) {
    return real.validate(MemorySegment.ofArray(code.clone()), address) == null;
  }

  private boolean isSafe(Sandbox loaded) {
    return isSafe(loaded.memory().read(0x20000, SIZE), 0x20000);
  }

  /** Writes in turn, as fast as it can, until the test says stop. */
  private Thread flip(MemorySegment memory, long offset, byte one, byte other) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (!stop) {
                    memory.set(ValueLayout.JAVA_BYTE, offset, one);
                    Thread.onSpinWait();
                    memory.set(ValueLayout.JAVA_BYTE, offset, other);
                    Thread.onSpinWait();
                  }
                });
    return thread;
  }

  // --- the file

  @Test
  void aFileThatTurnsHostileBehindTheValidatorIsMappedAsItWasValidated() throws ElfRefusal {
    MemorySegment file = shared();
    Sandbox sandbox =
        sandbox(
            (code, address) -> {
              String refusal = real.validate(code, address);
              file.set(ValueLayout.JAVA_BYTE, TEXT_OFFSET + 77, RET);
              return refusal;
            });
    assertNull(sandbox.load(ElfParser.parse(file), file));
    assertTrue(isSafe(sandbox));
  }

  @Test
  void aFileThatTurnsHostileBeforeTheValidatorLooksWasCopiedGood() throws ElfRefusal {
    MemorySegment file = shared();
    Sandbox sandbox =
        sandbox(
            (code, address) -> {
              file.set(ValueLayout.JAVA_BYTE, TEXT_OFFSET + 77, RET);
              return real.validate(code, address);
            });
    assertNull(sandbox.load(ElfParser.parse(file), file));
    assertTrue(isSafe(sandbox));
  }

  @Test
  void aLoaderThatValidatedTheFileAndThenCopiedItWouldBeCaught() {
    MemorySegment text = shared().asSlice(TEXT_OFFSET, SIZE);
    byte[] mapped = new byte[SIZE];
    assertNull(real.validate(text, 0x20000));
    text.set(ValueLayout.JAVA_BYTE, 77, RET);
    MemorySegment.copy(text, ValueLayout.JAVA_BYTE, 0, mapped, 0, SIZE);
    assertFalse(isSafe(mapped, 0x20000));
  }

  @Test
  void anotherThreadThatFlipsTheTextNeverGetsBadCodeMapped()
      throws ElfRefusal, InterruptedException {
    MemorySegment file = shared();
    Thread writer = flip(file, TEXT_OFFSET + SIZE - 100, NOP, RET);
    int accepted = 0;
    int wouldBeCaught = 0;
    long end = System.nanoTime() + 20_000_000_000L;
    for (int i = 0; i < 30 || accepted == 0 || wouldBeCaught == 0; i++) {
      assertTrue(System.nanoTime() < end, accepted + " accepted, " + wouldBeCaught + " caught");
      Sandbox sandbox = new Sandbox(1L << 30, real);
      if (sandbox.load(ElfParser.parse(file), file) == null) {
        accepted++;
        assertTrue(isSafe(sandbox));
      }
      close(sandbox);
      // The same with the order turned round: the race is really there.
      byte[] seen = file.asSlice(TEXT_OFFSET, SIZE).toArray(ValueLayout.JAVA_BYTE);
      byte[] mapped = new byte[SIZE];
      boolean approved = isSafe(seen, 0x20000);
      MemorySegment.copy(file, ValueLayout.JAVA_BYTE, TEXT_OFFSET, mapped, 0, SIZE);
      if (approved && !isSafe(mapped, 0x20000)) {
        wouldBeCaught++;
      }
    }
    stop = true;
    writer.join();
  }

  @Test
  void anotherThreadThatFlipsHeadersNeverGetsABadImage() throws InterruptedException {
    MemorySegment file = shared();
    // The upper bytes of the data's address (0x10...) and of its size in memory.
    Thread one = flip(file, 64 + 56 + 16 + 3, (byte) 0x10, (byte) 0xff);
    Thread two = flip(file, 64 + 56 + 40 + 3, (byte) 0, (byte) 0xfe);
    int accepted = 0;
    int refused = 0;
    int wouldBeCaught = 0;
    long end = System.nanoTime() + 30_000_000_000L;
    for (int i = 0; i < 20_000 || accepted == 0 || refused == 0 || wouldBeCaught == 0; i++) {
      assertTrue(
          System.nanoTime() < end, accepted + ", " + refused + ", " + wouldBeCaught + " caught");
      try {
        ImageInvariants.check(ElfParser.parse(file), file.byteSize());
        accepted++;
      } catch (ElfRefusal refusal) {
        refused++;
      }
      // A parser that reads a field twice: once to check it, once to use it.
      if ((file.get(ValueLayout.JAVA_BYTE, 64 + 56 + 16 + 3) & 0xff) < 0xf0
          && (file.get(ValueLayout.JAVA_BYTE, 64 + 56 + 16 + 3) & 0xff) >= 0xf0) {
        wouldBeCaught++;
      }
    }
    stop = true;
    one.join();
    two.join();
  }

  // --- code made at run time

  @Test
  void codeWhoseSourceTurnsHostileIsPublishedAsItWasValidated() throws ElfRefusal {
    Sandbox[] module = new Sandbox[1];
    Sandbox sandbox =
        sandbox(
            (code, address) -> {
              if (address == 0x20000) {
                return null;
              }
              String refusal = real.validate(code, address);
              byte[] bad = {RET};
              module[0].memory().write(ElfBuilder.DATA + 40, bad);
              return refusal;
            });
    module[0] = sandbox;
    MemorySegment file = shared();
    assertNull(sandbox.load(ElfParser.parse(file), file));
    byte[] nops = new byte[64];
    Arrays.fill(nops, NOP);
    sandbox.memory().write(ElfBuilder.DATA, nops);
    assertEquals(0, sandbox.code().create(DYNAMIC, ElfBuilder.DATA, 64));
    assertTrue(isSafe(sandbox.memory().read(DYNAMIC, 64), DYNAMIC));
    assertEquals(-Errno.EINVAL, sandbox.code().create(DYNAMIC + 64, ElfBuilder.DATA, 64));
  }

  @Test
  void anotherThreadThatFlipsTheSourceNeverGetsBadCodePublished()
      throws ElfRefusal, InterruptedException {
    Sandbox sandbox = sandbox(real);
    MemorySegment file = shared();
    assertNull(sandbox.load(ElfParser.parse(file), file));
    int size = 4096;
    byte[] nops = new byte[size];
    Arrays.fill(nops, NOP);
    sandbox.memory().write(ElfBuilder.DATA, nops);
    MemorySegment source = Kernel.MEMORY.asSlice(sandbox.space().base() + ElfBuilder.DATA, size);
    Thread writer = flip(source, size - 50, NOP, RET);
    long at = DYNAMIC;
    int published = 0;
    int wouldBeCaught = 0;
    long end = System.nanoTime() + 30_000_000_000L;
    for (int i = 0; i < 3000 || published == 0 || wouldBeCaught == 0; i++) {
      assertTrue(System.nanoTime() < end, published + " published, " + wouldBeCaught + " caught");
      if (sandbox.code().create(at, ElfBuilder.DATA, size) == 0) {
        assertTrue(isSafe(sandbox.memory().read(at, size), at));
        published++;
        at += size;
      }
      boolean approved = isSafe(source.toArray(ValueLayout.JAVA_BYTE), at);
      if (approved && !isSafe(source.toArray(ValueLayout.JAVA_BYTE), at)) {
        wouldBeCaught++;
      }
    }
    stop = true;
    writer.join();
  }

  @Test
  void anotherThreadThatFlipsAModificationNeverGetsBadCodePublished()
      throws ElfRefusal, InterruptedException {
    Sandbox sandbox = sandbox(real);
    MemorySegment file = shared();
    assertNull(sandbox.load(ElfParser.parse(file), file));
    byte[] code = new byte[32];
    Arrays.fill(code, NOP);
    code[0] = (byte) 0xb8; // mov $imm32,%eax
    sandbox.memory().write(ElfBuilder.DATA, code);
    assertEquals(0, sandbox.code().create(DYNAMIC, ElfBuilder.DATA, 32));
    MemorySegment source = Kernel.MEMORY.asSlice(sandbox.space().base() + ElfBuilder.DATA, 32);
    Thread writer = flip(source, 0, (byte) 0xb8, RET);
    int modified = 0;
    int refused = 0;
    long end = System.nanoTime() + 30_000_000_000L;
    for (int i = 1; i < 20_000 || modified == 0 || refused == 0; i++) {
      assertTrue(System.nanoTime() < end, modified + " modified, " + refused + " refused");
      sandbox.memory().writeInt(ElfBuilder.DATA + 1, i);
      int before = sandbox.memory().readInt(DYNAMIC + 1);
      if (sandbox.code().modify(DYNAMIC, ElfBuilder.DATA, 32) == 0) {
        assertEquals(i, sandbox.memory().readInt(DYNAMIC + 1));
        modified++;
      } else {
        assertEquals(before, sandbox.memory().readInt(DYNAMIC + 1));
        refused++;
      }
      assertEquals((byte) 0xb8, sandbox.memory().read(DYNAMIC, 1)[0]);
    }
    stop = true;
    writer.join();
  }

  // --- what is mapped

  @Test
  void haltsFillTheCodesLastPageAndNothingLiesBetweenSegments() throws ElfRefusal {
    byte[] text = new byte[33];
    Arrays.fill(text, NOP);
    ElfBuilder elf = new ElfBuilder(text, new byte[] {1, 2, 3});
    elf.headers.add(new Header(1, 4, 0x10000, 0x10000000, 16, 16));
    elf.headers.set(1, new Header(1, 6, 0x20000, 0x10030000, 3, 0x8000));
    MemorySegment file = elf.build();
    Sandbox sandbox = sandbox((code, address) -> null);
    assertNull(sandbox.load(ElfParser.parse(file), file));
    byte[] page = sandbox.memory().read(0x20000, 0x10000);
    for (int i = 0; i < page.length; i++) {
      assertEquals(i < 33 ? NOP : (byte) 0xf4, page[i], "at " + i);
    }
    byte[] data = sandbox.memory().read(0x10030000, 0x10000);
    assertEquals(3, data[2]);
    assertEquals(0, data[3]);
    assertEquals(0, data[0xffff]);
    assertEquals(NOP, sandbox.memory().read(0x10000000, 1)[0]);
    for (long gap :
        new long[] {0, 0xffff, 0x30000, 0xffffff0, 0x10010000, 0x1002fffc, 0x10040000}) {
      assertThrows(BadAddress.class, () -> sandbox.memory().readInt(gap), Long.toHexString(gap));
    }
    for (long constant : new long[] {0x20000, 0x10000000}) {
      assertThrows(BadAddress.class, () -> sandbox.memory().writeInt(constant, 0));
    }
  }

  @Test
  void codeThatClaimsMemoryBeyondItsFileGetsNone() throws ElfRefusal {
    ElfBuilder elf = ElfBuilder.good();
    elf.headers.remove(1);
    elf.headers.set(0, new Header(1, 5, 0x10000, 0x20000, 64, 0xfef00000L));
    MemorySegment file = elf.build();
    Sandbox sandbox = sandbox(real);
    assertNull(sandbox.load(ElfParser.parse(file), file));
    assertThrows(BadAddress.class, () -> sandbox.memory().readInt(0x30000));
    assertFalse(sandbox.space().allows(0x30000, 1, AddressSpace.READ));
  }

  @Test
  void noCodeIsEverWritableAnywhereOnceItCanRun() throws ElfRefusal, IOException {
    int[] looked = new int[1];
    CodeValidator watching =
        (code, address) -> {
          try {
            String own = mapping(code.address());
            assertNotNull(own);
            assertFalse(own.contains("x"), "executable while it is validated: " + own);
            looked[0]++;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return real.validate(code, address);
        };
    Sandbox sandbox = sandbox(watching);
    MemorySegment file = shared();
    assertNull(sandbox.load(ElfParser.parse(file), file));
    byte[] nops = new byte[64];
    Arrays.fill(nops, NOP);
    sandbox.memory().write(ElfBuilder.DATA, nops);
    assertNoWritableCode();
    assertEquals(0, sandbox.code().create(DYNAMIC, ElfBuilder.DATA, 64));
    assertNoWritableCode();
    assertEquals(0, sandbox.code().delete(DYNAMIC, 64));
    assertNoWritableCode();
    assertEquals(2, looked[0]);
    long base = sandbox.space().base();
    assertTrue(mapping(base + 0x20000).startsWith("r-x"), mapping(base + 0x20000));
    assertTrue(mapping(base + DYNAMIC).startsWith("r-x"), mapping(base + DYNAMIC));
    assertTrue(mapping(base + ElfBuilder.DATA).startsWith("rw-"));
  }

  /** Rights of the mapping at an address, as {@code /proc} has them. */
  private static String mapping(long address) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] range = line.substring(0, line.indexOf(' ')).split("-");
      if (Long.parseUnsignedLong(range[0], 16) <= address
          && address < Long.parseUnsignedLong(range[1], 16)) {
        return line.split(" ")[1];
      }
    }
    return null;
  }

  /** No shared memory object is executable in one place and writable in another. */
  private static void assertNoWritableCode() throws IOException {
    Set<String> executable = new HashSet<>();
    Set<String> writable = new HashSet<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] fields = line.split(" +");
      if (fields[1].endsWith("s")) {
        if (fields[1].contains("x")) {
          executable.add(fields[4]);
        }
        if (fields[1].contains("w")) {
          writable.add(fields[4]);
        }
      }
    }
    assertFalse(executable.isEmpty());
    executable.retainAll(writable);
    assertEquals(Set.of(), executable);
  }
}
