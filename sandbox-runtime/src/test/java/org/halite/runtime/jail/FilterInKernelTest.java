package org.halite.runtime.jail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halite.runtime.machine.Assembler;
import org.halite.runtime.machine.Assembler.Condition;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.Register;
import org.junit.jupiter.api.Test;

/**
 * The kernel itself runs the filter, once for each call that must not pass: a forked child of
 * machine code only, for HotSpot does not survive a fork, takes the filter, makes the call and
 * exits with its error number.
 */
class FilterInKernelTest {
  private static final int PRCTL = 157;
  private static final int SECCOMP = 317;
  private static final int FORK = 57;
  private static final int WAIT4 = 61;
  private static final int EXIT = 60;
  private static final int SIGSYS = 31;

  @Test
  void theKernelAnswersEveryRefusedCallAsTheInterpreterDoes() {
    byte[] policy = SystemCallPolicy.program(4711).encode();
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (Map.Entry<Integer, String> call : CallTable.NAMES.entrySet()) {
      int number = call.getKey();
      int answer =
          BpfInterpreter.run(
              policy, BpfProgram.ARCHITECTURE_X86_64, number, -1, -1, -1, -1, -1, -1);
      String verdict = CallTable.verdict(answer);
      if (!verdict.equals("allow")) {
        tried++;
        String seen = inChild(policy, number, -1);
        if (!seen.equals(verdict)) {
          wrong.add(call.getValue() + " should be " + verdict + " but was " + seen);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(tried > 250, "only " + tried + " calls were tried");
  }

  @Test
  void theKernelEndsAProcessThatUsesTheX32Table() {
    byte[] policy = SystemCallPolicy.program(4711).encode();
    for (int number : new int[] {0, 1, 39, 257, 512, 520, 547}) {
      assertEquals("kill", inChild(policy, BpfProgram.X32_BIT | number, 0));
    }
  }

  @Test
  void theKernelLetsAThreadOfLibcAndMemoryThrough() {
    byte[] policy = SystemCallPolicy.program(4711).encode();
    assertEquals("done", inChild(policy, 39, 0)); // getpid
    assertEquals("done", inChild(policy, 24, 0)); // sched_yield
  }

  /**
   * Forks; the child takes the filter, makes the call with the same value for all arguments, and
   * exits.
   */
  private static String inChild(byte[] policy, int number, long argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocateFrom(ValueLayout.JAVA_BYTE, policy);
      MemorySegment description = arena.allocate(16, 8);
      description.set(ValueLayout.JAVA_SHORT, 0, (short) (policy.length / 8));
      description.set(ValueLayout.JAVA_LONG, 8, code.address());

      Assembler a = new Assembler();
      call(a, FORK, 0, 0, 0);
      a.test(Register.RAX);
      a.jump(Condition.NOT_EQUAL, "parent");
      call(a, PRCTL, 38, 1, 0); // PR_SET_NO_NEW_PRIVS
      call(a, SECCOMP, 1, 0, description.address());
      a.test(Register.RAX);
      a.jump(Condition.NOT_EQUAL, "exit"); // with the error of seccomp, which no verdict has
      for (Register register :
          List.of(
              Register.RDI, Register.RSI, Register.RDX, Register.R10, Register.R8, Register.R9)) {
        a.move(register, argument);
      }
      a.move(Register.RAX, number);
      a.systemCall();
      a.label("exit");
      a.clear(Register.RDI);
      a.compare32(Register.RAX, 0);
      a.jump(Condition.GREATER, "end"); // success: status 0
      a.sub(Register.RDI, Register.RAX); // -errno: status errno
      a.label("end");
      a.move(Register.RAX, EXIT);
      a.systemCall();
      a.label("parent");
      a.ret();

      long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
      Kernel.write(page, a.assemble(page));
      Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
      long child = Kernel.invoke(Kernel.function(page), 0, 0, 0, 0, 0, 0, 0);
      assertTrue(child > 0, "fork failed");
      MemorySegment status = arena.allocate(4, 4);
      long waited;
      do {
        waited = Kernel.call(WAIT4, child, status.address(), 0, 0);
      } while (waited == -4); // EINTR
      Kernel.unmap(page, 4096);
      assertEquals(child, waited);
      int ended = status.get(ValueLayout.JAVA_INT, 0);
      if ((ended & 0x7f) != 0) {
        return (ended & 0x7f) == SIGSYS ? "kill" : "signal " + (ended & 0x7f);
      }
      int error = ended >> 8 & 0xff;
      return error == 0 ? "done" : CallTable.verdict(0x50000 | error);
    }
  }

  private static void call(Assembler a, int number, long first, long second, long third) {
    a.move(Register.RDI, first);
    a.move(Register.RSI, second);
    a.move(Register.RDX, third);
    a.clear(Register.R10);
    a.clear(Register.R8);
    a.move(Register.RAX, number);
    a.systemCall();
  }
}
