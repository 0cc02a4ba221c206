package org.halite.runtime.machine;

import java.lang.foreign.ValueLayout;

/**
 * Runs single instructions natively, with every general register, the flags and the vector
 * registers as wanted, and tells what they became. The instruction ends where executable memory
 * ends, so that the fetch of the next one faults at an address that shows its length. For tests;
 * belongs to the thread that made it.
 *
 * <p>Memory that the instruction can reach: the page at r15, the stack, the frame and the page
 * behind the instruction. They are writable, and what stands there first is {@link #memory}.
 */
public final class NativeProbe implements AutoCloseable {
  /** Module address of the first byte that is not executable. */
  private static final int EDGE = 0x30000;

  private static final int CODE = EDGE - AddressSpace.PAGE;
  private static final int STACK = 0x200000;
  private static final int FRAME = 0x210000;

  /** Vector registers are loaded from here: 64 bytes, all the same word. */
  private static final int VECTOR = 0x8000;

  private static final int ILL = 4;
  private static final int SEGV = 11;

  /** Page-fault error code: the processor was fetching an instruction. */
  private static final int FETCH = 0x10;

  private static final int MXCSR = 0x1f80;
  private static final int X87 = 0x37f;

  /** How a run ended. */
  public enum End {
    /** The next instruction to be fetched is the one right behind. */
    COMPLETED,
    /** The instruction faulted. */
    FAULTED,
    /** The processor does not know the instruction. */
    UNDEFINED,
    /** Execution went elsewhere than behind the instruction. */
    ASTRAY
  }

  private final AddressSpace space = new AddressSpace(1L << 30);
  private final long base = space.base();
  private final long context =
      Kernel.map(0, Context.SIZE, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
  private final long signalStack;
  private final int jumpAt;
  private int start;

  /** Registers before the run, by hardware number; rsp, rbp and r15 are ours. */
  public final long[] registers = new long[16];

  /** Arithmetic flags before the run, as in rflags. */
  public int flags;

  /** Each eight bytes of reachable memory and of the vector registers before the run. */
  public long memory;

  public NativeProbe() {
    Signals.install();
    signalStack = Signals.enterThread();
    int data = AddressSpace.READ | AddressSpace.WRITE;
    space.place(0, AddressSpace.PAGE, data);
    space.place(CODE, AddressSpace.PAGE, data | AddressSpace.EXECUTE);
    space.place(EDGE, AddressSpace.PAGE, data);
    space.place(STACK - AddressSpace.PAGE, 3L * AddressSpace.PAGE, data);
    Context.putLong(context, Context.SELF, context);
    Context.putLong(context, Context.EXIT, Stubs.EXIT);
    Context.putLong(context, Context.BASE, base);
    Stubs.bind(context);
    Assembler a = new Assembler();
    for (int i = 0; i < 16; i++) {
      // movups xmm i, [r15 + VECTOR]
      a.bytes(0x41 | i >> 3 << 2, 0x0f, 0x10, 0x87 | (i & 7) << 3).int32(VECTOR);
    }
    for (int i = 0; i < 8; i++) {
      a.bytes(0x41, 0x0f, 0x6f, 0x87 | i << 3).int32(VECTOR); // movq mm i, [r15 + VECTOR]
    }
    a.bytes(0x0f, 0x77); // emms: the values stay, the x87 stack is empty
    a.bytes(0x9d); // popfq
    a.bytes(0xe9); // jmp to the instruction
    jumpAt = CODE + a.position();
    Kernel.write(base + CODE, a.assemble(0));
  }

  /** Puts an instruction right before the edge of executable memory. */
  public void place(byte[] code, int from, int length) {
    placeAt(EDGE - length, code, from, length);
  }

  /** Puts an instruction so that only its last byte lies behind the edge. */
  public void placeAcross(byte[] code, int from, int length) {
    placeAt(EDGE - length + 1, code, from, length);
  }

  private void placeAt(int address, byte[] code, int from, int length) {
    start = address;
    for (int i = 0; i < length; i++) {
      Kernel.MEMORY.set(ValueLayout.JAVA_BYTE, base + address + i, code[from + i]);
    }
    Kernel.MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, base + jumpAt, address - (jumpAt + 4));
  }

  /** Runs what was placed last. */
  public End run() {
    for (int i = 0; i < 64; i += 8) {
      put(0x40 + i);
      put(i);
      put(VECTOR + i);
      put(STACK + i);
      put(FRAME + i);
      put(FRAME + 0x40 + i);
      put(STACK + 0x40 + i);
      put(EDGE + i);
    }
    for (int i = 0; i < 16; i++) {
      Context.putLong(context, Context.REGISTERS + 8 * i, registers[i]);
    }
    Context.putLong(context, Context.register(Register.RSP), base + STACK - 8);
    Context.putLong(context, Context.register(Register.RBP), base + FRAME);
    Context.putLong(context, Context.register(Register.R15), base);
    Context.putInt(context, Context.MXCSR, MXCSR);
    Context.putInt(context, Context.X87, X87);
    Context.putLong(context, Context.RIP, base + CODE);
    Kernel.MEMORY.set(ValueLayout.JAVA_LONG, base + STACK - 8, flags);
    int number = Stubs.enter(context);
    long rip = Context.getLong(context, Context.RIP) - base;
    if (number != Stubs.FAULTED) {
      return End.ASTRAY;
    }
    int signal = Context.getInt(context, Context.SIGNAL);
    if (rip == start) {
      return signal == ILL ? End.UNDEFINED : End.FAULTED;
    }
    boolean fetch = signal == SEGV && (Context.getLong(context, Context.FAULT_ERROR) & FETCH) != 0;
    return fetch && rip == EDGE ? End.COMPLETED : End.ASTRAY;
  }

  /** Runs what {@link #placeAcross} placed: whether the processor wanted its last byte. */
  public boolean needsItsLastByte() {
    run();
    return Context.getInt(context, Context.SIGNAL) == SEGV
        && Context.getLong(context, Context.RIP) - base == start
        && Context.getLong(context, Context.FAULT_ADDRESS) == base + EDGE
        && (Context.getLong(context, Context.FAULT_ERROR) & FETCH) != 0;
  }

  private void put(int address) {
    Kernel.MEMORY.set(ValueLayout.JAVA_LONG, base + address, memory);
  }

  /** A register after the run. */
  public long register(int number) {
    return Context.getLong(context, Context.REGISTERS + 8 * number);
  }

  /** What a run added to rsp. */
  public long stackMoved() {
    return register(4) - (base + STACK);
  }

  /** What a run added to rbp. */
  public long frameMoved() {
    return register(5) - (base + FRAME);
  }

  public boolean baseKept() {
    return register(15) == base;
  }

  /** Flags after the run. */
  public long flagsAfter() {
    return Context.getLong(context, Context.FLAGS);
  }

  /** Whether the control bits of MXCSR (masks, rounding, flush to zero) are others than before. */
  public boolean mxcsrChanged() {
    return (Context.getInt(context, Context.MXCSR) & ~0x3f) != MXCSR;
  }

  public boolean x87ControlChanged() {
    return (Context.getInt(context, Context.X87) & 0xffff) != X87;
  }

  /** Module address where the last run ended. */
  public long pc() {
    return Context.getLong(context, Context.RIP) - base;
  }

  @Override
  public void close() {
    Stubs.bind(0);
    Signals.leaveThread(signalStack);
    Kernel.unmap(context, Context.SIZE);
    space.release();
  }
}
