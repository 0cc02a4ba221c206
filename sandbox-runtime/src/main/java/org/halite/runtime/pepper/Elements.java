package org.halite.runtime.pepper;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.halite.ppapi.Convention;
import org.halite.ppapi.PpLogLevel;
import org.halite.ppapi.PppInputEvent;
import org.halite.ppapi.PppInstance;
import org.halite.ppapi.PppMessaging;
import org.halite.ppapi.PppMouseLock;
import org.halite.ppapi.Var;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.UntrustedCall;

/**
 * The elements that the module serves, and the calls of its PPP interfaces about them. All but
 * {@link #isLive} is called on the main thread only.
 */
final class Elements {
  private final Vars vars;
  private final Resources resources;
  private final MessageHandlers handlers;
  private final Browser browser;
  private final Notices notices;
  private final Screens screens;
  private final Fullscreen fullscreen;
  private final MouseLocks locks;
  private final Set<Integer> live = ConcurrentHashMap.newKeySet();

  /** Classes of events by instance: those taken in the upper half, those filtered in the lower. */
  private final Map<Integer, Long> wanted = new HashMap<>();

  private ModuleInterfaces module;
  private Convention convention;

  Elements(
      Vars vars,
      Resources resources,
      MessageHandlers handlers,
      Browser browser,
      Notices notices,
      Screens screens,
      Fullscreen fullscreen,
      MouseLocks locks) {
    this.vars = vars;
    this.resources = resources;
    this.handlers = handlers;
    this.browser = browser;
    this.notices = notices;
    this.screens = screens;
    this.fullscreen = fullscreen;
    this.locks = locks;
  }

  /**
   * Whether {@code instance} is an element that is there: what every service asks of an instance
   * id.
   */
  boolean isLive(int instance) {
    return live.contains(instance);
  }

  void serve(ModuleInterfaces module, Convention convention) {
    this.module = module;
    this.convention = convention;
  }

  void create(UntrustedCall call, int instance, List<String> names, List<String> values) {
    boolean created = false;
    if (module.instance() == null) {
      notices.errorOnce(
          "the module has no PPP_Instance;1.1 and no PPP_Instance;1.0: it cannot serve an element");
    } else if (!live.add(instance)) {
      notices.errorOnce("instance " + instance + " was to be created twice");
      return;
    } else {
      try {
        created = didCreate(call, instance, names, values);
      } catch (BadAddress e) {
        notices.errorOnce(
            "the element's attributes could not be given to the module: " + e.getMessage());
      }
      if (!created) {
        forget(instance);
      }
    }
    browser.instanceCreated(instance, created);
  }

  private boolean didCreate(
      UntrustedCall call, int instance, List<String> names, List<String> values) {
    byte[] block = new byte[Attributes.size(names, values)];
    ModuleMemory memory = call.memory();
    int at = memory.allocate(Math.max(block.length, 1));
    if (at == 0) {
      notices.errorOnce("the module's memory has no room for the element's attributes");
      return false;
    }
    try {
      Attributes.lay(block, at, names, values);
      memory.write(Integer.toUnsignedLong(at), block);
      long argn = Integer.toUnsignedLong(at);
      long argv = argn + 4L * names.size();
      return (int)
              call.call(
                  module.instance().get(PppInstance.DID_CREATE),
                  id(instance),
                  names.size(),
                  argn,
                  argv)
          != 0;
    } finally {
      memory.free(at);
    }
  }

  void changeView(UntrustedCall call, View view) {
    if (!isLive(view.instance())) {
      return;
    }
    fullscreen.shown(view);
    int function = module.instance().get(PppInstance.DID_CHANGE_VIEW);
    if (module.instanceTakesView()) {
      int resource = resources.add(view);
      if (resource == 0) {
        notices.warnOnce(
            "DidChangeView was left out: the module holds " + Resources.LIMIT + " resources");
        return;
      }
      long _ = call.call(function, id(view.instance()), id(resource));
      Resource _ = resources.release(resource);
    } else {
      byte[] position = view.rect().rect();
      byte[] both = new byte[32];
      System.arraycopy(position, 0, both, 0, 16);
      System.arraycopy(view.clip().rect(), 0, both, 16, 16);
      callWithCopy(call, function, view.instance(), both, 16);
    }
  }

  void changeFocus(UntrustedCall call, int instance, boolean focused) {
    if (isLive(instance)) {
      long _ =
          call.call(
              module.instance().get(PppInstance.DID_CHANGE_FOCUS), id(instance), focused ? 1 : 0);
    }
  }

  void mouseLockLost(UntrustedCall call, int instance) {
    if (locks.lost(instance) && isLive(instance) && module.mouseLock() != null) {
      long _ = call.call(module.mouseLock().get(PppMouseLock.MOUSE_LOCK_LOST), id(instance));
    }
  }

  /**
   * @param taken run when the module takes it, whichever thread of it does, or when it is dropped
   */
  void handleMessage(UntrustedCall call, int instance, Var message, Runnable taken) {
    MessageHandler handler = isLive(instance) ? handlers.of(instance) : null;
    if (handler != null) {
      if (!handler.post(message, taken)) {
        taken.run();
        notices.warnOnce("a message from the page was dropped: the handler's loop is full");
      }
      return;
    }
    taken.run();
    if (!isLive(instance)) {
      return;
    }
    if (module.messaging() == null) {
      notices.warnOnce("a message from the page was dropped: the module has no PPP_Messaging;1.0");
      return;
    }
    PpVar var;
    try {
      var = VarTrees.fromTree(message, vars, call.memory());
    } catch (VarTrees.Unsendable e) {
      browser.console(
          instance, PpLogLevel.ERROR, "", "A message to the module was dropped: " + e.getMessage());
      return;
    }
    try {
      handleMessage(call, instance, var);
    } finally {
      vars.release(var, call.memory());
    }
  }

  /** PPP_Messaging cannot answer: without a handler the answer is null. */
  void handleBlockingMessage(int instance, Var message, Consumer<Var> answer) {
    MessageHandler handler = isLive(instance) ? handlers.of(instance) : null;
    if (handler == null || !handler.ask(message, answer)) {
      answer.accept(null);
    }
  }

  private void handleMessage(UntrustedCall call, int instance, PpVar var) {
    int function = module.messaging().get(PppMessaging.HANDLE_MESSAGE);
    if (convention == Convention.PEXE) {
      byte[] copy = new byte[PpVar.SIZE];
      Bytes.putInt32(copy, 0, var.type());
      Bytes.putInt64(copy, 8, var.bits());
      callWithCopy(call, function, instance, copy, PpVar.SIZE);
    } else {
      long _ = call.call(function, id(instance), var.type(), var.bits());
    }
  }

  /**
   * Calls function(instance, pointer to the copy, pointer to what follows its first {@code first}
   * bytes).
   */
  private void callWithCopy(
      UntrustedCall call, int function, int instance, byte[] copy, int first) {
    ModuleMemory memory = call.memory();
    int at = memory.allocate(copy.length);
    if (at == 0) {
      notices.warnOnce(
          "the module's memory has no room for "
              + copy.length
              + " bytes of an event, which was left out");
      return;
    }
    try {
      long address = Integer.toUnsignedLong(at);
      memory.write(address, copy);
      long _ =
          copy.length > first
              ? call.call(function, id(instance), address, address + first)
              : call.call(function, id(instance), address);
    } finally {
      memory.free(at);
    }
  }

  /**
   * Changes which events an element wants: these classes are taken, filtered, or wanted no more.
   */
  void requestInput(int instance, int classes, boolean take, boolean filter) {
    synchronized (wanted) {
      long before = wanted.getOrDefault(instance, 0L);
      int taken = (int) (before >>> 32) & ~classes | (take ? classes : 0);
      int filtered = (int) before & ~classes | (filter ? classes : 0);
      long now = (long) taken << 32 | filtered;
      if (now != before) {
        wanted.put(instance, now);
        browser.requestInput(instance, taken, filtered);
      }
    }
  }

  /** Whether the module handled it. */
  boolean handleInput(UntrustedCall call, InputEvent event) {
    if (!isLive(event.instance())) {
      return false;
    }
    if (module.input() == null) {
      notices.warnOnce("input was not delivered: the module has no PPP_InputEvent;0.1");
      return false;
    }
    fullscreen.happened(event);
    int resource = resources.add(event);
    if (resource == 0) {
      notices.warnOnce("input was not delivered: the module holds too many resources");
      return false;
    }
    try {
      int function = module.input().get(PppInputEvent.HANDLE_INPUT_EVENT);
      return (int) call.call(function, id(event.instance()), id(resource)) != 0;
    } finally {
      Resource _ = resources.release(resource);
    }
  }

  void destroy(UntrustedCall call, int instance) {
    if (isLive(instance)) {
      long _ = call.call(module.instance().get(PppInstance.DID_DESTROY), id(instance));
      forget(instance);
    }
  }

  void destroyAll(UntrustedCall call) {
    for (int instance : List.copyOf(live)) {
      destroy(call, instance);
    }
  }

  private void forget(int instance) {
    live.remove(instance);
    synchronized (wanted) {
      wanted.remove(instance);
    }
    screens.forget(instance);
    fullscreen.forget(instance);
    locks.forget(instance);
    handlers.remove(instance);
    tellLeaks(resources.dropInstance(instance));
  }

  /**
   * What was freed because nobody else did. Variables are no element's: the last one's end tells.
   */
  private void tellLeaks(Map<String, Integer> kinds) {
    int variables = live.isEmpty() ? vars.size() : 0;
    if (kinds.isEmpty() && variables == 0) {
      return;
    }
    StringBuilder text = new StringBuilder("at the end of its element the module still held");
    String before = " ";
    for (Map.Entry<String, Integer> kind : kinds.entrySet()) {
      text.append(before).append(kind.getValue()).append(' ').append(kind.getKey());
      before = ", ";
    }
    if (variables > 0) {
      text.append(before).append(variables).append(" variables");
    }
    browser.log(PpLogLevel.TIP, text.toString());
  }

  private static long id(int id) {
    return Integer.toUnsignedLong(id);
  }
}
