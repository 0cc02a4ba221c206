package org.halite.runtime.control;

import org.halite.ppapi.PpError;
import org.halite.runtime.pepper.Window;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;

/** What a module asks of its window, as calls on the wire. */
class WindowPort extends NetworkPort implements Window {
  private final BrowserCalls calls;

  WindowPort(BrowserCalls calls) {
    super(calls);
    this.calls = calls;
  }

  @Override
  public void setCursor(int instance, int type, Size size, int x, int y, byte[] pixels) {
    boolean _ =
        calls.call(
            ControlWire.SET_CURSOR, instance, type, size.width(), size.height(), x, y, pixels);
  }

  @Override
  public void fullscreen(int instance, boolean wanted, Decided decided) {
    boolean _ =
        calls.tellThen(
            reply ->
                decided.is(
                    reply.integer(0) != 0 ? PpError.PP_OK : PpError.PP_ERROR_NO_USER_GESTURE),
            ControlWire.FULLSCREEN,
            instance,
            wanted ? 1 : 0);
  }

  @Override
  public Size screenSize(int instance) {
    SrpcMessage answer = calls.ask(ControlWire.SCREEN_SIZE, instance);
    return answer == null ? null : new Size(answer.integer(0), answer.integer(1));
  }

  @Override
  public void lockMouse(int instance, boolean wanted, Decided decided) {
    boolean _ =
        calls.tellThen(
            reply -> decided.is(reply.integer(0)),
            ControlWire.LOCK_MOUSE,
            instance,
            wanted ? 1 : 0);
  }

  @Override
  public void textInput(int instance, Text text) {
    boolean _ =
        calls.call(
            ControlWire.TEXT_INPUT,
            instance,
            text.type(),
            text.caret().x(),
            text.caret().y(),
            text.caret().width(),
            text.caret().height(),
            text.around(),
            text.at(),
            text.anchor(),
            text.cancelled() ? 1 : 0);
  }
}
