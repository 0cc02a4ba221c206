package org.halite.runtime.control;

import java.util.ArrayList;
import java.util.function.Consumer;
import org.halite.ppapi.Var;
import org.halite.runtime.ServiceRuntime;
import org.halite.runtime.imc.RemoteConnections;
import org.halite.runtime.pepper.Area;
import org.halite.runtime.pepper.InputEvent;
import org.halite.runtime.pepper.Pepper;
import org.halite.runtime.pepper.View;
import org.halite.wire.ControlWire;
import org.halite.wire.InputCodec;
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
  private static final SrpcMethod NO_RESULT = SrpcMethod.parse("::");

  /** Steps of the module's life, in order. */
  private enum Phase {
    NEW,
    /** It judges code for others, and never gets a module. */
    JUDGE,
    CONFIGURED,
    LOADED,
    STARTED
  }

  private final BrowserConnection connection;
  private final BrowserCalls calls;
  private final ModulePreparation module;
  private Phase phase = Phase.NEW;

  /**
   * @param spare whether the process will wait for its module
   */
  public ModuleProcess(BrowserConnection connection, DescriptorSocket given, boolean spare) {
    this.connection = connection;
    calls = new BrowserCalls(connection);
    module = new ModulePreparation(connection, given, calls, spare);
  }

  /** Serves the browser until it goes away. */
  public void serve(String token) throws WireException {
    // The reply comes through the loop below: nothing waits for it.
    if (!calls.call(ControlWire.HELLO, token)) {
      return;
    }
    module.prepare();
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
        advance(Phase.NEW, Phase.CONFIGURED);
        module.configure(request);
        reply(SrpcMessage.response(request, method, module.features()));
        return;
      }
      case ControlWire.MODULE_DATA -> {
        require(Phase.CONFIGURED);
        module.append(request.bytes(0));
      }
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
      case ControlWire.INPUT_EVENT -> {
        input(request); // answers when the module has handled it
        return;
      }
      case ControlWire.ASK_MESSAGE -> {
        ask(request); // answers when the module does
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
      case ControlWire.JUDGE_CODE -> {
        boolean accepted = judge(request);
        int verdict = accepted ? ControlWire.CODE_ACCEPTED : 0;
        reply(SrpcMessage.response(request, method, module.features(), verdict));
        return;
      }
      case ControlWire.IMC_END -> remote().ended(request.integer(0));
      case ControlWire.CREATE_INSTANCE,
          ControlWire.CHANGE_VIEW,
          ControlWire.CHANGE_FOCUS,
          ControlWire.MOUSE_LOCK_LOST,
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

  private boolean judge(SrpcMessage request) throws WireException {
    if (phase != Phase.JUDGE) {
      advance(Phase.NEW, Phase.JUDGE);
    }
    return module.judge(request.integer(0), request.wide(1), request.wide(2));
  }

  private ServiceRuntime.LoadResult load(SrpcMessage request) throws WireException {
    require(Phase.CONFIGURED);
    ServiceRuntime.LoadResult result = module.load(request);
    if (result.isOk()) {
      phase = Phase.LOADED;
    }
    return result;
  }

  private void start() throws WireException {
    advance(Phase.LOADED, Phase.STARTED);
    Thread.ofPlatform().name("module end").start(new Farewell(module.runtime().sandbox(), calls));
    module.runtime().start();
  }

  private void deliver(SrpcMessage request) throws WireException {
    Var message = VarCodec.decode(request.bytes(1));
    if (!started().postMessage(request.integer(0), message, () -> acknowledge(request))) {
      throw new WireException("the browser sends more messages than its window allows");
    }
  }

  private void input(SrpcMessage request) throws WireException {
    int type = request.integer(1);
    InputEvent event =
        new InputEvent(
            request.integer(0),
            type,
            request.real(3),
            request.integer(2),
            InputCodec.decode(type, request.bytes(4)));
    SrpcMethod method = ControlWire.RUNTIME_SERVICE.get(ControlWire.INPUT_EVENT);
    boolean room =
        started()
            .inputEvent(
                event, handled -> reply(SrpcMessage.response(request, method, handled ? 1 : 0)));
    if (!room) {
      throw new WireException("the browser sends more events than the module takes");
    }
  }

  private void ask(SrpcMessage request) throws WireException {
    Var message = VarCodec.decode(request.bytes(1));
    if (!started().askMessage(request.integer(0), message, new Answer(this, request))) {
      throw new WireException("the browser sends more messages than its window allows");
    }
  }

  /** Brings the module's answer to a message. */
  private record Answer(ModuleProcess process, SrpcMessage request) implements Consumer<Var> {
    private static final byte[] NONE = {};

    /** {@link Var#UNDEFINED}, encoded. */
    private static final byte[] UNDEFINED = {0};

    @Override
    public void accept(Var answer) {
      byte[] encoded = NONE;
      int answered = 0;
      if (answer != null) {
        answered = 1;
        try {
          encoded = VarCodec.encode(answer);
        } catch (WireException tooLarge) {
          encoded = UNDEFINED;
        }
      }
      SrpcMethod method = ControlWire.RUNTIME_SERVICE.get(ControlWire.ASK_MESSAGE);
      process.reply(SrpcMessage.response(request, method, answered, encoded));
    }
  }

  private void event(SrpcMessage request) throws WireException {
    Pepper events = started();
    boolean room =
        switch (request.method()) {
          case ControlWire.CREATE_INSTANCE -> create(events, request);
          case ControlWire.CHANGE_VIEW -> events.changeView(view(request));
          case ControlWire.CHANGE_FOCUS ->
              events.changeFocus(request.integer(0), request.integer(1) != 0);
          case ControlWire.MOUSE_LOCK_LOST -> events.mouseLockLost(request.integer(0));
          case ControlWire.DESTROY_INSTANCE -> events.destroyInstance(request.integer(0));
          default -> events.shutdown();
        };
    if (!room) {
      throw new WireException("the browser sends more events than the module takes");
    }
  }

  private static View view(SrpcMessage request) {
    return new View(
        request.integer(0),
        area(request, 1),
        area(request, 5),
        request.integer(9) != 0,
        request.integer(10) != 0,
        request.integer(11),
        request.integer(12),
        request.real(13),
        request.real(14));
  }

  private static Area area(SrpcMessage request, int first) {
    return new Area(
        request.integer(first),
        request.integer(first + 1),
        request.integer(first + 2),
        request.integer(first + 3));
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
    RemoteConnections remote = module.runtime().remote();
    if (remote == null) {
      throw new WireException("the browser connects to a module that it does not serve");
    }
    return remote;
  }

  private Pepper started() throws WireException {
    require(Phase.STARTED);
    if (module.pepper() == null) {
      throw new WireException("the browser sends events to a program without a page");
    }
    return module.pepper();
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
