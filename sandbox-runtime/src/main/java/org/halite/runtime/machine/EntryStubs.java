package org.halite.runtime.machine;

import static org.halite.runtime.machine.Register.*;

import org.halite.runtime.machine.Assembler.Condition;

/**
 * The machine code that enters untrusted code and comes out of it. Emitted into the page of {@link
 * Stubs}. A system call is one round trip through {@code exit} and {@code resume}: what is slow on
 * processors (fninit, fnclex, wrgsbase) stands only where a module made it necessary.
 */
final class EntryStubs {
  private static final Register[] CALLEE_SAVED = {RBX, RBP, R12, R13, R14, R15};

  /** What a module's function keeps, and so must find again after a call out. */
  private static final Register[] KEPT = {RBX, RBP, R12, R13, R14};

  /** What the clock stub needs again when it gives up. */
  private static final Register[] CLOCK_KEPT = {RDI, RSI, RSP};

  /** What could hold a trusted address after the clock stub; rax is its result, 0. */
  private static final Register[] CLOCK_CLEARED = {RAX, RCX, RDX, RSI, RDI, R8, R9, R10};

  /** Exception flags, stack fault, summary and condition codes of the x87 status word. */
  private static final int X87_USED = 0xc7ff;

  /** All x87 exceptions masked: then none can be pending. */
  private static final int X87_MASKS = 0x3f;

  private EntryStubs() {}

  /**
   * void bind(context = rdi, or 0): says whose thread this is, for as long as it lives. Java leaves
   * gs alone; the flag {@link Context#UNTRUSTED} says whose code runs.
   */
  static void bind(Assembler a) {
    a.align(32, 0xcc).label("bind");
    a.writeGsBase(RDI);
    a.test(RDI);
    a.jump(Condition.EQUAL, "bound");
    a.storeMxcsr(RDI, Context.TRUSTED_MXCSR);
    a.storeX87Control(RDI, Context.TRUSTED_X87);
    a.label("bound").ret();
  }

  /**
   * int enter(context = rdi): saves Java's side, clears what could leak, loads all of the module's
   * registers, jumps.
   */
  static void enter(Assembler a, boolean avx) {
    a.align(32, 0xcc).label("enter");
    leaveJava(a);
    for (int i = 0; i < 8; i++) {
      a.bytes(0xd9, 0xee); // fldz: no trusted x87 or MMX value stays in any register
    }
    a.bytes(0xdb, 0xe3); // fninit: empties the x87 stack, forgets the last instruction's address
    clearVectors(a, avx);
    a.loadX87Control(RDI, Context.X87);
    a.loadMxcsr(RDI, Context.MXCSR);
    a.loadXmm(0, RDI, Context.XMM);
    a.compare32(RDI, Context.RESTORE, 0);
    a.jump(Condition.EQUAL, "load all");
    a.store32(RDI, Context.RESTORE, 0);
    saveArea(a, RDI, avx, 5, 1); // xrstor, fxrstor: an exception handler finds them as they were
    a.label("load all");
    for (Register register : Register.values()) {
      if (register != RDI) {
        a.load64(register, RDI, Context.register(register));
      }
    }
    a.load64(RDI, RDI, Context.register(RDI));
    a.jumpGs(Context.RIP);
  }

  /**
   * int resume(context = rdi, rax = rsi, rdx, xmm0 = rcx): goes on behind a call out. What the call
   * destroys is zeroed here (spec/nacl.md ch. 10), so that Java need not touch the registers.
   */
  static void resume(Assembler a, boolean avx) {
    a.align(32, 0xcc).label("resume");
    leaveJava(a);
    a.bytes(0xdf, 0xe0); // fnstsw ax
    a.bytes(0xa9).int32(X87_USED); // test eax, imm32
    a.jump(Condition.EQUAL, "x87 clean");
    a.bytes(0xdb, 0xe3); // fninit; the landing zeroes the registers
    a.label("x87 clean");
    clearVectors(a, avx);
    a.loadX87Control(RDI, Context.X87);
    a.loadMxcsr(RDI, Context.MXCSR);
    a.bytes(0x66, 0x48, 0x0f, 0x6e, 0xc1); // movq xmm0, rcx
    a.move(RAX, RSI);
    for (Register register : KEPT) {
      a.load64(register, RDI, Context.register(register));
    }
    a.load64(R15, RDI, Context.BASE);
    a.load64(R11, RDI, Context.RIP);
    a.load64(RSP, RDI, Context.register(RSP));
    a.clear(RCX).clear(RSI).clear(R8).clear(R9).clear(R10);
    a.bytes(0x8d, 0x7c, 0x24, 0x08); // lea edi, [rsp + 8]
    a.jumpGs(Context.LANDING);
  }

  /** Ends what a kill signal leaves through "left": enter, resume and clock. */
  static void enterEnd(Assembler a) {
    a.label("enter end");
    a.label("killed");
    a.move(R10, RDI); // the context, as "left" wants it
    a.jump("left");
  }

  /**
   * clock_gettime(clock = edi, timespec = esi), reached from trampolines and thunks as {@code exit}
   * is: reads the realtime or monotonic clock by the C library's function (no system call, no Java)
   * and writes it into the module. What is out of the ordinary goes on to {@code exit} as if it had
   * come there: another clock, a kernel without fast clocks, a bad pointer.
   *
   * @param function address of the C library's clock_gettime
   */
  static void clock(Assembler a, boolean avx, long function) {
    a.align(32, 0xcc).label("clock");
    a.compare32(RDI, 1); // 0 realtime, 1 monotonic: the kernel's numbers and NaCl's
    a.jump(Condition.ABOVE, "exit");
    a.bytes(0xfc); // cld: C expects DF clear
    a.storeGs32(Context.NUMBER, R10);
    a.loadGs64(R10, Context.SELF);
    a.store64(R10, Context.CLOCK_RETURN, R11);
    for (Register register : CLOCK_KEPT) {
      a.store64(R10, Context.register(register), register);
    }
    a.load64(RSP, R10, Context.TRUSTED_RSP);
    a.bytes(0x48, 0x83, 0xe4, 0xf0); // and rsp, -16
    a.push(R10).push(R10); // twice, for the alignment
    a.store32(R10, Context.UNTRUSTED, 0); // from here a signal is Java's own
    a.lea(RSI, R10, Context.TIME);
    a.move(RAX, function);
    a.bytes(0xff, 0xd0); // call rax: it keeps rbx, rbp and r12 to r15, which are the module's
    a.pop(R10).pop(R10);
    a.store32(R10, Context.UNTRUSTED, 1);
    a.compare32(R10, Context.KILL, 0); // a flag set meanwhile is seen here: no signal is lost
    a.jump(Condition.NOT_EQUAL, "left");
    a.bytes(0x85, 0xc0); // test eax, eax
    a.jump(Condition.NOT_EQUAL, "clock slow");
    clearVectors(a, avx);
    a.load32(RSI, R10, Context.register(RSI)); // 32 bits: inside the module or its guard
    a.load64(R8, R10, Context.BASE);
    a.add(RSI, R8);
    a.load64(RAX, R10, Context.TIME);
    a.load64(RDX, R10, Context.TIME + 8);
    a.label("writing nanoseconds").store64(RSI, 8, RDX); // a bad page: "clock slow"
    a.label("writing seconds").store64(RSI, 0, RAX);
    a.load64(R11, R10, Context.CLOCK_RETURN);
    a.add32(R11, 31); // return address: rounded up to a bundle, inside this module
    a.and32(R11, ~31);
    a.add(R11, R8);
    a.load64(RSP, R10, Context.register(RSP));
    a.lea(RSP, RSP, 8); // as after the module's return
    for (Register register : CLOCK_CLEARED) {
      a.clear(register);
    }
    a.jump(R11);
    a.label("clock slow");
    for (Register register : CLOCK_KEPT) {
      a.load64(register, R10, Context.register(register));
    }
    a.load64(R11, R10, Context.CLOCK_RETURN);
    a.load32(R10, R10, Context.NUMBER);
    a.jump("exit");
  }

  /**
   * The last steps into the module after a call out, made inside its space: it zeroes the x87
   * registers and leaves its own address, and no trusted one, as that of the last x87 instruction
   * and operand. A module that jumps here lands behind its own last call.
   *
   * @param zero distance from the code's start to four zero bytes
   */
  static byte[] landing(int zero) {
    Assembler a = new Assembler();
    a.bytes(0xd9, 0x05).int32(zero - 6); // fld dword [rip + ...]
    for (int i = 1; i < 8; i++) {
      a.bytes(0xd9, 0xee); // fldz
    }
    a.bytes(0x0f, 0x77); // emms: the x87 stack is empty
    a.jumpGs(Context.RIP);
    return a.assemble(0);
  }

  /** Saves what C callers keep, marks the thread untrusted, unless it is to run no more. */
  private static void leaveJava(Assembler a) {
    for (Register register : CALLEE_SAVED) {
      a.push(register);
    }
    a.store64(RDI, Context.TRUSTED_RSP, RSP);
    a.store32(RDI, Context.UNTRUSTED, 1); // from here the kill signal redirects to "left"
    a.compare32(RDI, Context.KILL, 0); // a flag set earlier is seen here: no signal is lost
    a.jump(Condition.NOT_EQUAL, "killed");
  }

  private static void clearVectors(Assembler a, boolean avx) {
    if (avx) {
      a.bytes(0xc5, 0xfc, 0x77); // vzeroall
    } else {
      for (int i = 0; i < 8; i++) {
        a.bytes(0x66, 0x0f, 0xef, 0xc0 | (9 * i)); // pxor xmm i, xmm i
      }
      for (int i = 0; i < 8; i++) {
        a.bytes(0x66, 0x45, 0x0f, 0xef, 0xc0 | (9 * i)); // pxor xmm 8+i, xmm 8+i
      }
    }
  }

  /**
   * xsave, xrstor or their elders on the context's area for x87, SSE and AVX; clobbers rax and rdx.
   *
   * @param wide opcode extension with AVX: xsave 4, xrstor 5
   * @param old without: fxsave 0, fxrstor 1
   */
  private static void saveArea(Assembler a, Register context, boolean avx, int wide, int old) {
    a.move32(RAX, 7).clear(RDX);
    int rex = 0x48 | context.high();
    int modRm = 0x80 | (avx ? wide : old) << 3 | context.low();
    a.bytes(rex, 0x0f, 0xae, modRm).int32(Context.VECTORS);
  }

  /**
   * Reached from trampolines and thunks with r10d = number, r11 = the word at rsp (the return
   * address), gs = context. The module's stack was last touched by the trampoline, so that a bad
   * one faults inside the sandbox.
   */
  static void exit(Assembler a, boolean avx) {
    a.align(32, 0xcc).label("exit");
    a.bytes(0xfc); // cld: trusted code expects DF clear
    a.storeGs32(Context.NUMBER, R10);
    a.loadGs64(R10, Context.SELF);
    Register[] kept = {RAX, RDX, RCX, RSI, RDI, R8, R9, RBX, RBP, R12, R13, R14};
    for (Register register : kept) {
      a.store64(R10, Context.register(register), register);
    }
    for (int i = 0; i < 8; i++) {
      a.storeXmm(R10, Context.XMM + 8 * i, i);
    }
    a.lea(RCX, RSP, 8); // as after the module's return
    a.store64(R10, Context.register(RSP), RCX);
    a.add32(R11, 31); // return address: rounded up to a bundle, inside this module
    a.and32(R11, ~31);
    a.load64(RCX, R10, Context.BASE); // not r15: only what we wrote ourselves counts
    a.add(R11, RCX);
    a.store64(R10, Context.RIP, R11);
    a.load32(RAX, R10, Context.NUMBER); // what enter() gives
    a.label("tail");
    a.storeMxcsr(R10, Context.MXCSR);
    a.storeX87Control(R10, Context.X87);
    a.load32(RCX, R10, Context.X87);
    a.and32(RCX, X87_MASKS);
    a.compare32(RCX, X87_MASKS);
    a.jump(Condition.EQUAL, "nothing pending");
    a.bytes(0xdb, 0xe2); // fnclex: else an exception strikes at the next trusted x87 instruction
    a.label("nothing pending");
    a.bytes(0x0f, 0x77); // emms: Java and C expect an empty x87 stack
    a.loadX87Control(R10, Context.TRUSTED_X87);
    a.loadMxcsr(R10, Context.TRUSTED_MXCSR);
    a.load64(RSP, R10, Context.TRUSTED_RSP);
    a.store32(R10, Context.UNTRUSTED, 0); // from here a signal is Java's own
    for (int i = CALLEE_SAVED.length - 1; i >= 0; i--) {
      a.pop(CALLEE_SAVED[i]);
    }
    if (avx) {
      a.bytes(0xc5, 0xf8, 0x77); // vzeroupper: SSE code of Java runs without a penalty
    }
    a.ret();
    // sigreturn lands here after a fault or kill: r10 = context, rsp = trusted
    a.align(32, 0xcc).label("left");
    a.bytes(0xfc); // cld
    saveArea(a, R10, avx, 4, 0); // xsave, fxsave: for an exception handler of the module
    a.move32(RAX, Stubs.FAULTED);
    a.jump("tail");
  }
}
