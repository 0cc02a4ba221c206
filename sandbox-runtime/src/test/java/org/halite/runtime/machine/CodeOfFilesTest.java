package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.halite.runtime.syscall.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code mapped from a file that nobody can change (spec/nacl.md 11.2), and attacks on that. */
@Timeout(60)
class CodeOfFilesTest {
  private static final int PAGE = 0x10000;
  private static final int DYNAMIC = 0x30000;
  private static final int DATA = TestModule.DATA;

  private static final int MAP = 21;
  private static final int PROTECT = 24;
  private static final int CREATE = 104;
  private static final int MODIFY = 105;
  private static final int DELETE = 106;

  private static final int SHARED_FIXED = 0x11;
  private static final int PRIVATE_FIXED = 0x12;
  private static final int ANONYMOUS = 0x20;
  private static final int READ_EXECUTE = 5;

  /** mov eax, 42; pop r11; and; add; jmp: a whole function in a bundle. */
  private static final int[] FORTY_TWO = {
    0xb8, 42, 0, 0, 0, 0x41, 0x5b, 0x41, 0x83, 0xe3, 0xe0, 0x4d, 0x01, 0xfb, 0x41, 0xff, 0xe3
  };

  private final CallScript script = new CallScript();
  private final TestModule module = script.module;
  private final int start = script.words(0, 0);
  private final int second = script.words(PAGE, 0);
  private final int third = script.words(2 * PAGE, 0);

  /** Two pages of code; each begins with a function that answers 42. */
  private final Memfd memory = new Memfd(library());

  private int given = -1;

  /** What the browser says of the library's code. */
  private boolean accepted;

  private static byte[] library() {
    byte[] bytes = new byte[2 * PAGE];
    Arrays.fill(bytes, (byte) 0xf4);
    for (int i = 0; i < FORTY_TWO.length; i++) {
      bytes[i] = (byte) FORTY_TWO[i];
      bytes[PAGE + i] = (byte) FORTY_TWO[i];
    }
    return bytes;
  }

  @AfterEach
  void close() {
    memory.close();
  }

  /** The file that the browser gives; nothing comes over the wire. */
  private final class Library implements Resources {
    private final int descriptor;
    private final long size;

    Library(int descriptor, long size) {
      this.descriptor = descriptor;
      this.size = size;
    }

    @Override
    public Opened open(String name) {
      return name.equals("lib.so") ? new Opened(7, size) : null;
    }

    @Override
    public int descriptor(int number) {
      assertEquals(7, number);
      given = descriptor;
      return descriptor;
    }

    @Override
    public boolean acceptedBefore(int number, long offset, long length) {
      return accepted;
    }

    @Override
    public byte[] read(int number, long offset, int length) {
      byte[] all = library();
      int from = (int) Math.min(offset, all.length);
      return Arrays.copyOfRange(all, from, (int) Math.min(offset + length, all.length));
    }
  }

  /** The module's descriptor 3 is a library with this descriptor of the host behind it. */
  private CallScript library(int descriptor) {
    module.systemCalls.offerResources(new Library(descriptor, 2L * PAGE));
    assertEquals(3, module.systemCalls.files().openResource("lib.so"));
    module.validator = accepts(true);
    return script;
  }

  private CallScript sealedLibrary() {
    return library(memory.sealed(Memfd.ALL));
  }

  /** A judge that accepts all, and code that is to stay as it is or not. */
  private static CodeValidator accepts(boolean unchanged) {
    return new CodeValidator() {
      @Override
      public String validate(MemorySegment code, long address) {
        return null;
      }

      @Override
      public boolean acceptsUnchanged(MemorySegment code, long address) {
        return unchanged;
      }
    };
  }

  /** Which file the kernel has at a page of the module: the name that memory of a test has. */
  private boolean showsTheFile(long address) throws IOException {
    long absolute = module.sandbox.space().base() + address;
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] words = line.split(" +", 6);
      String[] range = words[0].split("-");
      if (Long.parseUnsignedLong(range[0], 16) <= absolute
          && absolute < Long.parseUnsignedLong(range[1], 16)) {
        return words.length == 6 && words[5].startsWith("/memfd:test") && words[1].equals("r-xs");
      }
    }
    return false;
  }

  private int callAndStore(int address, int to) {
    module.call(address);
    module.store(to, Register.RAX);
    return to;
  }

  @Test
  void codeOfASealedFileRunsWhereItIsMapped() throws Exception {
    sealedLibrary().call(MAP, DYNAMIC, 2 * PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    script.gives(DYNAMIC);
    int one = callAndStore(DYNAMIC, DATA + 8);
    int two = callAndStore(DYNAMIC + PAGE, DATA + 16);
    script.run();
    assertEquals(42, script.word(one));
    assertEquals(42, script.word(two));
    assertTrue(showsTheFile(DYNAMIC) && showsTheFile(DYNAMIC + PAGE), "it was copied");
  }

  @Test
  void aPartOfAFileIsMappedFromItsOffset() throws Exception {
    sealedLibrary().call(MAP, DYNAMIC + PAGE, PAGE, READ_EXECUTE, PRIVATE_FIXED, 3, second);
    script.gives(DYNAMIC + PAGE);
    int one = callAndStore(DYNAMIC + PAGE, DATA + 8);
    script.run();
    assertEquals(42, script.word(one));
    assertThrows(BadAddress.class, () -> module.sandbox.memory().readInt(DYNAMIC));
  }

  // --- what is not sealed

  /** It is no file to map then; its bytes can be read, and judged as dyncode_create does. */
  private void assertRefused(int descriptor) throws Exception {
    library(descriptor).call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    script.gives(-Errno.ENODEV).call(12, 3, CallScript.BUFFER, 8).gives(8).run();
    assertEquals(descriptor, given);
    assertEquals(-Errno.EBADF, Kernel.call(Kernel.FCNTL, descriptor, 1), "it was closed");
    assertThrows(BadAddress.class, () -> module.sandbox.memory().readInt(DYNAMIC));
  }

  @Test
  void memoryThatCanStillBeWrittenIsRefused() throws Exception {
    assertRefused(memory.sealed(Memfd.SEAL_SHRINK | Memfd.SEAL_GROW | Memfd.SEAL_SEAL));
  }

  @Test
  void memoryThatCanBeCutOffIsRefused() throws Exception {
    assertRefused(memory.sealed(Memfd.SEAL_WRITE | Memfd.SEAL_GROW));
  }

  @Test
  void memoryThatCanGrowIsRefused() throws Exception {
    assertRefused(memory.sealed(Memfd.SEAL_WRITE | Memfd.SEAL_SHRINK));
  }

  @Test
  void memoryWithoutAnySealIsRefused() throws Exception {
    assertRefused(memory.reopen(0));
  }

  @Test
  void aDescriptorThatIsOpenToWriteIsRefused() throws Exception {
    int descriptor = memory.reopen(2);
    Kernel.call(Kernel.CLOSE, memory.sealed(Memfd.ALL));
    assertRefused(descriptor);
  }

  @Test
  void memoryOfAnotherSizeIsRefused() throws Exception {
    try (Memfd larger = new Memfd(new byte[2 * PAGE + 1])) {
      assertRefused(larger.sealed(Memfd.ALL));
    }
  }

  @Test
  void aFileOfTheDiskIsRefused() throws Exception {
    Path file = Files.createTempFile("halite", ".so");
    try {
      Files.write(file, library());
      int descriptor;
      try (var arena = java.lang.foreign.Arena.ofConfined()) {
        long path = arena.allocateFrom(file.toString()).address();
        descriptor = (int) Kernel.check(Kernel.call(257, -100, path, 0), "openat");
      }
      assertRefused(descriptor);
    } finally {
      Files.delete(file);
    }
  }

  // --- check and use

  /** The judge is the best moment for an accomplice to change what was judged. */
  @Test
  void memoryCannotBeChangedAfterItWasJudged() throws Exception {
    long[] answers = new long[3];
    sealedLibrary().call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(DYNAMIC);
    module.validator =
        new CodeValidator() {
          @Override
          public String validate(MemorySegment code, long address) {
            return null;
          }

          @Override
          public boolean acceptsUnchanged(MemorySegment code, long address) {
            answers[0] = memory.write(1, 43);
            answers[1] = memory.mapToWrite(PAGE);
            assertTrue(code.isReadOnly());
            answers[2] = Kernel.call(Kernel.MPROTECT, code.address(), PAGE, Kernel.PROT_READ | 2);
            return true;
          }
        };
    int one = callAndStore(DYNAMIC, DATA + 8);
    script.run();
    assertEquals(42, script.word(one));
    assertArrayEquals(new long[] {-Errno.EPERM, -Errno.EPERM, -Errno.EACCES}, answers);
    long mapped = module.sandbox.space().base() + DYNAMIC;
    assertEquals(-Errno.EACCES, Kernel.call(Kernel.MPROTECT, mapped, PAGE, 3));
    assertEquals(-Errno.EACCES, Kernel.call(Kernel.MPROTECT, mapped, PAGE, 7));
  }

  @Test
  void whatTheValidatorRefusesIsNeitherMappedNorCopied() throws Exception {
    sealedLibrary().call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    script.gives(-Errno.EINVAL);
    module.validator = (code, address) -> address == DYNAMIC ? "no" : null;
    script.run();
    assertThrows(BadAddress.class, () -> module.sandbox.memory().readInt(DYNAMIC));
  }

  /** The file stays as it is for all others. */
  @Test
  void whatTheValidatorHasToRewriteIsCopied() throws Exception {
    sealedLibrary().call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(DYNAMIC);
    module.validator =
        (code, address) -> {
          if (address == DYNAMIC) {
            code.set(ValueLayout.JAVA_BYTE, 1, (byte) 43);
          }
          return null;
        };
    int one = callAndStore(DYNAMIC, DATA + 8);
    script.call(12, 3, CallScript.BUFFER, 4).gives(4).run();
    assertEquals(43, script.word(one));
    assertEquals(42, script.bytes(CallScript.BUFFER, 2)[1]);
  }

  /** The browser's word is about the bytes that are mapped, which are sealed. */
  @Test
  void codeThatTheBrowserHasAVerdictOnIsNotJudgedAgain() throws Exception {
    accepted = true;
    sealedLibrary().call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(DYNAMIC);
    module.validator =
        new CodeValidator() {
          @Override
          public String validate(MemorySegment code, long address) {
            return null;
          }

          @Override
          public boolean acceptsUnchanged(MemorySegment code, long address) {
            throw new AssertionError("judged at " + address);
          }
        };
    int one = callAndStore(DYNAMIC, DATA + 8);
    script.run();
    assertEquals(42, script.word(one));
    assertTrue(showsTheFile(DYNAMIC));
  }

  /** Nor does it open a way around the rules about places, or to memory that is not sealed. */
  @Test
  void aVerdictIsNoRightToMapCodeElsewhereOrOfOtherMemory() throws Exception {
    accepted = true;
    library(memory.sealed(Memfd.SEAL_SHRINK | Memfd.SEAL_GROW));
    refused(Errno.ENODEV, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    refused(Errno.EINVAL, DYNAMIC, PAGE, 7, SHARED_FIXED, 3, start);
    script.run();
  }

  /** Where pages had code before, what is copied is judged whatever the browser says. */
  @Test
  void aVerdictIsNotForCopies() throws Exception {
    accepted = true;
    sealedLibrary().call(CREATE, DYNAMIC, DATA + 0x100, 32).gives(0);
    script.call(DELETE, DYNAMIC, 32).gives(0);
    script.call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(-Errno.EINVAL);
    boolean[] created = new boolean[1];
    module.validator =
        (code, address) -> {
          if (address != DYNAMIC || !created[0]) {
            created[0] |= address == DYNAMIC;
            return null;
          }
          return "no";
        };
    script.run();
  }

  // --- where

  private void refused(int error, int... arguments) {
    script.call(MAP, arguments).gives(-error);
  }

  @Test
  void codeIsMappedNowhereButInTheRegionForIt() throws Exception {
    sealedLibrary();
    int last = DATA - PAGE; // its last bundle stays a halt
    for (int place :
        List.of(0, PAGE, 0x20000, last, DATA, 0x70000000, (int) Thunks.TABLES, -PAGE)) {
      refused(Errno.EINVAL, place, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    }
    refused(Errno.EINVAL, last - PAGE, 2 * PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    refused(Errno.EINVAL, 0x20000, 2 * PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    script.call(MAP, last - PAGE, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(last - PAGE);
    script.run();
  }

  @Test
  void onlyWholePagesThatTheFileHasAreMapped() throws Exception {
    sealedLibrary();
    refused(Errno.EINVAL, DYNAMIC, PAGE - 32, READ_EXECUTE, SHARED_FIXED, 3, start);
    refused(Errno.EINVAL, DYNAMIC, 0, READ_EXECUTE, SHARED_FIXED, 3, start);
    refused(Errno.EINVAL, DYNAMIC, -PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    refused(Errno.EINVAL, DYNAMIC + 32, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    refused(Errno.EINVAL, DYNAMIC, 3 * PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    refused(Errno.EINVAL, DYNAMIC, 2 * PAGE, READ_EXECUTE, SHARED_FIXED, 3, second);
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, third);
    int odd = script.words(4096, 0);
    int negative = script.words(-PAGE, -1);
    int huge = script.words(0, 0x7fffffff);
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, odd);
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, negative);
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, huge);
    script.run();
    assertThrows(BadAddress.class, () -> module.sandbox.memory().readInt(DYNAMIC));
  }

  @Test
  void codeIsNeverWritableNeverAnywhereAndOnlyOfTheManifestsFiles() throws Exception {
    sealedLibrary().call(65, PAGE).gives(4);
    for (int protection : List.of(6, 7, 8, 13)) {
      refused(Errno.EINVAL, DYNAMIC, PAGE, protection, SHARED_FIXED, 3, start);
    }
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED & 1, 3, start);
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, PRIVATE_FIXED | ANONYMOUS, -1, start);
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 4, start); // shared memory
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 0, start); // a stream
    refused(Errno.EBADF, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 5, start);
    script.call(PROTECT, DYNAMIC, PAGE, 3).gives(-Errno.EACCES).run();
    assertThrows(BadAddress.class, () -> module.sandbox.memory().readInt(DYNAMIC));
  }

  // --- over other code

  @Test
  void codeThatIsThereIsNotMappedOver() throws Exception {
    sealedLibrary().call(CREATE, DYNAMIC + 32, DATA + 0x100, 32).gives(0);
    refused(Errno.EINVAL, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    script.call(MAP, DYNAMIC + PAGE, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    script.gives(DYNAMIC + PAGE);
    refused(Errno.EINVAL, DYNAMIC + PAGE, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    refused(Errno.EINVAL, DYNAMIC, 2 * PAGE, READ_EXECUTE, SHARED_FIXED, 3, start);
    script.call(CREATE, DYNAMIC + PAGE + 64, DATA + 0x100, 32).gives(-Errno.EINVAL).run();
  }

  /** A thread may still be in code that was deleted; its pages are never taken away. */
  @Test
  void wherePagesHadCodeBeforeItIsCopied() throws Exception {
    sealedLibrary().call(CREATE, DYNAMIC, DATA + 0x100, 32).gives(0);
    script.call(DELETE, DYNAMIC, 32).gives(0);
    script.call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(DYNAMIC);
    int one = callAndStore(DYNAMIC, DATA + 8);
    script.run();
    assertEquals(42, script.word(one));
    assertTrue(!showsTheFile(DYNAMIC));
  }

  @Test
  void mappedCodeIsNeitherChangedNorDeleted() throws Exception {
    sealedLibrary().call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(DYNAMIC);
    script.call(MODIFY, DYNAMIC, DATA + 0x100, 32).gives(-Errno.EFAULT);
    script.call(DELETE, DYNAMIC, PAGE).gives(-Errno.EFAULT);
    script.call(DELETE, DYNAMIC, 32).gives(-Errno.EFAULT);
    script.call(22, DYNAMIC, PAGE).gives(-Errno.EINVAL); // munmap
    int one = callAndStore(DYNAMIC, DATA + 8);
    script.run();
    assertEquals(42, script.word(one));
  }

  @Test
  void aModuleThatWritesMappedCodeFaults() throws Exception {
    sealedLibrary().call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(DYNAMIC);
    script.store(4711, DYNAMIC).faultsAt(DYNAMIC);
  }

  /** A system call that writes for the module does not write there either. */
  @Test
  void theKernelDoesNotWriteMappedCode() throws Exception {
    sealedLibrary().call(MAP, DYNAMIC, PAGE, READ_EXECUTE, SHARED_FIXED, 3, start).gives(DYNAMIC);
    script.call(12, 3, DYNAMIC, 8).gives(-Errno.EFAULT).run();
    assertInstanceOf(Exit.Normal.class, module.sandbox.exit());
  }

  // --- data of such files

  @Test
  void dataAreMappedPrivateWithoutACopyAndReadOverNoWire() throws Exception {
    int here = 0x70000000;
    sealedLibrary().call(MAP, here, PAGE, 3, PRIVATE_FIXED, 3, second).gives(here);
    script.store(4711, here).keep(here, DATA + 8);
    script.call(MAP, here + PAGE, PAGE, 1, SHARED_FIXED, 3, second).gives(here + PAGE);
    script.call(MAP, here, PAGE, 3, SHARED_FIXED, 3, second).gives(-Errno.EACCES);
    script.call(PROTECT, here + PAGE, PAGE, 3).gives(-Errno.EACCES).run();
    assertEquals(4711, script.word(DATA + 8));
    assertEquals((byte) 0xb8, script.bytes(here + PAGE, 1)[0]);
  }
}
