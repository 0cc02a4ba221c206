package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.KernelException;
import org.halite.runtime.machine.ModuleEnded;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.SandboxThread;

/** exit, sysconf, random bytes, code at run time, threads. */
public final class ProcessCalls {
  private static final int RANDOM_PIECE = 0x10000;

  /**
   * NaCl's stack pointer at a thread's start leaves room for a return address below a multiple of
   * 16.
   */
  private static final int STACK_PAD = 8;

  private final Sandbox sandbox;
  private final ModuleMemory memory;
  private boolean files;

  ProcessCalls(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.memory = sandbox.memory();
  }

  /** The module may use files: spec/nacl.md ch. 11, "FA". */
  void allowFiles() {
    files = true;
  }

  /** The number of this process, for names of temporary files; nothing can be done with it. */
  public long getpid() {
    return Kernel.call(Kernel.GETPID);
  }

  public long exit(long status) {
    sandbox.end(new Exit.Normal((int) status & 0xff));
    throw new ModuleEnded();
  }

  public long yield() {
    Thread.yield();
    return 0;
  }

  /** spec/nacl.md ch. 11, call 33. */
  public long sysconf(long name, long address) {
    int value =
        switch ((int) name) {
          case 1 -> Runtime.getRuntime().availableProcessors();
          case 2 -> 0x10000;
          case 0x10000 -> 7;
          case 0x1000000 -> files ? 1 : 0;
          case 0x1000001, 0x1000002 -> 0;
          default -> -1;
        };
    if (value < 0) {
      return -Errno.EINVAL;
    }
    memory.writeInt(address, value);
    return 0;
  }

  public long randomBytes(long address, long count) {
    long done = 0;
    while (done < count) {
      byte[] bytes = new byte[(int) Math.min(count - done, RANDOM_PIECE)];
      fillRandom(bytes);
      memory.write(address + done, bytes);
      done += bytes.length;
    }
    return 0;
  }

  private static void fillRandom(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(bytes.length);
      long done = 0;
      while (done < bytes.length) {
        done +=
            Kernel.check(
                Kernel.call(Kernel.GETRANDOM, buffer.address() + done, bytes.length - done, 0),
                "getrandom");
      }
      MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
    }
  }

  public long dyncodeCreate(long to, long from, long length) {
    return sandbox.code().create(to, from, length);
  }

  public long dyncodeModify(long to, long from, long length) {
    return sandbox.code().modify(to, from, length);
  }

  public long dyncodeDelete(long from, long length, SandboxThread thread) {
    return sandbox.deleteCode(from, length, thread);
  }

  public long threadCreate(long pc, long stack, long tls1, long tls2) {
    if (!sandbox.code().isBundle(pc)) {
      return -Errno.EFAULT;
    }
    var unused = memory.readInt(tls1); // must be an address of the module
    long sp = ((stack & ~15L) - STACK_PAD) & 0xffffffffL;
    try {
      return sandbox.startThread(new SandboxThread(sandbox, pc, sp, 0, (int) tls1, (int) tls2));
    } catch (KernelException noMemory) {
      return -Errno.EAGAIN;
    }
  }

  public long threadExit(long flag, SandboxThread thread) {
    thread.leave(); // whatever becomes of the flag, the thread does not come back
    if (flag != 0) {
      memory.writeInt(flag, 0);
    }
    return 0;
  }

  /** -5, 0 and 5 are known; the host's scheduler is left alone. */
  public long threadNice(long nice) {
    int value = (int) nice;
    return value == -5 || value == 0 || value == 5 ? 0 : -1;
  }
}
