package org.halite.runtime.irt;

import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.CallHandler;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.SandboxThread;
import org.halite.runtime.machine.UntrustedCall;
import org.halite.runtime.syscall.CodeDataCalls;
import org.halite.runtime.syscall.ExceptionCalls;
import org.halite.runtime.syscall.FileCalls;
import org.halite.runtime.syscall.FutexCalls;
import org.halite.runtime.syscall.LockCalls;
import org.halite.runtime.syscall.MemoryCalls;
import org.halite.runtime.syscall.PathCalls;
import org.halite.runtime.syscall.ProcessCalls;
import org.halite.runtime.syscall.SystemCalls;
import org.halite.runtime.syscall.TimeCalls;

/**
 * The interfaces that need no browser, on the same code as the system calls. Functions return 0 or
 * a positive errno and give results through pointers: spec/nacl.md ch. 13, whose order of members
 * this is.
 */
final class IrtInterfaces {
  private static final int MAX_RESOURCE = 1023;
  private static final String RESOURCE_BASE = "NACL_IRT_OPEN_RESOURCE_BASE=";

  /** Stands for the trampoline that answers it. */
  static final CallHandler TLS_GET =
      call -> call.returns(Integer.toUnsignedLong(thread(call).threadPointer()));

  /** A function: its answer is 0 or -errno. */
  interface Function {
    long call(SandboxThread thread);
  }

  private final ModuleMemory memory;
  private final FileCalls files;
  private final MemoryCalls space;
  private final TimeCalls time;
  private final FutexCalls futexes;
  private final LockCalls locks;
  private final ProcessCalls process;
  private final ExceptionCalls exceptions;
  private final CodeDataCalls codeData;

  private final CallHandler clockGettime;

  private final PathCalls paths;
  private final TranslatorRequests translator;
  private final List<String> environment;

  /**
   * @param environment of the module, NAME=value
   */
  IrtInterfaces(Sandbox sandbox, SystemCalls calls, List<String> environment) {
    paths = calls.paths();
    translator = new TranslatorRequests(sandbox, calls, environment);
    this.environment = environment;
    memory = sandbox.memory();
    files = calls.files();
    space = calls.memory();
    time = calls.time();
    clockGettime = function(t -> time.clockGettime(t.argument(0), t.argument(1)));
    futexes = calls.futexes();
    locks = calls.locks();
    process = calls.process();
    exceptions = calls.exceptions();
    codeData = calls.codeData();
  }

  /** The function that {@link Irt} gives a thunk of its own. */
  CallHandler clockGettime() {
    return clockGettime;
  }

  List<IrtInterface> all() {
    List<IrtInterface> all = new ArrayList<>(always());
    if (paths != null) {
      all.addAll(new FileInterfaces(this, paths, files, process).all(descriptors(), filename()));
    }
    return all;
  }

  private List<IrtInterface> always() {
    CallHandler sysbrk = function(this::sysbrk);
    CallHandler mmap = function(this::mmap);
    CallHandler munmap = function(t -> space.munmap(t.argument(0), t.argument(1)));
    CallHandler mprotect =
        function(t -> space.mprotect(t.argument(0), t.argument(1), t.argument(2)));
    List<CallHandler> descriptors = descriptors();
    return List.of(
        new IrtInterface("nacl-irt-basic-0.1", basic()),
        new IrtInterface("nacl-irt-fdio-0.1", descriptors),
        new IrtInterface("nacl-irt-dev-fdio-0.1", descriptors),
        new IrtInterface("nacl-irt-filename-0.1", filename()),
        new IrtInterface(
            "nacl-irt-memory-0.1", List.of(sysbrk, function(this::mmapWithoutExec), munmap)),
        new IrtInterface("nacl-irt-memory-0.2", List.of(sysbrk, mmap, munmap, mprotect)),
        new IrtInterface("nacl-irt-memory-0.3", List.of(mmap, munmap, mprotect)),
        new IrtInterface("nacl-irt-dyncode-0.1", dyncode()),
        new IrtInterface("nacl-irt-thread-0.1", threads()),
        new IrtInterface("nacl-irt-futex-0.1", futex()),
        new IrtInterface("nacl-irt-mutex-0.1", mutex()),
        new IrtInterface("nacl-irt-cond-0.1", cond()),
        new IrtInterface("nacl-irt-sem-0.1", sem()),
        new IrtInterface("nacl-irt-tls-0.1", List.of(function(this::tlsInit), TLS_GET)),
        new IrtInterface("nacl-irt-blockhook-0.1", List.of(function(t -> 0))),
        new IrtInterface("nacl-irt-resource-open-0.1", List.of(function(this::openResource))),
        new IrtInterface(
            "nacl-irt-private-pnacl-translator-compile-0.1", List.of(translator::compile)),
        new IrtInterface("nacl-irt-private-pnacl-translator-link-0.1", List.of(translator::link)),
        new IrtInterface("nacl-irt-exception-handling-0.1", exceptions()),
        new IrtInterface("nacl-irt-code-data-alloc-0.1", List.of(function(this::allocateCodeData))),
        new IrtInterface("nacl-irt-random-0.1", List.of(function(this::random))),
        new IrtInterface(
            "nacl-irt-clock_get-0.1",
            List.of(function(t -> time.clockGetres(t.argument(0), t.argument(1))), clockGettime)));
  }

  private List<CallHandler> basic() {
    return List.of(
        function(t -> process.exit(t.argument(0))),
        function(t -> time.gettimeofday(t.argument(0))),
        function(t -> result(time.clock(), t.argument(0))),
        function(t -> time.nanosleep(t.argument(0), t.argument(1))),
        function(t -> process.yield()),
        function(t -> process.sysconf(t.argument(0), t.argument(1))));
  }

  private List<CallHandler> descriptors() {
    return List.of(
        function(t -> files.close(t.argument(0))),
        function(t -> result(files.dup(t.argument(0)), t.argument(1))),
        function(t -> Math.min(0, files.dup2(t.argument(0), t.argument(1)))),
        function(
            t -> result(files.read(t.argument(0), t.argument(1), t.argument(2)), t.argument(3))),
        function(
            t -> result(files.write(t.argument(0), t.argument(1), t.argument(2)), t.argument(3))),
        function(this::seek),
        function(t -> files.fstat(t.argument(0), t.argument(1))),
        function(
            t ->
                result(
                    files.getdents(t.argument(0), t.argument(1), t.argument(2)), t.argument(3))));
  }

  /** open and stat; without files both are refused. */
  private List<CallHandler> filename() {
    if (paths == null) {
      CallHandler denied = function(t -> files.open(t.argument(0)));
      return List.of(denied, denied);
    }
    return List.of(
        function(
            t -> result(paths.open(t.argument(0), t.argument(1), t.argument(2)), t.argument(3))),
        function(t -> paths.stat(t.argument(0), t.argument(1))));
  }

  /**
   * A file to read, below what the environment says: spec/nacl.md ch. 13; for a page's module, of
   * its manifest.
   */
  private long openResource(SandboxThread t) {
    String name = memory.readString(t.argument(0), MAX_RESOURCE);
    if (paths == null) {
      return result(files.openResource(name), t.argument(1));
    }
    String base = "";
    for (String variable : environment) {
      if (variable.startsWith(RESOURCE_BASE)) {
        base = variable.substring(RESOURCE_BASE.length());
      }
    }
    return result(paths.openToRead(base + name), t.argument(1));
  }

  private List<CallHandler> dyncode() {
    return List.of(
        function(t -> process.dyncodeCreate(t.argument(0), t.argument(1), t.argument(2))),
        function(t -> process.dyncodeModify(t.argument(0), t.argument(1), t.argument(2))),
        function(t -> process.dyncodeDelete(t.argument(0), t.argument(1), t)));
  }

  private List<CallHandler> threads() {
    return List.of(
        function(t -> process.threadCreate(t.argument(0), t.argument(1), t.argument(2), 0)),
        function(t -> process.threadExit(t.argument(0), t)),
        function(t -> process.threadNice(t.argument(0)) < 0 ? -Errno.EINVAL : 0));
  }

  private List<CallHandler> futex() {
    return List.of(
        function(t -> futexes.waitAbsolute(t.argument(0), t.argument(1), t.argument(2))),
        function(t -> result(futexes.wake(t.argument(0), t.argument(1)), t.argument(2))));
  }

  private List<CallHandler> mutex() {
    return List.of(
        function(t -> result(locks.mutexCreate(), t.argument(0))),
        function(t -> files.close(t.argument(0))),
        function(t -> locks.mutexLock(t.argument(0), t)),
        function(t -> locks.mutexUnlock(t.argument(0), t)),
        function(t -> locks.mutexTryLock(t.argument(0), t)));
  }

  private List<CallHandler> cond() {
    return List.of(
        function(t -> result(locks.condCreate(), t.argument(0))),
        function(t -> files.close(t.argument(0))),
        function(t -> locks.condSignal(t.argument(0))),
        function(t -> locks.condBroadcast(t.argument(0))),
        function(t -> locks.condWait(t.argument(0), t.argument(1), 0, t)),
        function(
            t ->
                t.argument(2) == 0
                    ? -Errno.EFAULT
                    : locks.condWait(t.argument(0), t.argument(1), t.argument(2), t)));
  }

  private List<CallHandler> sem() {
    return List.of(
        function(t -> result(locks.semCreate(t.argument(1)), t.argument(0))),
        function(t -> files.close(t.argument(0))),
        function(t -> locks.semPost(t.argument(0))),
        function(t -> locks.semWait(t.argument(0))));
  }

  private List<CallHandler> exceptions() {
    return List.of(
        function(t -> exceptions.setHandler(t.argument(0), t.argument(1))),
        function(t -> exceptions.setStack(t.argument(0), t.argument(1), t)),
        function(t -> exceptions.clearFlag(t)));
  }

  /** Success only when the break became what was asked; NULL asks where it is. */
  private long sysbrk(SandboxThread t) {
    long wanted = Integer.toUnsignedLong(memory.readInt(t.argument(0)));
    long now = space.brk(wanted);
    memory.writeInt(t.argument(0), (int) now);
    return wanted == 0 || now == wanted ? 0 : -Errno.ENOMEM;
  }

  private long mmap(SandboxThread t) {
    return map(t, t.argument(2));
  }

  /** memory-0.1 does not know executable memory: PROT_EXEC is dropped. */
  private long mmapWithoutExec(SandboxThread t) {
    return map(t, t.argument(2) & ~4L);
  }

  private long map(SandboxThread t, long protection) {
    long start = Integer.toUnsignedLong(memory.readInt(t.argument(0)));
    long at =
        space.map(
            start, t.argument(1), protection, t.argument(3), t.argument(4), t.integerRegister(5));
    return result(at, t.argument(0));
  }

  /** The offset is a 64-bit value in one register. */
  private long seek(SandboxThread t) {
    long position = files.seek(t.argument(0), t.integerRegister(1), t.argument(2));
    if (position < 0) {
      return position;
    }
    memory.writeLong(t.argument(3), position);
    return 0;
  }

  private long tlsInit(SandboxThread t) {
    t.setThreadPointer((int) t.argument(0));
    return 0;
  }

  private long allocateCodeData(SandboxThread t) {
    return result(
        codeData.allocate(t.argument(0), t.argument(1), t.argument(2), t.argument(3)),
        t.argument(4));
  }

  private long random(SandboxThread t) {
    long failed = process.randomBytes(t.argument(0), t.argument(1));
    return failed < 0 ? failed : result(t.argument(1), t.argument(2));
  }

  /** A value for a 32-bit place in the module, or the error passed on. */
  long result(long value, long address) {
    if (value >= 0) {
      memory.writeInt(address, (int) value);
      return 0;
    }
    return value;
  }

  static CallHandler function(Function function) {
    return call -> {
      long result;
      try {
        result = function.call(thread(call));
      } catch (BadAddress bad) {
        result = -Errno.EFAULT;
      }
      call.returns(-result & 0xffffffffL);
    };
  }

  private static SandboxThread thread(UntrustedCall call) {
    return (SandboxThread) call;
  }
}
