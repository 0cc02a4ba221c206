package org.halite.runtime.machine;

import static org.halite.runtime.machine.Register.*;

import java.lang.invoke.MethodHandle;
import org.halite.runtime.machine.Assembler.Condition;

/**
 * The machine code between Java and untrusted code: one page, emitted once, executable and never writable again. Entering
 * is a downcall that returns at the next system call, thunk or fault; Java is never called from untrusted code.
 */
final class Stubs {
  /** The signal that takes a thread out of untrusted code. HotSpot uses SIGUSR2, not this one. */
  static final int KILL_SIGNAL = 10;

  /** What {@link #enter} gives when a signal ended the run. */
  static final int FAULTED = -1;

  private static final int SIGSEGV = 11;
  private static final int SIGBUS = 7;
  /** Signals that an instruction raises: ILL, TRAP, BUS, FPE, SEGV, SYS. */
  static final int[] SYNCHRONOUS = {4, 5, SIGBUS, 8, SIGSEGV, 31};

  private static final int EXIT_GROUP = 231;
  /** Direction, trap and alignment-check flags must not reach trusted code. */
  private static final int UNWANTED_FLAGS = 0x40500;

  private static final Register[] CALLEE_SAVED = {RBX, RBP, R12, R13, R14, R15};

  // Places in the signal frame's ucontext (Linux, x86-64): gregs start at 40, in the kernel's order.
  private static final int UC_RIP = 168;
  private static final int UC_FLAGS = 176;
  private static final int UC_ERROR = 192;
  private static final int UC_TRAP = 200;

  /** Handlers that were there before ours, by signal number; read-only once they are. */
  static final long OLD_HANDLERS;

  static final long HANDLER;
  static final long EXIT;
  private static final MethodHandle ENTER;
  private static final MethodHandle COPY;

  static {
    OLD_HANDLERS = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    Assembler a = new Assembler();
    boolean avx = Processor.hasAvx();
    enter(a, avx);
    exit(a, avx);
    copy(a);
    handler(a);
    byte[] code = a.assemble(page);
    if (code.length > 4096) {
      throw new IllegalStateException("the stubs do not fit into their page");
    }
    Kernel.write(page, code);
    Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
    HANDLER = page + a.offset("handler");
    EXIT = page + a.offset("exit");
    ENTER = Kernel.function(page + a.offset("enter"));
    COPY = Kernel.function(page + a.offset("copy"));
  }

  private Stubs() {}

  /** Runs untrusted code with the context's registers; the number it called out with, or {@link #FAULTED}. */
  static int enter(long context) {
    return (int) Kernel.invoke(ENTER, context, 0, 0, 0, 0, 0, 0);
  }

  /** Copies absolute memory; the number of bytes not copied because a page was not there (0 = all went well). */
  static long copy(long to, long from, long length) {
    return length == 0 ? 0 : Kernel.invoke(COPY, to, from, length, 0, 0, 0, 0);
  }

  /** int enter(context = rdi): saves Java's side, clears what could leak, loads the module's registers, jumps. */
  private static void enter(Assembler a, boolean avx) {
    a.label("enter");
    for (Register register : CALLEE_SAVED) {
      a.push(register);
    }
    a.store64(RDI, Context.TRUSTED_RSP, RSP);
    a.storeMxcsr(RDI, Context.TRUSTED_MXCSR);
    a.storeX87Control(RDI, Context.TRUSTED_X87);
    a.writeGsBase(RDI);
    a.store32(RDI, Context.UNTRUSTED, 1); // from here the kill signal redirects to "left"
    a.compare32(RDI, Context.KILL, 0); // a flag set earlier is seen here: no signal is lost
    a.jump(Condition.NOT_EQUAL, "killed");
    for (int i = 0; i < 8; i++) {
      a.bytes(0xd9, 0xee); // fldz: no trusted x87 or MMX value stays in any register
    }
    a.bytes(0xdb, 0xe3); // fninit: empties the x87 stack, forgets the last instruction's address
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
    a.loadX87Control(RDI, Context.X87);
    a.loadMxcsr(RDI, Context.MXCSR);
    a.loadXmm(0, RDI, Context.XMM); // a function's result; zero otherwise
    for (Register register : Register.values()) {
      if (register != RDI) {
        a.load64(register, RDI, Context.register(register));
      }
    }
    a.load64(RDI, RDI, Context.register(RDI));
    a.jumpGs(Context.RIP);
    a.label("enter end");
    a.label("killed");
    a.move(R10, RDI); // the context, as "left" wants it
    a.jump("left");
  }

  /**
   * Reached from trampolines and thunks with r10d = number, r11 = the word at rsp (the return address), gs = context. The
   * module's stack was last touched by the trampoline, so that a bad one faults inside the sandbox.
   */
  private static void exit(Assembler a, boolean avx) {
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
    a.bytes(0xdb, 0xe2); // fnclex: a pending exception must not strike at the next trusted x87 instruction
    a.bytes(0x0f, 0x77); // emms: Java and C expect an empty x87 stack
    a.loadX87Control(R10, Context.TRUSTED_X87);
    a.loadMxcsr(R10, Context.TRUSTED_MXCSR);
    a.load64(RSP, R10, Context.TRUSTED_RSP);
    a.store32(R10, Context.UNTRUSTED, 0);
    a.clear(RCX);
    a.writeGsBase(RCX); // from here a signal is Java's own
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
    a.bytes(0xb8).int32(FAULTED); // mov eax, FAULTED
    a.jump("tail");
  }

  /** long copy(to = rdi, from = rsi, n = rdx): bytes left. The handler continues at "copied" after a bad page. */
  private static void copy(Assembler a) {
    a.align(32, 0xcc).label("copy");
    a.move(RCX, RDX);
    a.label("copying");
    a.bytes(0xf3, 0xa4); // rep movsb: rcx always says how much is left
    a.label("copied");
    a.move(RAX, RCX);
    a.ret();
  }

  /** void handler(signal = edi, siginfo = rsi, ucontext = rdx), on the alternate stack for module threads. */
  private static void handler(Assembler a) {
    a.align(32, 0xcc).label("handler");
    a.load64(R11, RDX, UC_RIP);
    // A bad page under the fault-safe copy: go on behind it.
    a.compare32(RDI, SIGSEGV);
    a.jump(Condition.EQUAL, "maybe copy");
    a.compare32(RDI, SIGBUS);
    a.jump(Condition.NOT_EQUAL, "not copy");
    a.label("maybe copy");
    a.moveAddressOf(RAX, "copying");
    a.compare(R11, RAX);
    a.jump(Condition.NOT_EQUAL, "not copy");
    a.moveAddressOf(RAX, "copied");
    a.store64(RDX, UC_RIP, RAX);
    a.ret();
    // Untrusted means: gs set, flag set, rip inside the 4 GiB.
    a.label("not copy");
    a.readGsBase(R10);
    a.test(R10);
    a.jump(Condition.EQUAL, "trusted");
    a.compare32(R10, Context.UNTRUSTED, 0);
    a.jump(Condition.EQUAL, "trusted");
    // A kill signal from somebody else finds no flag and changes nothing.
    a.compare32(RDI, KILL_SIGNAL);
    a.jump(Condition.NOT_EQUAL, "where");
    a.compare32(R10, Context.KILL, 0);
    a.jump(Condition.EQUAL, "ignore");
    a.label("where");
    a.move(RAX, R11);
    a.load64(RCX, R10, Context.BASE);
    a.sub(RAX, RCX);
    a.shiftRight(RAX, 32);
    a.jump(Condition.NOT_EQUAL, "in a stub");
    a.compare32(RDI, KILL_SIGNAL);
    a.jump(Condition.EQUAL, "leave");
    for (int signal : SYNCHRONOUS) {
      a.compare32(RDI, signal);
      a.jump(Condition.EQUAL, "raised");
    }
    a.jump("trusted"); // an asynchronous signal of the JVM's
    a.label("raised");
    a.compare32(RSI, 8, 0); // si_code <= 0: sent by kill(), not raised by the instruction
    a.jump(Condition.LESS_OR_EQUAL, "trusted");
    a.label("leave");
    for (Register register : Register.values()) {
      a.load64(RAX, RDX, ucontext(register));
      a.store64(R10, Context.register(register), RAX);
    }
    a.store64(R10, Context.RIP, R11);
    a.load64(RAX, RDX, UC_FLAGS);
    a.store64(R10, Context.FLAGS, RAX);
    a.label("redirect"); // sigreturn to "left" with the trusted stack
    a.store32(R10, Context.SIGNAL, RDI);
    a.load32(RAX, RSI, 8); // si_code
    a.store32(R10, Context.SIGNAL_CODE, RAX);
    a.load64(RAX, RSI, 16); // si_addr
    a.store64(R10, Context.FAULT_ADDRESS, RAX);
    a.load64(RAX, RDX, UC_ERROR);
    a.store64(R10, Context.FAULT_ERROR, RAX);
    a.load64(RAX, RDX, UC_TRAP);
    a.store64(R10, Context.TRAP, RAX);
    a.load64(RAX, R10, Context.TRUSTED_RSP);
    a.store64(RDX, ucontext(RSP), RAX);
    a.store64(RDX, ucontext(R10), R10);
    a.moveAddressOf(RAX, "left");
    a.store64(RDX, UC_RIP, RAX);
    a.and32(RDX, UC_FLAGS, ~UNWANTED_FLAGS);
    a.ret();
    // The kill signal inside enter(): the module's registers are still in the context.
    a.label("in a stub");
    a.compare32(RDI, KILL_SIGNAL);
    a.jump(Condition.NOT_EQUAL, "trusted");
    a.moveAddressOf(RAX, "enter");
    a.compare(R11, RAX);
    a.jump(Condition.BELOW, "ignore");
    a.moveAddressOf(RAX, "enter end");
    a.compare(R11, RAX);
    a.jump(Condition.BELOW, "redirect");
    a.label("ignore").ret();
    // Java's own signal: as if our handler were not there.
    a.label("trusted");
    a.compare32(RDI, KILL_SIGNAL);
    a.jump(Condition.EQUAL, "ignore"); // the thread sees its kill flag before it enters again
    a.move(R11, OLD_HANDLERS);
    a.bytes(0x4d, 0x8b, 0x1c, 0xfb); // mov r11, [r11 + 8 * rdi]
    a.test(R11);
    a.jump(Condition.EQUAL, "nobody");
    a.jump(R11);
    a.label("nobody"); // a fault of trusted code that nobody handles: end, as by default
    a.lea(RDI, RDI, 128);
    a.move32(RAX, EXIT_GROUP);
    a.systemCall();
    a.bytes(0xf4); // hlt
  }

  private static int ucontext(Register register) {
    return 40
        + 8
            * switch (register) {
              case R8 -> 0;
              case R9 -> 1;
              case R10 -> 2;
              case R11 -> 3;
              case R12 -> 4;
              case R13 -> 5;
              case R14 -> 6;
              case R15 -> 7;
              case RDI -> 8;
              case RSI -> 9;
              case RBP -> 10;
              case RBX -> 11;
              case RDX -> 12;
              case RAX -> 13;
              case RCX -> 14;
              case RSP -> 15;
            };
  }
}
