package org.halite.runtime.control;

import java.io.IOException;
import java.util.List;
import org.halite.ppapi.PpLogLevel;
import org.halite.runtime.Rehearsal;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.ServiceRuntime;
import org.halite.runtime.elf.LoadCode;
import org.halite.runtime.irt.IrtInterface;
import org.halite.runtime.jail.Jail;
import org.halite.runtime.jail.JailException;
import org.halite.runtime.jail.JailOptions;
import org.halite.runtime.jail.JailReport;
import org.halite.runtime.jail.JvmWarmup;
import org.halite.runtime.machine.KernelException;
import org.halite.runtime.machine.Machine;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.ThunkSpace;
import org.halite.runtime.pepper.Pepper;
import org.halite.runtime.syscall.FileTree;
import org.halite.runtime.syscall.HostStream;
import org.halite.runtime.syscall.KernelStream;
import org.halite.wire.ControlWire;
import org.halite.wire.Powers;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * All that comes before the module's first instruction: warming up while its bytes come, the bytes,
 * the load, the lock-down. Used by {@link ModuleProcess}, on its thread.
 */
final class ModulePreparation {
  /** The first is slow; what the virtual machine compiles after it is there for the module. */
  private static final int REHEARSALS = 3;

  private final BrowserConnection connection;
  private final DescriptorSocket given;
  private final boolean spare;
  private final BrowserCalls calls;
  private final GivenDescriptors descriptors;
  private final BrowserPort browser;
  private ReceivedModule module;
  private ServiceRuntime runtime;
  private ServiceRuntime.Options options;
  private boolean inPage;
  private boolean isProgram;

  /** Null when the processor's features cannot be read; then {@code unjudged} says why. */
  private SandboxCode judge;

  private String unjudged;

  /** Why the module cannot have the directory that it was given. */
  private String noFiles;

  private Thread warming;

  /** Null until this process has entered it; written by {@code warming}. */
  private Jail jail;

  private Pepper pepper;

  ModulePreparation(
      BrowserConnection connection, DescriptorSocket given, BrowserCalls calls, boolean spare) {
    this.connection = connection;
    this.given = given;
    this.calls = calls;
    this.spare = spare;
    descriptors = new GivenDescriptors(calls, given);
    browser = new BrowserPort(calls, descriptors);
  }

  /** What needs no module: done while its bytes come, or while a spare waits for one. */
  void prepare() {
    try {
      judge = new SandboxCode();
      warming = Thread.ofPlatform().name("warm-up").start(this::warmUp);
    } catch (IOException e) {
      unjudged = "the processor's features could not be read: " + e.getMessage();
    }
  }

  private void warmUp() {
    judge.warm();
    JvmWarmup.touch();
    Machine.prepare();
    if (spare) { // a module that is on its way would have to wait for the rest
      rehearse();
    }
  }

  /** A load with a module of our own; then all walls that can stand before there is a module. */
  private void rehearse() {
    try {
      Rehearsal.talk();
      judge.warmRefusals();
      for (int i = 0; i < REHEARSALS; i++) {
        Rehearsal.run(judge, (thunks, memory) -> new Pepper(thunks, browser).irtInterfaces());
      }
      ServiceRuntime.installHandlers();
      jail = Jail.enter(keptOptions());
    } catch (KernelException | JailException e) {
      return; // what cannot be done now is tried again for the module, and the load says so
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JailOptions keptOptions() {
    return JailOptions.defaults().keeping(connection.descriptor()).keeping(given.descriptor());
  }

  /**
   * Whether code of a file may run as it is, in a spare behind its walls; false where it has none.
   *
   * @throws WireException when this is no spare
   */
  boolean judge(int number, long offset, long length) throws WireException {
    if (!spare) {
      throw new WireException("the browser has code judged by a process that waits for no module");
    }
    if (judge == null) {
      return false;
    }
    try {
      warming.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return jail != null && new CodeJudge(descriptors).accepts(judge, number, offset, length);
  }

  /** What code is judged by; empty when the processor does not say. */
  String features() {
    return judge == null ? "" : judge.features();
  }

  /** Takes what the module is and may, for {@link #load}. */
  void configure(SrpcMessage request) throws WireException {
    int kind = Powers.without(request.integer(0));
    if (kind != ControlWire.PROGRAM
        && kind != ControlWire.PAGE_MODULE
        && kind != ControlWire.SERVED) {
      throw new WireException("the browser configures a module of the unknown kind " + kind);
    }
    inPage = kind == ControlWire.PAGE_MODULE;
    isProgram = kind == ControlWire.PROGRAM;
    Powers powers = Powers.of(request.integer(0));
    if (powers.files() && kind != ControlWire.PROGRAM
        || powers.files() == request.text(4).isEmpty()) {
      throw new WireException(
          "the browser gives files to what is no program, or none with the right to them");
    }
    FileTree files = null;
    if (powers.files()) {
      try {
        files = FileTree.open(request.text(4));
      } catch (IllegalArgumentException e) {
        noFiles = e.getMessage(); // load answers with it
        powers = new Powers(powers.exceptions(), powers.sockets(), false);
      }
    }
    List<HostStream> streams =
        kind == ControlWire.PROGRAM
            ? List.of(new KernelStream(0), new KernelStream(1), new KernelStream(2))
            : List.of(HostStream.NOTHING, browser.output(1), browser.output(2));
    options =
        new ServiceRuntime.Options(
            ControlWire.strings(request.bytes(1)),
            ControlWire.strings(request.bytes(2)),
            request.wide(3),
            streams,
            powers,
            kind == ControlWire.SERVED ? new BrowserCarrier(calls, descriptors) : null,
            files,
            inPage ? browser : null);
    module = new ReceivedModule();
  }

  /** The next bytes of the module's file. */
  void append(byte[] bytes) throws WireException {
    module.append(bytes);
  }

  /** The module in its place and the jail closed around it, or a sentence why not. */
  ServiceRuntime.LoadResult load(SrpcMessage request) throws WireException {
    if (request.wide(0) != module.size()) {
      throw new WireException("a module of another size than was sent");
    }
    int asked = request.integer(2);
    if (asked != ControlWire.VALIDATE && asked != ControlWire.VALIDATED_BEFORE) {
      throw new WireException("a load that neither asks for validation nor tells of one: " + asked);
    }
    if (noFiles != null) {
      return new ServiceRuntime.LoadResult(LoadCode.INTERNAL, noFiles);
    }
    if (judge == null) {
      return new ServiceRuntime.LoadResult(LoadCode.INTERNAL, unjudged);
    }
    try {
      if (spare) {
        warming.join(); // it uses addresses that the module needs
      }
      runtime = new ServiceRuntime(judge, options, this::interfaces);
      ServiceRuntime.LoadResult result =
          runtime.load(module.bytes(), asked == ControlWire.VALIDATED_BEFORE);
      if (!result.isOk()) {
        return result;
      }
      module.release();
      warming.join();
      ServiceRuntime.installHandlers();
      runtime.warm();
      runtime
          .sandbox()
          .space()
          .setWhenExhausted(new MemoryWarning(calls, options.memory(), isProgram));
      JailOptions kept = keptOptions().withMemory(options.memory());
      if (options.files() != null) {
        kept = kept.withDirectory(options.files().root());
      }
      if (options.resources() != null) {
        kept = kept.withCodeOfFiles(runtime.sandbox().space().upperWord());
      }
      if (jail == null) {
        jail = Jail.enter(kept);
      }
      JailReport walls = jail.shut(kept);
      if (!walls.stands(Jail.LANDLOCK)) {
        browser.log(
            PpLogLevel.WARNING,
            "one wall of the outer sandbox is missing, the system call filter stands alone: this"
                + " kernel has no Landlock");
      }
      browser.log(PpLogLevel.TIP, walls.summary());
      return result;
    } catch (JailException e) {
      return new ServiceRuntime.LoadResult(LoadCode.INTERNAL, e.getMessage());
    } catch (IllegalArgumentException e) {
      return new ServiceRuntime.LoadResult(LoadCode.INTERNAL, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ServiceRuntime.LoadResult(LoadCode.INTERNAL, "the runtime was interrupted");
    }
  }

  /** Only a page's module is offered PPAPI. */
  private List<IrtInterface> interfaces(ThunkSpace thunks, ModuleMemory memory) {
    if (!inPage) {
      return List.of();
    }
    pepper = new Pepper(thunks, browser);
    return pepper.irtInterfaces();
  }

  /** The module, after a successful load. */
  ServiceRuntime runtime() {
    return runtime;
  }

  /** What a page's module is told of its page; null for others. */
  Pepper pepper() {
    return pepper;
  }
}
