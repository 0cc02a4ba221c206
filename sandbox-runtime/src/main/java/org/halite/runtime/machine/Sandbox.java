package org.halite.runtime.machine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.halite.runtime.elf.ElfImage;
import org.halite.runtime.elf.ElfParser;
import org.halite.runtime.elf.Segment;

/**
 * One module: its space, code, functions, threads and end. Made by {@code ServiceRuntime}; system
 * calls and interfaces reach everything of the module through it.
 */
public final class Sandbox {
  /**
   * spec/nacl.md ch. 1 allows 8192; each costs the process a Java thread, so this runtime gives
   * fewer.
   */
  private static final int MAX_THREADS = 512;

  private final AddressSpace space;
  private final SandboxMemory memory;
  private final CodeRegion code;
  private final Thunks thunks;
  private final List<SandboxThread> threads = new ArrayList<>();
  private SystemCallTable systemCalls;
  private LongFunction<String> symbols = address -> null;
  private LongFunction<String> lines = address -> null;
  private volatile Exit exit;
  private boolean exceptionsAllowed;
  private boolean clockStub;

  /** The module's exception handler, a bundle of its code; 0 for none. */
  private volatile int exceptionHandler;

  /** When thread_exit of the last thread ends the module: only after the first started. */
  private boolean started;

  /**
   * @param memoryLimit bytes that the module may map
   * @throws KernelException when there is no address space
   */
  public Sandbox(long memoryLimit, CodeValidator validator) {
    space = new AddressSpace(memoryLimit);
    memory = new SandboxMemory(space);
    code = new CodeRegion(space, memory, validator);
    thunks = new Thunks(space);
  }

  public AddressSpace space() {
    return space;
  }

  public ModuleMemory memory() {
    return memory;
  }

  public CodeRegion code() {
    return code;
  }

  public Thunks thunks() {
    return thunks;
  }

  /** How system calls are answered; set before the first thread. */
  public void setSystemCalls(SystemCallTable table) {
    systemCalls = table;
  }

  /**
   * Answers clock_gettime (spec/nacl.md ch. 11) without leaving native code where that can be done;
   * the table of system calls does the rest. For timespecs of 16 bytes; before the first thread.
   */
  public void useClockStub() {
    clockStub = true;
  }

  boolean hasClockStub() {
    return clockStub;
  }

  SystemCallTable systemCalls() {
    return systemCalls;
  }

  /**
   * Names for backtraces: an address to {@code name+0x12}, and to {@code file.c:12}; either may
   * answer null.
   */
  public void setSymbols(LongFunction<String> names, LongFunction<String> sources) {
    symbols = names;
    lines = sources;
  }

  String describe(long pc) {
    return describe(pc, pc);
  }

  /** A place behind a call: the call's line is told. */
  String describeReturn(long address) {
    return describe(address, address - 1);
  }

  private String describe(long pc, long instruction) {
    String name = code.isText(pc) ? symbols.apply(pc) : null; // data is in no function
    String source = lines.apply(instruction);
    return "0x"
        + Long.toHexString(pc)
        + (name == null ? "" : " " + name)
        + (source == null ? "" : " (" + source + ")");
  }

  /**
   * Puts the segments where they belong: spec/nacl.md 7.4 and 7.5.
   *
   * @return the validator's refusal, or null
   */
  public String load(ElfImage image, MemorySegment file) {
    return load(image, file, false);
  }

  /**
   * The same; the static text is not validated again when {@code validatedBefore}: the validator
   * must have accepted these very bytes, unchanged. Code made at run time always is.
   */
  public String load(ElfImage image, MemorySegment file, boolean validatedBefore) {
    Segment text = image.text();
    String refusal =
        code.load(
            ElfParser.TEXT_START,
            file.asSlice(text.offset(), text.fileSize()),
            image.staticTextEnd(), // memory beyond is for dynamic code: a file cannot claim halts
            image.firstDataPage(),
            validatedBefore);
    if (refusal != null) {
      return refusal;
    }
    Segment data = image.data();
    Segment readOnly = image.readOnly();
    if (readOnly != null) {
      // Read-only up to the data: spec/nacl.md 7.5.
      long end = AddressSpace.roundUp(readOnly.end());
      loadData(readOnly, file, end);
      space.protect(readOnly.firstPage(), end - readOnly.firstPage(), AddressSpace.READ);
    }
    if (data != null) {
      loadData(data, file, AddressSpace.roundUp(data.end()));
    }
    space.setBreak(image.initialBreak());
    space.place(
        AddressSpace.STACK_BOTTOM,
        AddressSpace.STACK_TOP - AddressSpace.STACK_BOTTOM,
        AddressSpace.READ | AddressSpace.WRITE);
    return null;
  }

  private void loadData(Segment segment, MemorySegment file, long end) {
    long start = segment.firstPage();
    space.place(start, end - start, AddressSpace.READ | AddressSpace.WRITE);
    // Whole 64 KiB pages of the file are mapped by the reference, so the bytes in front of the
    // segment come too.
    long lead = segment.address() - start;
    if (segment.offset() < lead || (segment.offset() - lead) % AddressSpace.PAGE != 0) {
      lead = 0;
    }
    MemorySegment.copy(
        file,
        segment.offset() - lead,
        Kernel.MEMORY,
        space.base() + segment.address() - lead,
        segment.fileSize() + lead);
  }

  // --- exceptions: spec/nacl.md ch. 15

  /** Lets the module have a handler for its own faults; before the first thread. */
  public void allowExceptions() {
    exceptionsAllowed = true;
  }

  public boolean exceptionsAllowed() {
    return exceptionsAllowed;
  }

  public int exceptionHandler() {
    return exceptionHandler;
  }

  /**
   * @param handler module address of a bundle of code, or 0
   */
  public void setExceptionHandler(int handler) {
    exceptionHandler = handler & -CodeRegion.BUNDLE;
  }

  // --- threads

  /**
   * Starts a thread of the module.
   *
   * @return 0, or -EAGAIN when there are too many or the module has ended; then the thread is
   *     discarded
   * @throws IllegalStateException before {@link Machine#installHandlers}: a fault would be the
   *     JVM's
   */
  public long startThread(SandboxThread thread) {
    if (!Signals.areInstalled()) {
      throw new IllegalStateException("untrusted code before installHandlers()");
    }
    synchronized (this) {
      if (exit == null && threads.size() < MAX_THREADS) {
        threads.add(thread);
        started = true;
      } else {
        thread.discard();
        return -Errno.EAGAIN;
      }
    }
    try {
      thread.start();
      return 0;
    } catch (OutOfMemoryError noMoreThreads) {
      synchronized (this) {
        threads.remove(thread);
      }
      thread.discard();
      return -Errno.EAGAIN;
    }
  }

  /** Called by a thread when it is done. The last one ends a module that did not exit. */
  void finished(SandboxThread thread) {
    boolean last;
    synchronized (this) {
      threads.remove(thread);
      last = started && threads.isEmpty();
      notifyAll();
    }
    if (last) {
      end(new Exit.Normal(0));
    }
  }

  /** dyncode_delete by a thread of the module: {@link CodeRegion#delete}. */
  public long deleteCode(long from, long length, SandboxThread thread) {
    return code.delete(
        from,
        length,
        new CodeRegion.CheckIns() {
          @Override
          public void now(long deletions) {
            thread.setDeletionsSeen(deletions);
          }

          @Override
          public long oldest() {
            synchronized (Sandbox.this) {
              long oldest = Long.MAX_VALUE;
              for (SandboxThread each : threads) {
                oldest = Math.min(oldest, each.deletionsSeen());
              }
              return oldest;
            }
          }
        });
  }

  /** How many threads of the module live. */
  public synchronized int threadCount() {
    return threads.size();
  }

  // --- the end

  /** Ends the module; only the first end counts. All its threads leave untrusted code. */
  public void end(Exit how) {
    List<SandboxThread> alive;
    synchronized (this) {
      if (exit != null) {
        return;
      }
      exit = how;
      alive = List.copyOf(threads);
      notifyAll();
    }
    for (SandboxThread thread : alive) {
      thread.kill();
    }
  }

  /** Null while the module lives. */
  public Exit exit() {
    return exit;
  }

  /**
   * @throws ModuleEnded when the module has ended
   */
  public void checkAlive() {
    if (exit != null) {
      throw new ModuleEnded();
    }
  }

  /** Waits for the end. */
  public synchronized Exit awaitExit() throws InterruptedException {
    while (exit == null) {
      wait();
    }
    return exit;
  }

  /**
   * Waits until no thread of the module lives, at most {@code milliseconds}.
   *
   * @return whether all are gone
   */
  public synchronized boolean awaitThreads(long milliseconds) throws InterruptedException {
    long deadline = System.nanoTime() + milliseconds * 1_000_000;
    while (!threads.isEmpty()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Gives the address space back; false, and nothing done, while a thread may still be in it. */
  public boolean release() throws InterruptedException {
    if (exit == null || !awaitThreads(1000)) {
      return false;
    }
    space.release();
    code.release();
    return true;
  }
}
