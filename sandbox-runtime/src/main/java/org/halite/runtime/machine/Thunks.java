package org.halite.runtime.machine;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Trampolines at 0x10000 (spec/nacl.md ch. 8 and 10) and, around the main stack, the thunks that
 * come out as calls of {@link CallHandler}s, with their tables. Written while the module is loaded;
 * read-only afterwards.
 */
public final class Thunks implements ThunkSpace {
  /**
   * Module address of the read-only function tables: the bottom of the main stack's 16 MiB, so that
   * mmap begins where it does in the reference.
   */
  public static final long TABLES = 0xff000000L;

  /** Module address of the thunks: the page above the initial stack pointer. */
  public static final long THUNKS = 0xffff0000L;

  static final long TRAMPOLINES = 0x10000;
  private static final int SLOT = 32;
  private static final int SLOTS = AddressSpace.PAGE / SLOT;
  private static final int CLOCK_GETTIME = 44;
  private static final int TLS_GET = 84;
  private static final int SECOND_TLS_GET = 86;
  private static final int HALT = 0xf4;

  /** Thunk numbers start here, so that none is ever a system call's; the slot's index is added. */
  static final int FIRST_NUMBER = 0x1000;

  /** Slot 0: where a function that Java called returns to. */
  static final int RETURN_NUMBER = FIRST_NUMBER;

  /** The last two slots: {@link EntryStubs#landing} and its zero. */
  private static final int LANDING = SLOTS - 2;

  private static final int LANDING_ZERO = 8;

  private final AddressSpace space;
  private final List<CallHandler> handlers = new ArrayList<>();
  private int tableBytes;
  private boolean closed;

  Thunks(AddressSpace space) {
    this.space = space;
    int readWrite = AddressSpace.READ | AddressSpace.WRITE;
    space.place(TRAMPOLINES, AddressSpace.PAGE, readWrite);
    space.place(THUNKS, AddressSpace.PAGE, readWrite);
    space.place(TABLES, AddressSpace.PAGE, readWrite);
    Kernel.write(space.base() + TRAMPOLINES, trampolines());
    byte[] halts = new byte[AddressSpace.PAGE];
    java.util.Arrays.fill(halts, (byte) HALT);
    Kernel.write(space.base() + THUNKS, halts);
    Assembler a = new Assembler();
    a.move32(Register.R10, RETURN_NUMBER);
    a.jumpGs(Context.EXIT); // without touching the stack: the return address is already gone
    Kernel.write(space.base() + THUNKS, a.assemble(0));
    // The zero stands behind halts: a jump to its slot must not run it.
    Kernel.write(space.base() + landing(), EntryStubs.landing(SLOT + LANDING_ZERO));
    Kernel.write(space.base() + landing() + SLOT + LANDING_ZERO, new byte[4]);
    handlers.add(call -> {});
  }

  private static byte[] trampolines() {
    Assembler a = new Assembler();
    for (int n = 0; n < SLOTS - 1; n++) {
      if (n == TLS_GET || n == SECOND_TLS_GET) {
        threadPointer(a, n == TLS_GET ? Context.TLS1 : Context.TLS2);
      } else {
        callOut(a, n, n == CLOCK_GETTIME ? Context.CLOCK : Context.EXIT);
      }
      a.align(SLOT, HALT);
    }
    a.bytes(HALT).align(SLOT, HALT);
    return a.assemble(0);
  }

  private static void callOut(Assembler a, int number, int stub) {
    a.load64(Register.R11, Register.RSP, 0); // a bad stack faults here, in the sandbox
    a.move32(Register.R10, number);
    a.jumpGs(stub);
  }

  /** The thread pointer without leaving the sandbox: spec/nacl.md ch. 10. */
  private static void threadPointer(Assembler a, int offset) {
    a.bytes(0x65, 0x8b, 0x04, 0x25).int32(offset); // mov eax, gs:[offset]
    a.pop(Register.R11);
    a.bytes(0x41, 0x83, 0xc3, 0x1f); // add r11d, 31: the return address, rounded up
    a.bytes(0x41, 0x83, 0xe3, 0xe0); // and r11d, -32
    a.add(Register.R11, Register.R15);
    a.jump(Register.R11);
  }

  static int trampoline(int number) {
    return (int) (TRAMPOLINES + (long) SLOT * number);
  }

  /** Address of the trampoline that answers tls_get, usable as a function of the IRT. */
  public static int threadPointerFunction() {
    return trampoline(TLS_GET);
  }

  static int returnThunk() {
    return (int) THUNKS;
  }

  /** Module address of the last steps of every return into the module. */
  static long landing() {
    return THUNKS + (long) LANDING * SLOT;
  }

  /** Whether an address lies in code of ours, where a fault is nothing a module handles. */
  static boolean isTrusted(long address) {
    return address >= TRAMPOLINES && address < TRAMPOLINES + AddressSpace.PAGE
        || address >= THUNKS && address < THUNKS + AddressSpace.PAGE;
  }

  @Override
  public int thunk(CallHandler handler) {
    return thunk(handler, Context.EXIT);
  }

  /**
   * A thunk that is called with what clock_gettime takes and answers 0 itself where the clock stub
   * can; the handler does the rest.
   */
  public int clockThunk(CallHandler handler) {
    return thunk(handler, Context.CLOCK);
  }

  private synchronized int thunk(CallHandler handler, int stub) {
    checkOpen();
    int slot = handlers.size();
    if (slot >= LANDING) {
      throw new IllegalStateException("more than " + LANDING + " functions for one module");
    }
    handlers.add(handler);
    Assembler a = new Assembler();
    callOut(a, FIRST_NUMBER + slot, stub);
    long address = THUNKS + (long) slot * SLOT;
    Kernel.write(space.base() + address, a.assemble(0));
    return (int) address;
  }

  @Override
  public int table(List<CallHandler> functions) {
    int[] addresses = new int[functions.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = thunk(functions.get(i));
    }
    return table(addresses);
  }

  /** A table of functions that exist already. */
  public synchronized int table(int[] addresses) {
    checkOpen();
    if (tableBytes + 4 * addresses.length > AddressSpace.PAGE) {
      throw new IllegalStateException("function tables beyond 64 KiB");
    }
    long table = TABLES + tableBytes;
    for (int i = 0; i < addresses.length; i++) {
      Kernel.MEMORY.set(ValueLayout.JAVA_INT, space.base() + table + 4L * i, addresses[i]);
    }
    tableBytes += 4 * addresses.length;
    return (int) table;
  }

  /** Ends registration: thunks become executable, tables read-only. */
  synchronized void close() {
    checkOpen();
    closed = true;
    space.protect(TRAMPOLINES, AddressSpace.PAGE, AddressSpace.READ | AddressSpace.EXECUTE);
    space.protect(THUNKS, AddressSpace.PAGE, AddressSpace.READ | AddressSpace.EXECUTE);
    space.protect(TABLES, AddressSpace.PAGE, AddressSpace.READ);
  }

  /** The handler behind a number, or null when no thunk has it. */
  CallHandler handler(int number) {
    int slot = number - FIRST_NUMBER;
    return slot > 0 && slot < handlers.size() ? handlers.get(slot) : null;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the module runs; no functions can be added any more");
    }
  }
}
