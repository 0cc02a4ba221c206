package org.halite.runtime.pepper;

import java.util.function.Consumer;
import org.halite.ppapi.PpLogLevel;
import org.halite.ppapi.PpVarType;
import org.halite.ppapi.Var;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.UntrustedCall;

/**
 * A PPP_MessageHandler 0.2 that the module registered for one of its elements: the page's messages
 * go to it, on the thread of a message loop, in the order in which they were posted.
 */
final class MessageHandler {
  /** Bytes of the table of functions. */
  static final int TABLE = 12;

  private final int instance;
  private final int userData;
  private final int handleMessage;
  private final int handleBlockingMessage;
  private final int destroy;
  private final MessageLoop loop;
  private final Vars vars;
  private final Browser browser;
  private final Notices notices;

  /**
   * @param table copy of the functions, all of them there
   */
  MessageHandler(
      int instance,
      int userData,
      byte[] table,
      MessageLoop loop,
      Vars vars,
      Browser browser,
      Notices notices) {
    this.instance = instance;
    this.userData = userData;
    handleMessage = Bytes.int32(table, 0);
    handleBlockingMessage = Bytes.int32(table, 4);
    destroy = Bytes.int32(table, 8);
    this.loop = loop;
    this.vars = vars;
    this.browser = browser;
    this.notices = notices;
  }

  /** Whether its loop still runs, or will. */
  boolean isServed() {
    return !loop.isDestroyed();
  }

  /**
   * A message of postMessage; false when too much waits in the loop.
   *
   * @param taken run when the handler takes it, or when nobody will
   */
  boolean post(Var message, Runnable taken) {
    return loop.postEvent(new Message(this, message, taken));
  }

  /** A message of postMessageAndAwaitResponse; the answer is null when there will be none. */
  boolean ask(Var message, Consumer<Var> answer) {
    return loop.postEvent(new BlockingMessage(this, message, answer));
  }

  /** Tells the module that this handler gets no more messages. */
  void retire() {
    boolean _ = loop.postEvent(new Retirement(this));
  }

  private record Message(MessageHandler handler, Var message, Runnable taken)
      implements WorkQueue.Work {
    @Override
    public void run(UntrustedCall call) {
      taken.run();
      Var _ = handler.handle(call, message, false);
    }

    @Override
    public void drop() {
      taken.run();
    }
  }

  private record BlockingMessage(MessageHandler handler, Var message, Consumer<Var> answer)
      implements WorkQueue.Work {
    @Override
    public void run(UntrustedCall call) {
      handler.loop.answering(true);
      try {
        answer.accept(handler.handle(call, message, true));
      } finally {
        handler.loop.answering(false);
      }
    }

    @Override
    public void drop() {
      answer.accept(null);
    }
  }

  private record Retirement(MessageHandler handler) implements WorkQueue.Work {
    @Override
    public void run(UntrustedCall call) {
      long _ = call.call(handler.destroy, handler.id(), handler.data());
    }
  }

  private long id() {
    return Integer.toUnsignedLong(instance);
  }

  private long data() {
    return Integer.toUnsignedLong(userData);
  }

  /** Calls the handler; gives what it answers to a blocking message, and undefined else. */
  private Var handle(UntrustedCall call, Var message, boolean blocking) {
    PpVar var;
    try {
      var = VarTrees.fromTree(message, vars, call.memory());
    } catch (VarTrees.Unsendable e) {
      complain("A message to the module was dropped: " + e.getMessage());
      return Var.UNDEFINED;
    }
    try {
      return call(call, var, blocking);
    } catch (BadAddress e) {
      notices.errorOnce(
          "a message was left out, because memory lent to the module is gone: " + e.getMessage());
      return Var.UNDEFINED;
    } finally {
      vars.release(var, call.memory());
    }
  }

  private Var call(UntrustedCall call, PpVar var, boolean blocking) {
    ModuleMemory memory = call.memory();
    int at = memory.allocate(2 * PpVar.SIZE);
    if (at == 0) {
      notices.warnOnce("the module's memory has no room for a message, which was left out");
      return Var.UNDEFINED;
    }
    try {
      long given = Integer.toUnsignedLong(at);
      long response = given + PpVar.SIZE;
      byte[] both = new byte[2 * PpVar.SIZE];
      Bytes.putInt32(both, 0, var.type());
      Bytes.putInt64(both, 8, var.bits());
      Bytes.putInt32(both, PpVar.SIZE, PpVarType.UNDEFINED);
      memory.write(given, both);
      if (!blocking) {
        long _ = call.call(handleMessage, id(), data(), given);
        return Var.UNDEFINED;
      }
      long _ = call.call(handleBlockingMessage, id(), data(), given, response);
      byte[] answered = memory.read(response, PpVar.SIZE);
      return taken(new PpVar(Bytes.int32(answered, 0), Bytes.int64(answered, 8)), memory);
    } finally {
      memory.free(at);
    }
  }

  /** The handler's reference to what it answers is the browser's now. */
  private Var taken(PpVar response, ModuleMemory memory) {
    try {
      return VarTrees.toTree(response, vars, memory);
    } catch (VarTrees.Unsendable e) {
      complain("HandleBlockingMessage: the response was not sent: " + e.getMessage());
      return Var.UNDEFINED;
    } finally {
      vars.release(response, memory);
    }
  }

  private void complain(String text) {
    browser.console(instance, PpLogLevel.ERROR, "", text);
  }
}
