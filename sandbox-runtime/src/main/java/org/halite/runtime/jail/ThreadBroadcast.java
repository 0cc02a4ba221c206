package org.halite.runtime.jail;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.HashSet;
import java.util.Set;
import org.halite.runtime.machine.Assembler;
import org.halite.runtime.machine.Assembler.Condition;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.Register;

/**
 * Makes system calls on every thread of this process, HotSpot's own threads too, as libpsx does: a
 * signal whose handler is machine code that makes the calls. For what the kernel keeps for each
 * thread: privileges and Landlock domains.
 */
final class ThreadBroadcast {
  /** One system call; all threads make it with the same arguments. */
  record Call(int number, long a, long b, long c, long d) {}

  /** A real-time signal that neither glibc (32, 33) nor HotSpot uses and that no thread blocks. */
  private static final int SIGNAL = 39;

  // asm/signal.h
  private static final long SA_SIGINFO = 4;
  private static final long SA_RESTORER = 0x0400_0000;
  private static final long SA_ONSTACK = 0x0800_0000;
  private static final long SA_RESTART = 0x1000_0000;
  private static final long SIG_IGN = 1;
  private static final int RT_SIGRETURN = 15;
  private static final int ESRCH = 3;

  /** Most threads answer within this many turns; the others are waited for in pauses of 100 us. */
  private static final int SPINS = 2000;

  /** A thread that has not run its handler after this many pauses is stuck: 5 s. */
  private static final int PATIENCE = SPINS + 50_000;

  /** Words of the results page: threads that answered; the last error, -errno. */
  private static final int ANSWERED = 0;

  private static final int FAILURE = 8;

  private final int process;
  private final int self;
  private final long results;
  private final Set<String> reached = new HashSet<>();
  private int threads;

  private ThreadBroadcast(long results) {
    this.results = results;
    process = (int) Kernel.call(Kernel.GETPID);
    self = (int) Kernel.call(Kernel.GETTID);
  }

  /**
   * Makes the calls, in order, on every other thread and last on the calling one, and returns how
   * many threads that were. Threads that start meanwhile are reached too, by themselves or through
   * the thread that starts them.
   *
   * @param beforeSelf run by the calling thread when it is the only one left with its privileges
   * @throws JailException when a call fails on any thread or a thread does not answer
   */
  static int onEveryThread(Runnable beforeSelf, Call... calls) {
    long results = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    // A thread may still be in its last instructions when all have answered: the code page stays.
    long code = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    Assembler handler = handler(results, calls);
    Kernel.write(code, handler.assemble(code));
    Kernel.protect(code, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
    ThreadBroadcast broadcast = new ThreadBroadcast(results);
    setAction(code, code + handler.offset("restorer"));
    try {
      broadcast.reachAll(beforeSelf);
    } finally {
      setAction(SIG_IGN, 0);
    }
    return broadcast.threads;
  }

  /**
   * void handler(int, siginfo_t *, void *): makes the calls, notes a failure, counts the thread.
   */
  private static Assembler handler(long results, Call... calls) {
    Assembler a = new Assembler();
    for (int i = 0; i < calls.length; i++) {
      Call call = calls[i];
      a.move(Register.RAX, call.number);
      a.move(Register.RDI, call.a);
      a.move(Register.RSI, call.b);
      a.move(Register.RDX, call.c);
      a.move(Register.R10, call.d);
      a.clear(Register.R8);
      a.clear(Register.R9);
      a.systemCall();
      if (call.number == Namespaces.SETGROUPS) {
        // A thread that one of those reached already has started has no groups, and no right to
        // drop them again. One that kept its groups for another reason fails at its user id.
        a.clear(Register.RAX);
      }
      a.test(Register.RAX);
      a.jump(Condition.EQUAL, "done" + i); // all these calls answer 0 for success
      a.move(Register.RDX, results);
      a.store64(Register.RDX, FAILURE, Register.RAX);
      a.label("done" + i);
    }
    a.move(Register.RDX, results);
    a.bytes(0xf0, 0xff, 0x02); // lock inc dword [rdx]: ANSWERED
    a.ret();
    a.label("restorer");
    a.move32(Register.RAX, RT_SIGRETURN);
    a.systemCall();
    return a;
  }

  /** struct kernel_sigaction: handler, flags, restorer, mask. */
  private static void setAction(long handler, long restorer) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(32, 8);
      action.set(ValueLayout.JAVA_LONG, 0, handler);
      long flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | (restorer == 0 ? 0 : SA_RESTORER);
      action.set(ValueLayout.JAVA_LONG, 8, flags);
      action.set(ValueLayout.JAVA_LONG, 16, restorer);
      action.set(ValueLayout.JAVA_LONG, 24, -1L); // no other signal inside
      Kernel.check(
          Kernel.call(Kernel.RT_SIGACTION, SIGNAL, action.address(), 0, 8), "rt_sigaction");
    }
  }

  /**
   * The list of threads is no snapshot, so it is read until twice nothing new stands in it. A
   * thread that started after that was started by one that had made the calls already, and has
   * inherited what they did.
   */
  private void reachAll(Runnable beforeSelf) {
    reached.add(Integer.toString(self)); // last: /proc may be out of reach afterwards
    for (int quiet = 0; quiet < 2; quiet++) {
      String[] listed = new File("/proc/self/task").list();
      if (listed == null) {
        throw new JailException(
            "the threads of the process could not be listed in /proc/self/task");
      }
      for (String thread : listed) {
        if (reached.add(thread)) {
          quiet = -1;
          reach(Integer.parseInt(thread));
        }
      }
    }
    beforeSelf.run();
    reach(self);
  }

  private void reach(int thread) {
    int before = answered();
    if (Kernel.call(Kernel.TGKILL, process, thread, SIGNAL) == -ESRCH) {
      return; // ended meanwhile
    }
    for (int waits = 0; answered() == before; waits++) {
      if (Kernel.call(Kernel.TGKILL, process, thread, 0) == -ESRCH) {
        return;
      }
      if (waits > PATIENCE) {
        throw new JailException(
            "thread " + thread + " of the process did not take its restrictions");
      }
      if (waits < SPINS) {
        Thread.onSpinWait();
      } else {
        pause();
      }
    }
    threads++;
    long failure = Kernel.MEMORY.get(ValueLayout.JAVA_LONG, results + FAILURE);
    if (failure != 0) {
      throw new JailException(
          "the kernel refused to restrict thread " + thread + " (errno " + -failure + ")");
    }
  }

  private int answered() {
    VarHandle.acquireFence();
    return Kernel.MEMORY.get(ValueLayout.JAVA_INT, results + ANSWERED);
  }

  private static void pause() {
    try {
      Thread.sleep(0, 100_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JailException("the thread that closes the jail was interrupted");
    }
  }
}
