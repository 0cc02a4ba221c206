package org.halite.runtime.machine;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.halite.runtime.elf.ElfBuilder;
import org.halite.runtime.elf.ElfImage;
import org.halite.runtime.elf.ElfParser;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.syscall.HostStream;
import org.halite.runtime.syscall.SystemCalls;

/** A module assembled by hand, not validated: tests play the code that the sandbox has to hold. */
final class TestModule {
  /** 128 KiB of data start here. */
  static final int DATA = (int) ElfBuilder.DATA;

  static final long STACK = AddressSpace.STACK_TOP - 8;

  final Sandbox sandbox;
  final Assembler code = new Assembler();
  final SystemCalls systemCalls;
  CodeValidator validator;

  TestModule() {
    this(1L << 30);
  }

  TestModule(long memoryLimit) {
    this(memoryLimit, HostStream.NOTHING);
  }

  TestModule(long memoryLimit, HostStream input) {
    this(memoryLimit, input, false);
  }

  /**
   * @param oldAbi whether it makes the system calls of 2010
   */
  TestModule(long memoryLimit, HostStream input, boolean oldAbi) {
    sandbox =
        new Sandbox(
            memoryLimit,
            new CodeValidator() {
              @Override
              public String validate(MemorySegment code, long address) {
                return validator == null ? null : validator.validate(code, address);
              }

              @Override
              public boolean acceptsUnchanged(MemorySegment code, long address) {
                return validator != null && validator.acceptsUnchanged(code, address);
              }

              @Override
              public List<LiveCode.Change> changes(MemorySegment old, MemorySegment replacement) {
                return validator == null ? null : validator.changes(old, replacement);
              }
            });
    systemCalls =
        new SystemCalls(sandbox, List.of(input, HostStream.NOTHING, HostStream.NOTHING), oldAbi);
    sandbox.setSystemCalls(systemCalls);
  }

  /** Module address of what is emitted next. */
  int here() {
    return 0x20000 + code.position();
  }

  TestModule align() {
    code.align(32, 0x90);
    return this;
  }

  /** call *target, ending at a bundle's end, as compilers do; clobbers rax. */
  TestModule call(int target) {
    while ((code.position() + 10) % 32 != 0) {
      code.bytes(0x90);
    }
    code.move32(Register.RAX, target);
    code.add(Register.RAX, Register.R15);
    code.call(Register.RAX);
    return this;
  }

  TestModule systemCall(int number, int... arguments) {
    Register[] registers = {
      Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
    };
    for (int i = 0; i < arguments.length; i++) {
      code.move32(registers[i], arguments[i]);
    }
    return call(Thunks.trampoline(number));
  }

  /** exit(eax). */
  TestModule exitWithResult() {
    code.move(Register.RDI, Register.RAX);
    return call(Thunks.trampoline(30));
  }

  TestModule exit(int status) {
    return systemCall(30, status);
  }

  /** The return of a NaCl function. */
  TestModule ret() {
    code.pop(Register.R11);
    code.and32(Register.R11, -32);
    code.add(Register.R11, Register.R15);
    code.jump(Register.R11);
    return align();
  }

  /** mov [module address], r64. */
  TestModule store(int address, Register register) {
    code.store64(Register.R15, address, register);
    return this;
  }

  void load() {
    Signals.install();
    align();
    MemorySegment file = new ElfBuilder(code.assemble(0), new byte[16]).build();
    try {
      ElfImage image = ElfParser.parse(file);
      String refusal = sandbox.load(image, file);
      if (refusal != null) {
        throw new IllegalArgumentException(refusal);
      }
    } catch (ElfRefusal refusal) {
      throw new IllegalStateException(refusal);
    }
    sandbox.thunks().close();
  }

  /** A thread at the entry, not started. */
  SandboxThread thread() {
    return new SandboxThread(sandbox, 0x20000, STACK, 0, DATA, 0);
  }

  SandboxThread start() {
    SandboxThread main = thread();
    if (sandbox.startThread(main) != 0) {
      throw new IllegalStateException("no thread");
    }
    return main;
  }

  Exit run() throws InterruptedException {
    load();
    start();
    return awaitExit();
  }

  Exit awaitExit() throws InterruptedException {
    Exit exit = sandbox.awaitExit();
    if (!sandbox.awaitThreads(10_000)) {
      throw new AssertionError("threads of the module are left");
    }
    return exit;
  }
}
