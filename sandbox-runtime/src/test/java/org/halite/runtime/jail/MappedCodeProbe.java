package org.halite.runtime.jail;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.Memfd;

/**
 * Code that has escaped in a process whose module may map code of files: tries to map what it likes
 * to be executed, where it likes. Prints a line for each attempt.
 */
final class MappedCodeProbe {
  private static final int LENGTH = 0x10000;
  private static final int READ_EXECUTE = 5;
  private static final int SHARED_FIXED = 0x11;

  private final long base;
  private final int file;

  private MappedCodeProbe(long base, int file) {
    this.base = base;
    this.file = file;
  }

  public static void main(String[] arguments) {
    byte[] halts = new byte[2 * LENGTH];
    Arrays.fill(halts, (byte) 0xf4);
    int file = new Memfd(halts).sealed(Memfd.ALL);
    AddressSpace space = new AddressSpace(1L << 30);
    MappedCodeProbe probe = new MappedCodeProbe((long) space.upperWord() << 32, file);
    Jail.close(JailOptions.defaults().keeping(file).withCodeOfFiles(space.upperWord()));
    probe.tryAll();
  }

  private void tryAll() {
    map("in the module", base + 0x30000, LENGTH, READ_EXECUTE, SHARED_FIXED, file);
    map("writable too", base + 0x30000, LENGTH, 7, SHARED_FIXED, file);
    map("writable", base + 0x30000, LENGTH, 6, SHARED_FIXED, file);
    map("not readable", base + 0x30000, LENGTH, 4, SHARED_FIXED, file);
    map("with bits above", base + 0x30000, LENGTH, 5L | 1L << 32, SHARED_FIXED, file);
    map("a private copy", base + 0x30000, LENGTH, READ_EXECUTE, 0x12, file);
    map("without a file", base + 0x30000, LENGTH, READ_EXECUTE, 0x31, -1);
    map("where there is room", base + 0x30000, LENGTH, READ_EXECUTE, 1, file);
    map("anywhere", 0, LENGTH, READ_EXECUTE, 1, file);
    map("in the guard above", base + (1L << 32), LENGTH, READ_EXECUTE, SHARED_FIXED, file);
    map("in the guard below", base - LENGTH, LENGTH, READ_EXECUTE, SHARED_FIXED, file);
    map("low", LENGTH, LENGTH, READ_EXECUTE, SHARED_FIXED, file);
    map("in the upper half", base + (1L << 31), LENGTH, READ_EXECUTE, SHARED_FIXED, file);
    map("out of the module", base + 0x30000, 1L << 32, READ_EXECUTE, SHARED_FIXED, file);
    map("over its upper half", base + 0x30000, 1L << 31, READ_EXECUTE, SHARED_FIXED, file);
    say("mprotect of code", Kernel.call(Kernel.MPROTECT, base + 0x30000, LENGTH, 7));
    say("mprotect to write", Kernel.call(Kernel.MPROTECT, base + 0x30000, LENGTH, 3));
    say("mprotect of data", Kernel.call(Kernel.MPROTECT, base + 0x70000, LENGTH, READ_EXECUTE));
    long data = Kernel.call(Kernel.MMAP, 0, LENGTH, 1, Kernel.MAP_SHARED, file, 0);
    say("mprotect of the file", Kernel.call(Kernel.MPROTECT, data, LENGTH, READ_EXECUTE));
    MemorySegment mapped = Kernel.MEMORY.asSlice(base + 0x30000, LENGTH);
    JailedJvm.say("first byte: " + (mapped.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0) & 0xff));
  }

  private static void map(
      String what, long address, long length, long protection, long flags, int file) {
    say(what, Kernel.call(Kernel.MMAP, address, length, protection, flags, file, 0));
  }

  private static void say(String what, long result) {
    String answer =
        result == -SystemCallPolicy.EACCES
            ? "EACCES"
            : Kernel.failed(result) ? "errno " + -result : "allowed";
    JailedJvm.say(what + ": " + answer);
  }
}
