package org.halite.runtime.pepper;

import java.util.Locale;
import org.halite.ppapi.PpLogLevel;
import org.halite.ppapi.PpVarType;

/** PPB_Console 1.0. */
final class ConsoleService implements Service {
  /** Characters of one console line; the rest is cut off. */
  static final int MAX_LINE = 65_536;

  private final Vars vars;
  private final Elements elements;
  private final Browser browser;

  ConsoleService(Vars vars, Elements elements, Browser browser) {
    this.vars = vars;
    this.elements = elements;
    this.browser = browser;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "Log" -> log(call.word(0), call.word(1), null, call.var(2));
      case "LogWithSource" ->
          log(call.word(0), call.word(1), vars.textOf(call.var(2)), call.var(3));
      default -> throw call.undeclared();
    }
  }

  private void log(int instance, int level, String source, PpVar value) {
    if (elements.isLive(instance)) {
      boolean known = level >= PpLogLevel.TIP && level <= PpLogLevel.ERROR;
      browser.console(
          instance,
          known ? level : PpLogLevel.LOG,
          source == null ? "" : cut(source),
          cut(text(value)));
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE - 1) + "…";
  }

  /** As Chrome's console showed the kinds. */
  private String text(PpVar value) {
    return switch (value.type()) {
      case PpVarType.UNDEFINED -> "[Undefined]";
      case PpVarType.NULL -> "[Null]";
      case PpVarType.BOOL -> value.asBool() ? "[True]" : "[False]";
      case PpVarType.INT32 -> Integer.toString(value.asInt());
      case PpVarType.DOUBLE -> String.format(Locale.ROOT, "%f", value.asDouble());
      case PpVarType.STRING -> {
        String text = vars.textOf(value);
        yield text == null ? "[Invalid string]" : text;
      }
      case PpVarType.OBJECT -> "[Object]";
      case PpVarType.ARRAY -> "[Array]";
      case PpVarType.DICTIONARY -> "[Dictionary]";
      case PpVarType.ARRAY_BUFFER -> "[Array buffer]";
      case PpVarType.RESOURCE -> "[Resource]";
      default -> "[Invalid var]";
    };
  }
}
