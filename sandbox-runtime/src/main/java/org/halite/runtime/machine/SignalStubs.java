package org.halite.runtime.machine;

import static org.halite.runtime.machine.Register.*;

import org.halite.runtime.machine.Assembler.Condition;

/**
 * The machine code that takes signals, and the copy that survives a bad page. Emitted into the page
 * of {@link Stubs}.
 */
final class SignalStubs {
  private static final int SIGSEGV = 11;
  private static final int SIGBUS = 7;

  /** Signals that an instruction raises: ILL, TRAP, BUS, FPE, SEGV, SYS. */
  static final int[] SYNCHRONOUS = {4, 5, SIGBUS, 8, SIGSEGV, 31};

  /** Instructions that touch the module's memory for Java, and where to go when it is not there. */
  private static final String[][] ACCESSES = {
    {"copying", "copied"},
    {"peeking", "no word"},
    {"poking 4", "no place"},
    {"poking 8", "no place"},
    {"writing nanoseconds", "clock slow"},
    {"writing seconds", "clock slow"}
  };

  private static final int EXIT_GROUP = 231;

  /** Direction, trap and alignment-check flags must not reach trusted code. */
  private static final int UNWANTED_FLAGS = 0x40500;

  // Places in the signal frame's ucontext (Linux, x86-64): gregs start at 40, in the kernel's
  // order.
  private static final int UC_RIP = 168;
  private static final int UC_FLAGS = 176;
  private static final int UC_ERROR = 192;
  private static final int UC_TRAP = 200;

  private SignalStubs() {}

  /**
   * long copy(to = rdi, from = rsi, n = rdx): bytes left. The handler continues at "copied" after a
   * bad page.
   */
  static void copy(Assembler a) {
    a.align(32, 0xcc).label("copy");
    a.move(RCX, RDX);
    a.label("copying");
    a.bytes(0xf3, 0xa4); // rep movsb: rcx always says how much is left
    a.label("copied");
    a.move(RAX, RCX);
    a.ret();
  }

  /**
   * long peek(from = rdi): the 32-bit word there, or -1. long poke(to = rdi, value = rsi, bytes = 4
   * or 8 = rdx): 0, or 1 when there is no page.
   */
  static void words(Assembler a) {
    a.align(32, 0xcc).label("peek");
    a.label("peeking").load32(RAX, RDI, 0);
    a.ret();
    a.label("no word").move(RAX, -1L);
    a.ret();
    a.align(32, 0xcc).label("poke");
    a.clear(RAX);
    a.compare32(RDX, 8);
    a.jump(Condition.EQUAL, "poking 8");
    a.label("poking 4").store32(RDI, 0, RSI);
    a.ret();
    a.label("poking 8").store64(RDI, 0, RSI);
    a.ret();
    a.label("no place").move32(RAX, 1);
    a.ret();
  }

  /**
   * void handler(signal = edi, siginfo = rsi, ucontext = rdx), on the alternate stack for module
   * threads.
   */
  static void handler(Assembler a, long oldHandlers) {
    a.align(32, 0xcc).label("handler");
    a.load64(R11, RDX, UC_RIP);
    // A bad page under the fault-safe copy: go on behind it.
    a.compare32(RDI, SIGSEGV);
    a.jump(Condition.EQUAL, "maybe copy");
    a.compare32(RDI, SIGBUS);
    a.jump(Condition.NOT_EQUAL, "not copy");
    a.label("maybe copy");
    for (String[] access : ACCESSES) {
      a.moveAddressOf(RAX, access[0]);
      a.compare(R11, RAX);
      a.moveAddressOf(RAX, access[1]);
      a.jump(Condition.EQUAL, "go on");
    }
    // Untrusted means: gs the thread's, flag set, rip inside the 4 GiB.
    a.label("not copy");
    a.readGsBase(R10);
    a.test(R10);
    a.jump(Condition.EQUAL, "trusted");
    a.compare32(R10, Context.UNTRUSTED, 0);
    a.jump(Condition.EQUAL, "trusted");
    // A kill signal from somebody else finds no flag and changes nothing.
    a.compare32(RDI, Stubs.KILL_SIGNAL);
    a.jump(Condition.NOT_EQUAL, "where");
    a.compare32(R10, Context.KILL, 0);
    a.jump(Condition.EQUAL, "ignore");
    a.label("where");
    a.move(RAX, R11);
    a.load64(RCX, R10, Context.BASE);
    a.sub(RAX, RCX);
    a.shiftRight(RAX, 32);
    a.jump(Condition.NOT_EQUAL, "in a stub");
    a.compare32(RDI, Stubs.KILL_SIGNAL);
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
    a.compare32(RDI, Stubs.KILL_SIGNAL);
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
    a.compare32(RDI, Stubs.KILL_SIGNAL);
    a.jump(Condition.EQUAL, "ignore"); // the thread sees its kill flag before it enters again
    a.move(R11, oldHandlers);
    a.bytes(0x4d, 0x8b, 0x1c, 0xfb); // mov r11, [r11 + 8 * rdi]
    a.test(R11);
    a.jump(Condition.EQUAL, "nobody");
    a.jump(R11);
    a.label("go on").store64(RDX, UC_RIP, RAX);
    a.ret();
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
