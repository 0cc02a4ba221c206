package org.halite.runtime.control;

import java.util.function.Consumer;
import org.halite.ppapi.PpError;
import org.halite.runtime.pepper.Network;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;

/** What a module asks servers for, as calls on the wire. */
class NetworkPort implements Network {
  private final BrowserCalls calls;

  NetworkPort(BrowserCalls calls) {
    this.calls = calls;
  }

  @Override
  public void openUrl(int instance, int load, Request request, AnswerTaker answer) {
    int flags =
        (request.follows() ? ControlWire.URL_FOLLOWS : 0)
            | (request.crossOrigin() ? ControlWire.URL_CROSS_ORIGIN : 0)
            | (request.credentials() ? ControlWire.URL_CREDENTIALS : 0);
    boolean _ =
        calls.call(
            ControlWire.URL_OPEN,
            instance,
            load,
            request.method(),
            request.url(),
            request.headers(),
            flags,
            request.upper(),
            request.lower(),
            request.body());
    answer(load, false, answer);
  }

  @Override
  public void followUrl(int load, AnswerTaker answer) {
    answer(load, true, answer);
  }

  private void answer(int load, boolean follow, AnswerTaker answer) {
    Consumer<SrpcMessage> take =
        reply ->
            answer.take(
                new Answer(
                    reply.integer(0),
                    reply.integer(1),
                    reply.text(2),
                    reply.text(3),
                    reply.text(4),
                    reply.text(5),
                    reply.text(6),
                    reply.wide(7)));
    boolean _ = calls.tellThen(take, ControlWire.URL_RESPONSE, load, follow ? 1 : 0);
  }

  @Override
  public void readUrl(int load, int most, PieceTaker piece) {
    Consumer<SrpcMessage> take = reply -> take(reply, most, piece);
    boolean _ = calls.tellThen(take, ControlWire.URL_READ, load, most);
  }

  private static void take(SrpcMessage reply, int most, PieceTaker piece) {
    byte[] bytes = reply.bytes(1);
    if (bytes.length > most) {
      piece.take(PpError.PP_ERROR_FAILED, new byte[0]);
    } else {
      piece.take(reply.integer(0), bytes);
    }
  }

  @Override
  public Progress urlProgress(int load) {
    SrpcMessage answer = calls.ask(ControlWire.URL_PROGRESS, load);
    return answer == null ? null : new Progress(answer.wide(0), answer.wide(1), answer.wide(2));
  }

  @Override
  public void closeUrl(int load) {
    boolean _ = calls.tell(ControlWire.URL_CLOSE, load);
  }
}
