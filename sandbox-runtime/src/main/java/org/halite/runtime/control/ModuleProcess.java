package org.halite.runtime.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.PpLogLevel;
import org.halite.ppapi.Var;
import org.halite.runtime.Rehearsal;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.ServiceRuntime;
import org.halite.runtime.elf.LoadCode;
import org.halite.runtime.imc.RemoteConnections;
import org.halite.runtime.irt.IrtInterface;
import org.halite.runtime.jail.Jail;
import org.halite.runtime.jail.JailException;
import org.halite.runtime.jail.JailOptions;
import org.halite.runtime.jail.JailReport;
import org.halite.runtime.jail.JvmWarmup;
import org.halite.runtime.machine.Exit;
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
import org.halite.wire.SrpcMethod;
import org.halite.wire.VarCodec;
import org.halite.wire.WireException;

/**
 * One module's life in this process, as the browser conducts it: configure, the bytes, load (which
 * ends with the jail closed), start, events, the end. The thread that calls {@link #serve} answers
 * the browser; the module has threads of its own.
 */
public final class ModuleProcess {
  /** How long the last word may take to reach a browser that does not read. */
  private static final long FAREWELL_MILLIS = 500;

  /** The first is slow; what the virtual machine compiles after it is there for the module. */
  private static final int REHEARSALS = 3;

  private static final SrpcMethod NO_RESULT = SrpcMethod.parse("::");

  /** Steps of the module's life, in order. */
  private enum Phase {
    NEW,
    CONFIGURED,
    LOADED,
    STARTED
  }

  private final BrowserConnection connection;
  private final DescriptorSocket given;
  private final boolean spare;
  private final BrowserCalls calls;
  private final BrowserPort browser;
  private Phase phase = Phase.NEW;
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

  private volatile Pepper pepper;

  /**
   * @param spare whether the process will wait for its module
   */
  public ModuleProcess(BrowserConnection connection, DescriptorSocket given, boolean spare) {
    this.connection = connection;
    this.given = given;
    this.spare = spare;
    calls = new BrowserCalls(connection);
    browser = new BrowserPort(calls);
  }

  /** Serves the browser until it goes away. */
  public void serve(String token) throws WireException {
    // The reply comes through the loop below: nothing waits for it.
    if (!calls.call(ControlWire.HELLO, token)) {
      return;
    }
    prepare();
    try {
      while (true) {
        BrowserConnection.Received received = connection.receive();
        if (received == null) {
          return;
        }
        SrpcMessage message = received.message();
        if (message.request() != (received.channel() == ControlWire.TO_RUNTIME)) {
          throw new WireException("an SRPC message in the wrong direction");
        }
        if (message.request()) {
          answer(message);
        } else {
          calls.replied(message);
        }
      }
    } finally {
      calls.close();
    }
  }

  private void answer(SrpcMessage request) throws WireException {
    int number = request.method();
    if (number < 0 || number >= ControlWire.RUNTIME_SERVICE.size()) {
      throw new WireException("the browser calls the unknown method " + number);
    }
    SrpcMethod method = ControlWire.RUNTIME_SERVICE.get(number);
    if (!request.fits(method.inputs())) {
      throw new WireException("the browser calls " + method.signature() + " with other values");
    }
    switch (number) {
      case ControlWire.CONFIGURE -> {
        configure(request);
        reply(SrpcMessage.response(request, method, judge == null ? "" : judge.features()));
        return;
      }
      case ControlWire.MODULE_DATA -> data(request);
      case ControlWire.LOAD -> {
        ServiceRuntime.LoadResult result = load(request);
        int holds = result.verdictHoldsForFile() ? ControlWire.VERDICT_HOLDS_FOR_BYTES : 0;
        reply(
            SrpcMessage.response(
                request, method, result.code().number(), result.sentence(), holds));
        return;
      }
      case ControlWire.START -> start();
      case ControlWire.DELIVER_MESSAGE -> {
        deliver(request); // answers when the module takes it
        return;
      }
      case ControlWire.IMC_CONNECT -> {
        boolean connected = remote().connect(request.integer(0), request.integer(1));
        reply(SrpcMessage.response(request, method, connected ? 1 : 0));
        return;
      }
      case ControlWire.IMC_DELIVER -> {
        remote() // answers when the module takes it
            .arrived(
                request.integer(0), request.bytes(1), request.bytes(2), () -> acknowledge(request));
        return;
      }
      case ControlWire.IMC_END -> remote().ended(request.integer(0));
      case ControlWire.CREATE_INSTANCE,
          ControlWire.CHANGE_VIEW,
          ControlWire.CHANGE_FOCUS,
          ControlWire.DESTROY_INSTANCE,
          ControlWire.SHUTDOWN ->
          event(request);
      default -> { // 0
        reply(
            SrpcMessage.response(
                request, method, ControlWire.discovery(ControlWire.RUNTIME_SERVICE)));
        return;
      }
    }
    acknowledge(request);
  }

  private void configure(SrpcMessage request) throws WireException {
    advance(Phase.NEW, Phase.CONFIGURED);
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
            kind == ControlWire.SERVED ? new BrowserCarrier(calls, given) : null,
            files);
    module = new ReceivedModule();
  }

  /** What needs no module: done while its bytes come, or while a spare waits for one. */
  private void prepare() {
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

  private void data(SrpcMessage request) throws WireException {
    require(Phase.CONFIGURED);
    module.append(request.bytes(0));
  }

  private ServiceRuntime.LoadResult load(SrpcMessage request) throws WireException {
    require(Phase.CONFIGURED);
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
      advance(Phase.CONFIGURED, Phase.LOADED);
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

  private void start() throws WireException {
    advance(Phase.LOADED, Phase.STARTED);
    Thread.ofPlatform().name("module end").start(this::awaitEnd);
    runtime.start();
  }

  private void awaitEnd() {
    Exit exit;
    try {
      exit = runtime.sandbox().awaitExit();
    } catch (InterruptedException e) {
      exit = new Exit.Killed("the runtime was interrupted");
    }
    int status =
        switch (exit) {
          case Exit.Normal normal ->
              farewell(normal.status(), 0, -1, -1, List.of(), "exit(" + normal.status() + ")");
          case Exit.Fault fault ->
              farewell(
                  128 + fault.signal(),
                  fault.signal(),
                  fault.pc(),
                  fault.address(),
                  fault.backtrace(),
                  Faults.sentence(fault));
          case Exit.Killed killed -> farewell(137, 9, -1, -1, List.of(), killed.reason());
        };
    Runtime.getRuntime().halt(status);
  }

  private int farewell(
      int status, int signal, long pc, long address, List<String> backtrace, String reason) {
    boolean heard =
        calls.callAndWait(
            FAREWELL_MILLIS,
            ControlWire.EXIT,
            status,
            signal,
            pc,
            address,
            String.join("\n", backtrace),
            reason);
    return heard ? status : 1;
  }

  private void deliver(SrpcMessage request) throws WireException {
    Var message = VarCodec.decode(request.bytes(1));
    if (!started().postMessage(request.integer(0), message, () -> acknowledge(request))) {
      throw new WireException("the browser sends more messages than its window allows");
    }
  }

  private void event(SrpcMessage request) throws WireException {
    Pepper events = started();
    boolean room =
        switch (request.method()) {
          case ControlWire.CREATE_INSTANCE -> create(events, request);
          case ControlWire.CHANGE_VIEW ->
              events.changeView(
                  request.integer(0),
                  request.integer(1),
                  request.integer(2),
                  request.integer(3),
                  request.integer(4),
                  request.integer(5) != 0,
                  request.real(6));
          case ControlWire.CHANGE_FOCUS ->
              events.changeFocus(request.integer(0), request.integer(1) != 0);
          case ControlWire.DESTROY_INSTANCE -> events.destroyInstance(request.integer(0));
          default -> events.shutdown();
        };
    if (!room) {
      throw new WireException("the browser sends more events than the module takes");
    }
  }

  private static boolean create(Pepper events, SrpcMessage request) throws WireException {
    try {
      return events.createInstance(
          request.integer(0),
          new ArrayList<>(ControlWire.strings(request.bytes(1))),
          new ArrayList<>(ControlWire.strings(request.bytes(2))));
    } catch (IllegalArgumentException e) {
      throw new WireException(e.getMessage());
    }
  }

  private RemoteConnections remote() throws WireException {
    if (phase != Phase.LOADED) { // a caller may wait for a module that has not begun
      require(Phase.STARTED);
    }
    if (runtime.remote() == null) {
      throw new WireException("the browser connects to a module that it does not serve");
    }
    return runtime.remote();
  }

  private Pepper started() throws WireException {
    require(Phase.STARTED);
    if (pepper == null) {
      throw new WireException("the browser sends events to a program without a page");
    }
    return pepper;
  }

  private void advance(Phase from, Phase to) throws WireException {
    require(from);
    phase = to;
  }

  private void require(Phase needed) throws WireException {
    if (phase != needed) {
      throw new WireException("the browser calls out of order: " + phase + ", not " + needed);
    }
  }

  private void acknowledge(SrpcMessage request) {
    reply(SrpcMessage.response(request, NO_RESULT));
  }

  private void reply(byte[] message) {
    connection.send(ControlWire.TO_RUNTIME, message);
  }
}
