package org.halite.bridge.module;

import org.halite.bridge.imc.RuntimeRequest;
import org.halite.ppapi.PpLogLevel;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMethod;
import org.halite.wire.WireException;

/** What a runtime process and its module say, for the page's console. In the mailbox only. */
final class RuntimeWords {
  private static final ModuleEvents.Level[] LEVELS = ModuleEvents.Level.values();

  private final ConsoleLines console;

  RuntimeWords(ConsoleLines console) {
    this.console = console;
  }

  /**
   * @throws WireException with a phrase when the process must not say it
   */
  void hear(RuntimeRequest asked) throws WireException {
    switch (asked.method()) {
      case ControlWire.LOG -> console.say(level(asked, 0), "runtime: " + text(asked, 1));
      case ControlWire.OUTPUT -> {
        int descriptor = asked.message().integer(0);
        if (descriptor != 1 && descriptor != 2) {
          throw new WireException("output of descriptor " + descriptor);
        }
        console.output(descriptor, asked.message().bytes(1));
      }
      default -> {
        String source = text(asked, 2);
        console.say(level(asked, 1), (source.isEmpty() ? "" : source + ": ") + text(asked, 3));
      }
    }
  }

  /** What the runtime found when the element was gone: what the module had not given back. */
  void hearLast(RuntimeRequest asked) {
    String text = asked.message().text(1);
    if (asked.message().integer(0) == PpLogLevel.TIP && text.length() <= ControlWire.MAX_TEXT) {
      console.say(ModuleEvents.Level.TIP, "runtime: " + text);
    }
  }

  private static ModuleEvents.Level level(RuntimeRequest asked, int index) throws WireException {
    int level = asked.message().integer(index);
    if (level < 0 || level >= LEVELS.length) {
      throw new WireException("a text of the unknown level " + level);
    }
    return LEVELS[level];
  }

  private static String text(RuntimeRequest asked, int index) throws WireException {
    String text = asked.message().text(index);
    if (text.length() > ControlWire.MAX_TEXT) {
      SrpcMethod method = ControlWire.BROWSER_SERVICE.get(asked.method());
      throw new WireException(method.name() + " with a text of " + text.length() + " characters");
    }
    return text;
  }
}
