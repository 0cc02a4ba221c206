package org.halite.runtime.pepper;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.halite.ppapi.Var;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.UntrustedCall;

/**
 * What the browser has to tell the module, as works of the main loop. Named classes: lambdas would
 * slow the start.
 */
sealed interface Event extends WorkQueue.Work {
  /** DidCreate. */
  record Create(Elements elements, int instance, List<String> names, List<String> values)
      implements Event {
    @Override
    public void run(UntrustedCall call) {
      elements.create(call, instance, names, values);
    }
  }

  /** DidChangeView with the newest view, which it takes from {@code views}. */
  record ChangeView(Elements elements, int instance, Map<Integer, View> views) implements Event {
    @Override
    public void run(UntrustedCall call) {
      View newest;
      synchronized (views) {
        newest = views.remove(instance);
      }
      elements.changeView(call, newest);
    }
  }

  /** DidChangeFocus. */
  record ChangeFocus(Elements elements, int instance, boolean focused) implements Event {
    @Override
    public void run(UntrustedCall call) {
      elements.changeFocus(call, instance, focused);
    }
  }

  /** MouseLockLost. */
  record MouseLockLost(Elements elements, int instance) implements Event {
    @Override
    public void run(UntrustedCall call) {
      elements.mouseLockLost(call, instance);
    }
  }

  /** HandleMessage. */
  record Message(Elements elements, int instance, Var message, Runnable taken) implements Event {
    @Override
    public void run(UntrustedCall call) {
      elements.handleMessage(call, instance, message, taken);
    }
  }

  /** HandleBlockingMessage. */
  record Question(Elements elements, int instance, Var message, Consumer<Var> answer)
      implements Event {
    @Override
    public void run(UntrustedCall call) {
      elements.handleBlockingMessage(instance, message, answer);
    }
  }

  /** HandleInputEvent; {@code handled} gets its answer. */
  record Input(Elements elements, InputEvent input, InputAnswer handled) implements Event {
    @Override
    public void run(UntrustedCall call) {
      boolean done = false;
      try {
        done = elements.handleInput(call, input);
      } finally {
        handled.is(done);
      }
    }
  }

  /** DidDestroy. */
  record Destroy(Elements elements, int instance) implements Event {
    @Override
    public void run(UntrustedCall call) {
      elements.destroy(call, instance);
    }
  }

  /**
   * Another event, so that a module that unmaps what it was just lent loses that event and not its
   * main loop.
   */
  record Guarded(Event event, Notices notices) implements Event {
    @Override
    public void run(UntrustedCall call) {
      try {
        event.run(call);
      } catch (BadAddress e) {
        notices.errorOnce(
            "an event was left out, because memory lent to the module is gone: " + e.getMessage());
      }
    }
  }
}
