package org.halite.runtime.pepper;

import java.util.HashMap;
import java.util.Map;
import org.halite.ppapi.PpbTextInputController;
import org.halite.wire.ControlWire;

/** PPB_TextInputController 1.0: passes on what has changed. */
final class TextInputService implements Service {
  private static final Window.Text FIRST =
      new Window.Text(PpbTextInputController.TEXT, Area.NONE, "", 0, 0, false);

  private final Elements elements;
  private final Vars vars;
  private final Window window;

  /** Guarded by this. */
  private final Map<Integer, Window.Text> texts = new HashMap<>();

  TextInputService(Elements elements, Vars vars, Window window) {
    this.elements = elements;
    this.vars = vars;
    this.window = window;
  }

  @Override
  public void call(PepperCall call) {
    int instance = call.word(0);
    if (!elements.isLive(instance)) {
      return;
    }
    Window.Text text;
    synchronized (this) {
      texts.keySet().removeIf(other -> !elements.isLive(other));
      Window.Text before = texts.getOrDefault(instance, FIRST);
      text = changed(call, before);
      if (text == null || text.equals(before)) {
        return;
      }
      Window.Text kept =
          new Window.Text(
              text.type(), text.caret(), text.around(), text.at(), text.anchor(), false);
      texts.put(instance, kept);
    }
    window.textInput(instance, text);
  }

  /** Null when a call means nothing. */
  private Window.Text changed(PepperCall call, Window.Text before) {
    return switch (call.function()) {
      case "SetTextInputType" -> {
        int type = call.word(1);
        boolean known = type >= PpbTextInputController.NONE && type <= PpbTextInputController.URL;
        yield new Window.Text(
            known ? type : PpbTextInputController.NONE,
            before.caret(),
            before.around(),
            before.at(),
            before.anchor(),
            false);
      }
      case "UpdateCaretPosition" -> {
        byte[] rect = call.memory().read(call.unsigned(1), 16);
        Area caret =
            new Area(
                Bytes.int32(rect, 0),
                Bytes.int32(rect, 4),
                Bytes.int32(rect, 8),
                Bytes.int32(rect, 12));
        yield new Window.Text(
            before.type(), caret, before.around(), before.at(), before.anchor(), false);
      }
      case "CancelCompositionText" ->
          new Window.Text(
              before.type(), before.caret(), before.around(), before.at(), before.anchor(), true);
      case "UpdateSurroundingText" -> {
        String around = vars.textOf(call.var(1));
        yield around == null || around.length() > ControlWire.MAX_AROUND
            ? null
            : new Window.Text(
                before.type(), before.caret(), around, call.word(2), call.word(3), false);
      }
      default -> throw call.undeclared();
    };
  }
}
