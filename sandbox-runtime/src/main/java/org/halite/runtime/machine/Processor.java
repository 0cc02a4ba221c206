package org.halite.runtime.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What this processor and kernel can do, of what the stubs need. Asked before anything is loaded.
 */
final class Processor {
  private static final int AT_HWCAP2 = 26;
  private static final long HWCAP2_FSGSBASE = 2;

  private Processor() {}

  /** A sentence that says what is missing, or null when modules can run here. */
  static String refusal() {
    String architecture = System.getProperty("os.arch");
    if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
      return "modules for x86-64 cannot run on " + architecture;
    }
    MethodHandle getauxval =
        Kernel.function(Linker.nativeLinker().defaultLookup().findOrThrow("getauxval").address());
    if ((Kernel.invoke(getauxval, AT_HWCAP2, 0, 0, 0, 0, 0, 0) & HWCAP2_FSGSBASE) == 0) {
      return "this processor or kernel has no FSGSBASE instructions; Halite needs them (Linux 5.9"
          + " or later on an x86-64 processor of 2013 or later)";
    }
    return null;
  }

  /** Whether the processor has AVX and the kernel saves its registers. */
  static boolean hasAvx() {
    Assembler a = new Assembler();
    a.move(Register.R8, Register.RDI); // where the answers go
    a.push(Register.RBX); // cpuid writes it, C wants it back
    a.move32(Register.RAX, 1);
    a.clear(Register.RCX);
    a.bytes(0x0f, 0xa2); // cpuid
    a.store32(Register.R8, 0, Register.RCX);
    a.bytes(0x0f, 0xba, 0xe1, 27); // bt ecx, 27: OSXSAVE, may xgetbv be used
    a.jump(Assembler.Condition.NOT_BELOW, "no xgetbv");
    a.clear(Register.RCX);
    a.bytes(0x0f, 0x01, 0xd0); // xgetbv: what the kernel saves
    a.store32(Register.R8, 4, Register.RAX);
    a.label("no xgetbv");
    a.pop(Register.RBX);
    a.ret();
    long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answers = arena.allocate(8, 8);
      Kernel.write(page, a.assemble(page));
      Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
      var unused = Kernel.invoke(Kernel.function(page), answers.address(), 0, 0, 0, 0, 0, 0);
      boolean avx = (answers.get(ValueLayout.JAVA_INT, 0) & (1 << 28)) != 0;
      return avx && (answers.get(ValueLayout.JAVA_INT, 4) & 6) == 6; // SSE and AVX state
    } finally {
      Kernel.unmap(page, 4096);
    }
  }
}
