package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

class KernelTest {
  @Test
  void aSystemCallAnswersWhatTheKernelSays() {
    assertEquals(ProcessHandle.current().pid(), Kernel.call(Kernel.GETPID));
    assertEquals(-9, Kernel.call(Kernel.CLOSE, 12345));
  }

  @Test
  void mappedMemoryHoldsWhatIsWritten() {
    long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    Kernel.write(page + 10, new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {0, 1, 2, 3, 0}, Kernel.read(page + 9, 5));
    Kernel.unmap(page, 4096);
    assertTrue(Kernel.failed(Kernel.call(Kernel.MPROTECT, page, 4096, 1)));
  }

  @Test
  void assembledCodeRuns() {
    Assembler a = new Assembler();
    a.move(Register.RAX, Register.RDI).add(Register.RAX, Register.RSI);
    a.compare32(Register.RDX, 7).jump(Assembler.Condition.EQUAL, "done");
    a.move(Register.RAX, -5L);
    a.label("done").ret();
    long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    Kernel.write(page, a.assemble(page));
    Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
    MethodHandle f = Kernel.function(page);
    assertEquals(42, Kernel.invoke(f, 40, 2, 7, 0, 0, 0, 0));
    assertEquals(-5, Kernel.invoke(f, 40, 2, 8, 0, 0, 0, 0));
  }
}
