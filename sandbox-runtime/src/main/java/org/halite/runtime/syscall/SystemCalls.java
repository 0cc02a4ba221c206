package org.halite.runtime.syscall;

import java.util.List;
import org.halite.runtime.imc.Carrier;
import org.halite.runtime.imc.DescriptorTable;
import org.halite.runtime.imc.RemoteConnections;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.SandboxThread;
import org.halite.runtime.machine.SystemCallTable;

/** Numbers to handlers: spec/nacl.md ch. 11. What is not in the table answers ENOSYS. */
public final class SystemCalls implements SystemCallTable {
  /** spec/nacl.md ch. 10: numbers beyond are EINVAL. */
  private static final int NUMBERS = 151;

  private static final SystemCall DENIED = t -> -Errno.EACCES;

  /** What a module gets for a number. */
  enum Standing {
    ANSWERED,
    NO_PRIVILEGE,
    MISSING
  }

  private final SystemCall[] table = new SystemCall[NUMBERS];
  private final DescriptorTable descriptors = new DescriptorTable();
  private final FileCalls files;
  private final MemoryCalls memory;
  private final TimeCalls time;
  private final FutexCalls futexes;
  private final LockCalls locks;
  private final ProcessCalls process;
  private final ExceptionCalls exceptions;
  private final CodeDataCalls codeData;
  private final ImcCalls imc;
  private final ModuleMemory memoryOfModule;
  private final boolean oldAbi;
  private PathCalls paths;

  /**
   * @param streams what descriptors 0, 1, 2 lead to
   * @param oldAbi whether the module is of 2010: spec/srpc-era.md 1.9
   */
  public SystemCalls(Sandbox sandbox, List<HostStream> streams, boolean oldAbi) {
    for (HostStream stream : streams) {
      int unused = descriptors.add(HostFile.of(stream));
      assert unused >= 0;
    }
    this.oldAbi = oldAbi;
    memoryOfModule = sandbox.memory();
    files = new FileCalls(sandbox, descriptors, oldAbi);
    memory = new MemoryCalls(sandbox, descriptors, oldAbi);
    time = new TimeCalls(sandbox, oldAbi);
    if (!oldAbi) {
      sandbox.useClockStub();
    }
    futexes = new FutexCalls(sandbox, time);
    locks = new LockCalls(sandbox, time, descriptors);
    process = new ProcessCalls(sandbox);
    exceptions = new ExceptionCalls(sandbox);
    codeData = new CodeDataCalls(sandbox);
    imc = new ImcCalls(sandbox, descriptors);
    fillFiles();
    fillMemory();
    fillProcess();
    fillLocks();
    fillImc();
  }

  /** Lets the module make sockets and shared memory; before it starts. */
  public void allowSockets() {
    table[60] = t -> imc.makeBoundSock(t.argument(0));
    table[62] = t -> imc.connect(t.argument(0));
    table[65] = t -> imc.memoryObject(t.argument(0));
    table[66] = t -> imc.socketPair(t.argument(0));
  }

  /** Lets the module open what its page's manifest lists; before it starts. */
  public void offerResources(Resources resources) {
    files.offer(resources);
  }

  /** Lets the module use the files of a directory; before it starts. */
  public void allowFiles(FileTree tree) {
    files.allow();
    process.allowFiles();
    paths = new PathCalls(tree, memoryOfModule, descriptors, oldAbi);
    fillPaths(paths);
    table[19] = t -> files.isatty(t.argument(0));
    table[23] = t -> files.getdents(t.argument(0), t.argument(1), t.argument(2));
    table[26] = t -> files.fsync(t.argument(0));
    table[27] = t -> files.fdatasync(t.argument(0));
    table[28] = t -> files.fchmod(t.argument(0), t.argument(1));
    table[31] = t -> process.getpid();
    table[52] = t -> files.ftruncate(t.argument(0), length(t.argument(1)));
  }

  private void fillPaths(PathCalls calls) {
    table[10] = t -> calls.open(t.argument(0), t.argument(1), t.argument(2));
    table[16] = t -> calls.stat(t.argument(0), t.argument(1));
    table[18] = t -> calls.chmod(t.argument(0), t.argument(1));
    table[45] = t -> calls.mkdir(t.argument(0), t.argument(1));
    table[46] = t -> calls.rmdir(t.argument(0));
    table[47] = t -> calls.chdir(t.argument(0));
    table[48] = t -> calls.getcwd(t.argument(0), t.argument(1));
    table[49] = t -> calls.unlink(t.argument(0));
    table[50] = t -> calls.fchdir(t.argument(0));
    table[140] = t -> calls.truncate(t.argument(0), length(t.argument(1)));
    table[141] = t -> calls.lstat(t.argument(0), t.argument(1));
    table[142] = t -> calls.link(t.argument(0), t.argument(1));
    table[143] = t -> calls.rename(t.argument(0), t.argument(1));
    table[145] = t -> calls.access(t.argument(0), t.argument(1));
    table[147] = t -> calls.utimes(t.argument(0), t.argument(1));
  }

  /** A length in memory; by value before 2011. */
  private long length(long argument) {
    return oldAbi ? (int) argument : memoryOfModule.readLong(argument);
  }

  /** Null for a module without files. */
  public PathCalls paths() {
    return paths;
  }

  /** Gives the module descriptor 3, a bound socket that the browser connects to. */
  public RemoteConnections serve(Carrier carrier) {
    allowSockets(); // modules that are served make addresses of their own: spec/srpc-era.md 1.9
    return imc.serve(carrier);
  }

  public DescriptorTable descriptors() {
    return descriptors;
  }

  public FileCalls files() {
    return files;
  }

  public MemoryCalls memory() {
    return memory;
  }

  public TimeCalls time() {
    return time;
  }

  public FutexCalls futexes() {
    return futexes;
  }

  public LockCalls locks() {
    return locks;
  }

  public ProcessCalls process() {
    return process;
  }

  public ImcCalls imc() {
    return imc;
  }

  public CodeDataCalls codeData() {
    return codeData;
  }

  public ExceptionCalls exceptions() {
    return exceptions;
  }

  @Override
  public long call(int number, SandboxThread thread) {
    if (number < 0 || number >= NUMBERS) {
      return -Errno.EINVAL;
    }
    SystemCall call = table[number];
    return call == null ? -Errno.ENOSYS : call.call(thread);
  }

  Standing standing(int number) {
    SystemCall call = table[number];
    return call == null
        ? Standing.MISSING
        : call == DENIED ? Standing.NO_PRIVILEGE : Standing.ANSWERED;
  }

  private void fillFiles() {
    table[8] = t -> files.dup(t.argument(0));
    table[9] = t -> files.dup2(t.argument(0), t.argument(1));
    table[10] = t -> files.open(t.argument(0));
    table[11] = t -> files.close(t.argument(0));
    table[12] = t -> files.read(t.argument(0), t.argument(1), t.argument(2));
    table[13] = t -> files.write(t.argument(0), t.argument(1), t.argument(2));
    table[14] = t -> files.lseek(t.argument(0), t.argument(1), t.argument(2));
    table[130] = t -> files.readAt(t.argument(0), t.argument(1), t.argument(2), t.argument(3));
    table[131] = t -> files.writeAt(t.argument(0), t.argument(1), t.argument(2), t.argument(3));
    table[17] = t -> files.fstat(t.argument(0), t.argument(1));
    // Paths, directories and isatty, and channels to others: without the privilege EACCES
    // (spec/nacl.md ch. 11, "FA" and "-a"). symlink and readlink never: 11.3.
    for (int number :
        new int[] {
          16, 18, 19, 23, 45, 46, 47, 48, 49, 140, 141, 142, 143, 144, 145, 146, 147, 60, 62, 65, 66
        }) {
      table[number] = DENIED;
    }
  }

  private void fillMemory() {
    table[20] = t -> memory.brk(t.argument(0));
    table[21] =
        t ->
            memory.mmap(
                t.argument(0),
                t.argument(1),
                t.argument(2),
                t.argument(3),
                t.argument(4),
                t.argument(5));
    table[22] = t -> memory.munmap(t.argument(0), t.argument(1));
    table[24] = t -> memory.mprotect(t.argument(0), t.argument(1), t.argument(2));
    table[104] = t -> process.dyncodeCreate(t.argument(0), t.argument(1), t.argument(2));
    table[105] = t -> process.dyncodeModify(t.argument(0), t.argument(1), t.argument(2));
    table[106] = t -> process.dyncodeDelete(t.argument(0), t.argument(1), t);
  }

  private void fillProcess() {
    table[1] = t -> 0;
    table[30] = t -> process.exit(t.argument(0));
    table[32] = t -> process.yield();
    table[33] = t -> process.sysconf(t.argument(0), t.argument(1));
    table[40] = t -> time.gettimeofday(t.argument(0));
    table[41] = t -> time.clock();
    table[42] = t -> time.nanosleep(t.argument(0), t.argument(1));
    table[43] = t -> time.clockGetres(t.argument(0), t.argument(1));
    table[44] = t -> time.clockGettime(t.argument(0), t.argument(1));
    table[80] =
        t -> process.threadCreate(t.argument(0), t.argument(1), t.argument(2), t.argument(3));
    table[81] = t -> process.threadExit(t.argument(0), t);
    table[82] =
        t -> {
          if (t.argument(0) == 0) {
            return -Errno.EFAULT;
          }
          t.setThreadPointer((int) t.argument(0));
          return 0;
        };
    table[83] = t -> process.threadNice(t.argument(0));
    table[84] = t -> Integer.toUnsignedLong(t.threadPointer());
    table[85] =
        t -> {
          t.setSecondThreadPointer((int) t.argument(0));
          return 0;
        };
    table[86] = t -> Integer.toUnsignedLong(t.secondThreadPointer());
    table[87] = t -> exceptions.setHandler(t.argument(0), t.argument(1));
    table[88] = t -> exceptions.setStack(t.argument(0), t.argument(1), t);
    table[89] = t -> exceptions.clearFlag(t);
    table[150] = t -> process.randomBytes(t.argument(0), t.argument(1));
  }

  private void fillLocks() {
    table[70] = t -> locks.mutexCreate();
    table[71] = t -> locks.mutexLock(t.argument(0), t);
    table[72] = t -> locks.mutexTryLock(t.argument(0), t);
    table[73] = t -> locks.mutexUnlock(t.argument(0), t);
    table[74] = t -> locks.condCreate();
    table[75] = t -> locks.condWait(t.argument(0), t.argument(1), 0, t);
    table[76] = t -> locks.condSignal(t.argument(0));
    table[77] = t -> locks.condBroadcast(t.argument(0));
    table[79] =
        t ->
            t.argument(2) == 0
                ? -Errno.EFAULT
                : locks.condWait(t.argument(0), t.argument(1), t.argument(2), t);
    table[100] = t -> locks.semCreate(t.argument(0));
    table[101] = t -> locks.semWait(t.argument(0));
    table[102] = t -> locks.semPost(t.argument(0));
    table[103] = t -> -Errno.EINVAL;
    table[120] = t -> futexes.waitAbsolute(t.argument(0), t.argument(1), t.argument(2));
    table[121] = t -> futexes.wake(t.argument(0), t.argument(1));
  }

  private void fillImc() {
    table[61] = t -> imc.accept(t.argument(0));
    table[63] = t -> imc.send(t.argument(0), t.argument(1), t.argument(2));
    table[64] = t -> imc.receive(t.argument(0), t.argument(1), t.argument(2));
  }
}
