package org.halite.runtime;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.halite.runtime.elf.ElfImage;
import org.halite.runtime.elf.ElfParser;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.elf.LineTable;
import org.halite.runtime.elf.LoadCode;
import org.halite.runtime.elf.SymbolTable;
import org.halite.runtime.imc.Carrier;
import org.halite.runtime.imc.RemoteConnections;
import org.halite.runtime.irt.Irt;
import org.halite.runtime.irt.IrtInterface;
import org.halite.runtime.machine.CodeValidator;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.machine.KernelException;
import org.halite.runtime.machine.Machine;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.SandboxThread;
import org.halite.runtime.machine.ThunkSpace;
import org.halite.runtime.syscall.FileTree;
import org.halite.runtime.syscall.HostStream;
import org.halite.runtime.syscall.Resources;
import org.halite.runtime.syscall.SystemCalls;
import org.halite.wire.ControlWire;
import org.halite.wire.Powers;

/**
 * Loads one module and runs it. The order is the caller's: {@link #load}, {@link #installHandlers},
 * {@link #warm}, then the process locks itself down, then {@link #run}.
 */
public final class ServiceRuntime {
  /** Default for {@link Options#memoryLimit}. */
  public static final long DEFAULT_MEMORY = ControlWire.DEFAULT_MEMORY;

  /**
   * How a module is run.
   *
   * @param arguments argv, the program's name first
   * @param environment NAME=value
   * @param memoryLimit bytes the module may map; 0 for {@link #DEFAULT_MEMORY}
   * @param streams what descriptors 0, 1 and 2 lead to
   * @param powers what the module may do beyond the usual
   * @param carrier the way to the browser for a module that it is to connect to, or null
   * @param files the directory it may use; null where its powers do not say so
   * @param resources the files that its page's manifest lists; null for a module without a page
   */
  public record Options(
      List<String> arguments,
      List<String> environment,
      long memoryLimit,
      List<HostStream> streams,
      Powers powers,
      Carrier carrier,
      FileTree files,
      Resources resources) {
    public Options {
      arguments = List.copyOf(arguments);
      environment = List.copyOf(environment);
      streams = List.copyOf(streams);
      if (powers.files() != (files != null)) {
        throw new IllegalArgumentException("a directory belongs to the right to use files");
      }
    }

    /** Without a page. */
    public Options(
        List<String> arguments,
        List<String> environment,
        long memoryLimit,
        List<HostStream> streams,
        Powers powers,
        Carrier carrier,
        FileTree files) {
      this(arguments, environment, memoryLimit, streams, powers, carrier, files, null);
    }

    /** Bytes that the module may map. */
    public long memory() {
      return memoryLimit == 0 ? DEFAULT_MEMORY : memoryLimit;
    }

    /** Without further powers. */
    public Options(
        List<String> arguments,
        List<String> environment,
        long memoryLimit,
        List<HostStream> streams) {
      this(arguments, environment, memoryLimit, streams, Powers.NONE, null, null, null);
    }
  }

  /** Interfaces that others add (the browser's), made when the thunk space exists. */
  @FunctionalInterface
  public interface Interfaces {
    List<IrtInterface> make(ThunkSpace thunks, ModuleMemory memory);
  }

  /**
   * What came of loading: code OK, or why not, in one sentence.
   *
   * @param verdictHoldsForFile the validator accepted the text and left it as the file has it
   */
  public record LoadResult(LoadCode code, String sentence, boolean verdictHoldsForFile) {
    public LoadResult(LoadCode code, String sentence) {
      this(code, sentence, false);
    }

    public boolean isOk() {
      return code == LoadCode.OK;
    }
  }

  private static final int AT_BASE = 7;

  private final CodeValidator validator;
  private final Options options;
  private final Interfaces interfaces;
  private Sandbox sandbox;
  private SystemCalls systemCalls;
  private SandboxThread main;
  private RemoteConnections remote;

  /**
   * @param interfaces gives the interfaces beyond those of {@link Irt}
   */
  public ServiceRuntime(CodeValidator validator, Options options, Interfaces interfaces) {
    this.validator = validator;
    this.options = options;
    this.interfaces = interfaces;
  }

  /**
   * Checks, validates and maps a module.
   *
   * @param file the nexe, in memory that nobody else should write; one that does changes what the
   *     module is, but not that its code is validated as it is mapped
   */
  public LoadResult load(MemorySegment file) {
    return load(file, false);
  }

  /**
   * The same; with {@code validatedBefore} the validator does not look at the static text, for it
   * accepted these very bytes before, unchanged. The file's headers are checked all the same, and
   * so is code made at run time.
   */
  public LoadResult load(MemorySegment file, boolean validatedBefore) {
    String missing = Machine.refusal();
    if (missing != null) {
      return new LoadResult(LoadCode.UNSUPPORTED_CPU, missing);
    }
    ElfImage image;
    try {
      image = ElfParser.parse(file);
    } catch (ElfRefusal refusal) {
      return new LoadResult(refusal.code(), refusal.getMessage());
    }
    long limit = options.memory();
    if (image.dataSize() > limit) {
      return new LoadResult(
          LoadCode.NO_MEMORY,
          "the module's data takes "
              + image.dataSize()
              + " bytes; it may have "
              + limit
              + " bytes of memory");
    }
    try {
      sandbox = new Sandbox(limit, validator);
      String refusal = sandbox.load(image, file, validatedBefore);
      if (refusal != null) {
        return new LoadResult(LoadCode.VALIDATION_FAILED, refusal);
      }
    } catch (KernelException noMemory) {
      return new LoadResult(
          LoadCode.NO_MEMORY_FOR_ADDRESS_SPACE,
          "there is no room for the module's 4 GiB and its guards (84 GiB of addresses): "
              + noMemory.getMessage());
    }
    SymbolTable symbols = SymbolTable.read(file);
    LineTable lines = LineTable.read(file);
    sandbox.setSymbols(symbols::describe, lines::describe);
    try {
      prepare(image, file);
    } catch (IllegalArgumentException tooLarge) {
      return new LoadResult(LoadCode.NO_MEMORY, tooLarge.getMessage());
    }
    return new LoadResult(LoadCode.OK, "", sandbox.code().acceptedAsSent());
  }

  private void prepare(ElfImage image, MemorySegment file) {
    boolean popped = StartFrame.takesArgumentsFromStack(sandbox.memory().read(image.entry(), 1)[0]);
    if (options.powers().exceptions()) {
      sandbox.allowExceptions();
    }
    systemCalls = new SystemCalls(sandbox, options.streams(), popped && OldAbi.speaks(file));
    if (options.powers().sockets()) {
      systemCalls.allowSockets();
    }
    if (options.resources() != null) {
      systemCalls.offerResources(options.resources());
    }
    if (options.files() != null) {
      systemCalls.allowFiles(options.files());
    }
    if (options.carrier() != null) {
      remote = systemCalls.serve(options.carrier());
    }
    sandbox.setSystemCalls(systemCalls);
    Irt irt =
        new Irt(
            sandbox,
            systemCalls,
            options.environment(),
            interfaces.make(sandbox.thunks(), sandbox.memory()));
    StartFrame frame =
        StartFrame.of(options.arguments(), options.environment(), auxiliary(irt), popped);
    sandbox.memory().write(frame.address(), frame.bytes());
    Machine.close(sandbox);
    main =
        new SandboxThread(
            sandbox,
            image.entry(),
            frame.stackPointer(),
            frame.info(),
            (int) image.initialBreak(),
            0);
  }

  /** Connections with the browser; null for a module without. */
  public RemoteConnections remote() {
    return remote;
  }

  /** The query function, and where dynamic code may go: spec/nacl.md ch. 9. */
  private int[] auxiliary(Irt irt) {
    long start = sandbox.code().dynamicStart();
    return start < sandbox.code().dynamicEnd()
        ? new int[] {Irt.AT_SYSINFO, irt.query(), AT_BASE, (int) start}
        : new int[] {Irt.AT_SYSINFO, irt.query()};
  }

  /**
   * Puts the runtime's signal handling into place; before lock-down, after the JVM's own handlers.
   */
  public static void installHandlers() {
    Machine.installHandlers();
  }

  /**
   * Runs once what loads libraries and classes lazily, so that nothing is opened after lock-down.
   */
  public void warm() {
    Machine.warm(sandbox);
    systemCalls.time().warm();
  }

  /** Starts the module; the first untrusted instruction runs after this. */
  public void start() {
    if (sandbox.startThread(main) != 0) {
      sandbox.end(new Exit.Killed("the system gave no thread for the module"));
    }
  }

  /** Runs the module to its end. */
  public Exit run() throws InterruptedException {
    start();
    return sandbox.awaitExit();
  }

  /** Ends the module from outside. */
  public void kill(String reason) {
    sandbox.end(new Exit.Killed(reason));
  }

  /** The module, after a successful load. */
  public Sandbox sandbox() {
    return sandbox;
  }

  public SystemCalls systemCalls() {
    return systemCalls;
  }
}
