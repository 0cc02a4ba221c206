package org.halite.runtime.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * One thread of the module on one Java thread. It runs untrusted code until that calls out, answers
 * in Java, and goes in again. Nested calls into the module run the same loop one level deeper.
 */
public final class SandboxThread implements UntrustedCall {
  /** Deeper nesting of Java and module than this is a runaway recursion. */
  private static final int MAX_DEPTH = 100;

  /** What a function may use below its stack pointer. */
  static final int RED_ZONE = 128;

  /** PP_ERROR_BADARGUMENT, for a thunk that let a bad address through. */
  private static final int BAD_ARGUMENT = -4;

  private static final long JAVA_STACK = 1 << 20;

  private static final int SIGSEGV = 11;

  private final Sandbox sandbox;
  private final SandboxMemory memory;
  private final SystemCallTable systemCalls;
  private final long context;
  private final long base;
  private final ExceptionDelivery exceptions;
  private volatile int kernelId;
  private volatile Thread javaThread;
  private volatile boolean killed;
  private boolean leaving;

  /** Touched by this thread alone. */
  private final List<Runnable> atEnd = new ArrayList<>();

  /** Guarded by this: the context must not be touched any more. */
  private boolean contextFreed;

  private int depth;

  /** See {@link CodeRegion.CheckIns}. */
  private volatile long deletionsSeen;

  // Results wait here, so that a handler can still read its arguments after it said what it
  // returns.
  private long resultRax;
  private long resultRdx;
  private long resultXmm;

  /**
   * A thread that will start at {@code pc} as if called, all registers zero but these.
   *
   * @param pc a bundle of the module's code
   * @param rsp module address; rsp + 8 is a multiple of 16 by convention
   * @param rdi first argument
   * @throws KernelException when the system has no memory for it
   */
  public SandboxThread(Sandbox sandbox, long pc, long rsp, long rdi, int tls1, int tls2) {
    this.sandbox = sandbox;
    this.memory = (SandboxMemory) sandbox.memory();
    this.base = sandbox.space().base();
    systemCalls = sandbox.systemCalls();
    deletionsSeen = sandbox.code().deletions();
    context = Kernel.map(0, Context.SIZE, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    exceptions = new ExceptionDelivery(sandbox, context);
    Context.putLong(context, Context.SELF, context);
    Context.putLong(context, Context.EXIT, Stubs.EXIT);
    Context.putLong(context, Context.CLOCK, sandbox.hasClockStub() ? Stubs.CLOCK : Stubs.EXIT);
    Context.putLong(context, Context.LANDING, base + Thunks.landing());
    Context.putLong(context, Context.BASE, base);
    Context.putInt(context, Context.TLS1, tls1);
    Context.putInt(context, Context.TLS2, tls2);
    Context.putInt(context, Context.MXCSR, 0x1f80);
    Context.putInt(context, Context.X87, 0x37f);
    setRegister(Register.RDI, rdi & 0xffffffffL);
    setRegister(Register.RSP, base + (rsp & 0xffffffffL));
    setRegister(Register.RBP, base + (rsp & 0xffffffffL));
    setRegister(Register.R15, base);
    Context.putLong(context, Context.RIP, base + (pc & 0xffffffffL));
  }

  void start() {
    javaThread =
        Thread.ofPlatform().name("module").daemon().stackSize(JAVA_STACK).unstarted(this::run);
    javaThread.start();
  }

  private void run() {
    long signalStack = 0;
    try {
      signalStack = Signals.enterThread();
      kernelId = (int) Kernel.call(Kernel.GETTID);
      Stubs.bind(context);
      if (!killed) {
        runUntil(Integer.MIN_VALUE);
      }
    } catch (ModuleEnded ended) {
      // The sandbox knows how.
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      sandbox.end(new Exit.Killed("the runtime failed inside: " + broken));
    } finally {
      Stubs.bind(0);
      discard();
      if (signalStack != 0) {
        Signals.leaveThread(signalStack);
      }
      if (!killed) {
        atEnd.forEach(Runnable::run);
      }
      sandbox.finished(this);
    }
  }

  /** Gives the context back; the thread runs no more, or never did. */
  synchronized void discard() { // kill() may be at work
    kernelId = 0;
    contextFreed = true;
    Kernel.unmap(context, Context.SIZE);
  }

  /** Makes the thread leave untrusted code and blocked calls, from any thread. */
  public synchronized void kill() {
    if (contextFreed) {
      return;
    }
    killed = true;
    Context.putInt(context, Context.KILL, 1);
    java.lang.invoke.VarHandle.fullFence();
    Thread thread = javaThread;
    int id = kernelId;
    if (thread != null && thread != Thread.currentThread()) {
      thread.interrupt();
      if (id != 0) {
        // ESRCH when it has just ended: fine.
        long unused = Kernel.call(Kernel.TGKILL, Kernel.call(Kernel.GETPID), id, Stubs.KILL_SIGNAL);
        assert unused <= 0;
      }
    }
  }

  /** Ends this thread when the system call it is in returns. */
  public void leave() {
    leaving = true;
    deletionsSeen = Long.MAX_VALUE; // it is in no code any more: no deletion waits for its end
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  // --- the loop

  /**
   * Runs untrusted code until it calls out with {@code last}.
   *
   * @return rax at that moment
   */
  private long runUntil(int last) {
    int number = Stubs.enter(context);
    while (true) {
      if (number == Stubs.FAULTED) {
        fault();
        number = Stubs.enter(context);
        continue;
      }
      if (killed) {
        throw new ModuleEnded();
      }
      if (number == last) {
        return register(Register.RAX);
      }
      if (number < Thunks.FIRST_NUMBER) {
        systemCall(number);
      } else {
        thunk(number);
      }
      if (killed || leaving) {
        throw new ModuleEnded();
      }
      number = Stubs.resume(context, resultRax, resultRdx, resultXmm);
    }
  }

  private void systemCall(int number) {
    long result;
    try {
      result = systemCalls.call(number, this);
    } catch (BadAddress bad) {
      result = -Errno.EFAULT;
    }
    resultRax = result & 0xffffffffL;
    resultRdx = 0;
    resultXmm = 0;
  }

  private void thunk(int number) {
    CallHandler handler = sandbox.thunks().handler(number);
    if (handler == null) {
      sandbox.end(new Exit.Killed("the module returned to Java although Java had not called it"));
      throw new ModuleEnded();
    }
    returns(0, 0);
    try {
      handler.handle(this);
    } catch (BadAddress bad) {
      returns(BAD_ARGUMENT & 0xffffffffL);
    }
  }

  private void fault() {
    if (killed) {
      throw new ModuleEnded();
    }
    long pc = Context.getLong(context, Context.RIP) - base;
    int signal = Context.getInt(context, Context.SIGNAL);
    if (exceptions.deliver(signal, pc)) {
      return;
    }
    long address = Context.getLong(context, Context.FAULT_ADDRESS) - base;
    boolean inside = address >= 0 && address < AddressSpace.SIZE;
    end(signal, pc, inside ? address : -1);
  }

  private void end(int signal, long pc, long address) {
    List<String> backtrace =
        Backtrace.of(sandbox, pc, register(Register.RSP), register(Register.RBP));
    sandbox.end(new Exit.Fault(signal, pc, address, backtrace));
    throw new ModuleEnded();
  }

  // --- exceptions: spec/nacl.md ch. 15

  /**
   * @param top module address of the first byte above it; 0 to use the faulting stack
   */
  public void setExceptionStack(long top) {
    exceptions.setStack(top);
  }

  /** The handler is done with what could fault: the next fault is an exception again. */
  public void clearException() {
    exceptions.clear();
  }

  void setDeletionsSeen(long deletions) {
    deletionsSeen = deletions;
  }

  long deletionsSeen() {
    return deletionsSeen;
  }

  // --- what system calls see

  /** Argument 0..5 of a system call, as unsigned 32 bits. */
  public long argument(int index) {
    return integerRegister(index) & 0xffffffffL;
  }

  public void setThreadPointer(int value) {
    Context.putInt(context, Context.TLS1, value);
  }

  public int threadPointer() {
    return Context.getInt(context, Context.TLS1);
  }

  public void setSecondThreadPointer(int value) {
    Context.putInt(context, Context.TLS2, value);
  }

  public int secondThreadPointer() {
    return Context.getInt(context, Context.TLS2);
  }

  // --- UntrustedCall

  @Override
  public ModuleMemory memory() {
    return memory;
  }

  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
  };

  @Override
  public long integerRegister(int index) {
    return register(ARGUMENTS[index]);
  }

  @Override
  public double realRegister(int index) {
    if (index < 0 || index > 7) {
      throw new IndexOutOfBoundsException(index);
    }
    return Double.longBitsToDouble(Context.getLong(context, Context.XMM + 8 * index));
  }

  @Override
  public long stackSlot(int index) {
    return memory.readLong(register(Register.RSP) - base + 8L * index);
  }

  @Override
  public void returns(long rax) {
    returns(rax, 0);
  }

  @Override
  public void returns(long rax, long rdx) {
    resultRax = rax;
    resultRdx = rdx;
    resultXmm = 0;
  }

  @Override
  public void returnsReal(double xmm0) {
    resultRax = 0;
    resultRdx = 0;
    resultXmm = Double.doubleToRawLongBits(xmm0);
  }

  @Override
  public long call(int function, long... arguments) {
    return callWithReal(function, 0, arguments);
  }

  @Override
  public boolean startThread(int function, int stackTop, int argument) {
    long stack = Integer.toUnsignedLong(stackTop) - 8; // as after a call
    try {
      memory.writeLong(stack, 0); // a thunk's return address: never used
      int pointer = threadPointer();
      return sandbox.startThread(
              new SandboxThread(
                  sandbox, Integer.toUnsignedLong(function), stack, argument, pointer, 0))
          == 0;
    } catch (KernelException noMemory) {
      return false;
    }
  }

  @Override
  public void atThreadEnd(Runnable work) {
    atEnd.add(work);
  }

  @Override
  public void leaveThread() {
    leave();
  }

  @Override
  public long callWithReal(int function, double real, long... arguments) {
    if (arguments.length > ARGUMENTS.length) {
      throw new IllegalArgumentException("at most six arguments");
    }
    if (killed) {
      throw new ModuleEnded();
    }
    if (depth >= MAX_DEPTH) {
      sandbox.end(
          new Exit.Killed("more than " + MAX_DEPTH + " nested calls between module and browser"));
      throw new ModuleEnded();
    }
    byte[] saved = Kernel.read(context + Context.SAVED_FROM, Context.SAVED_LENGTH);
    long rax = resultRax;
    long rdx = resultRdx;
    long xmm = resultXmm;
    long interrupted = (register(Register.RSP) - base) & 0xffffffffL;
    long stack = ((interrupted - RED_ZONE) & -16L) - 8;
    try {
      memory.writeLong(stack & 0xffffffffL, Thunks.returnThunk() & 0xffffffffL);
    } catch (BadAddress noStack) {
      long pc = Context.getLong(context, Context.RIP) - base;
      end(SIGSEGV, pc, stack & 0xffffffffL);
    }
    setRegister(Register.RSP, base + (stack & 0xffffffffL));
    for (Register register : VOLATILE) {
      setRegister(register, 0);
    }
    Context.putLong(context, Context.XMM, Double.doubleToRawLongBits(real));
    for (int i = 0; i < arguments.length; i++) {
      setRegister(ARGUMENTS[i], arguments[i]);
    }
    // An indirect call masks its target; so do we.
    Context.putLong(context, Context.RIP, base + (Integer.toUnsignedLong(function) & -32L));
    depth++;
    try {
      long result = runUntil(Thunks.RETURN_NUMBER);
      Kernel.write(context + Context.SAVED_FROM, saved);
      resultRax = rax;
      resultRdx = rdx;
      resultXmm = xmm;
      return result;
    } finally {
      depth--;
    }
  }

  private static final Register[] VOLATILE = {
    Register.RAX,
    Register.RCX,
    Register.RDX,
    Register.RSI,
    Register.RDI,
    Register.R8,
    Register.R9,
    Register.R10,
    Register.R11
  };

  private long register(Register register) {
    return Context.get(context, register);
  }

  private void setRegister(Register register, long value) {
    Context.set(context, register, value);
  }
}
