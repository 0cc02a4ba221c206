package org.halite.bridge.module;

import java.util.HashMap;
import java.util.Map;
import org.halite.bridge.fetch.FetchListener;
import org.halite.bridge.fetch.Fetcher;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.origin.RequestBody;
import org.halite.bridge.origin.RequestClient;
import org.halite.ppapi.PpError;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;

/**
 * What a module asks servers for by PPB_URLLoader, by the numbers that its process gave. All that
 * the process says is checked here; what may be asked of whom is the fetcher's to judge. Confined
 * to the mailbox of its session.
 */
final class UrlLoads {
  /** Requests of one module that are not closed: each may have a connection and a window. */
  static final int MAX_LOADS = 128;

  /** What all of them send together. */
  static final long MAX_UPLOADS = 64L << 20;

  /** Who named the URL, for the transcript. */
  static final String INITIATOR = "PPB_URLLoader";

  private static final int FLAGS =
      ControlWire.URL_FOLLOWS | ControlWire.URL_CROSS_ORIGIN | ControlWire.URL_CREDENTIALS;

  private final RequestClient client;
  private final Fetcher fetcher;
  private final FetchListener listener;
  private final NexeTransfer.Notes notes;
  private final Map<Integer, UrlLoad> loads = new HashMap<>();
  private long uploads;

  /**
   * @param listener hears of each fetch, from any thread
   * @param notes hears why one failed, from any thread
   */
  UrlLoads(
      RequestClient client, Fetcher fetcher, FetchListener listener, NexeTransfer.Notes notes) {
    this.client = client;
    this.fetcher = fetcher;
    this.listener = listener;
    this.notes = notes;
  }

  /**
   * Answers, perhaps later; false when the request breaks the protocol. For a load that is not
   * there, since there was no room for it, the answer is an error.
   */
  boolean serve(RuntimeRequest asked) {
    SrpcMessage message = asked.message();
    if (asked.method() == ControlWire.URL_OPEN) {
      return open(message, asked);
    }
    int number = message.integer(0);
    UrlLoad load = loads.get(number);
    switch (asked.method()) {
      case ControlWire.URL_RESPONSE -> {
        if (load != null) {
          return load.response(asked, message.integer(1) != 0);
        }
        asked.reply(PpError.PP_ERROR_NOMEMORY, 0, "", "", "", "", "", -1L);
      }
      case ControlWire.URL_READ -> {
        int most = message.integer(1);
        if (load != null) {
          return most > 0 && most <= ControlWire.MAX_URL_PIECE && load.read(asked, most);
        }
        asked.reply(PpError.PP_ERROR_FAILED, new byte[0]);
      }
      case ControlWire.URL_PROGRESS -> {
        if (load == null) {
          asked.reply(0L, 0L, -1L);
        } else {
          load.progress(asked);
        }
      }
      default -> {
        if (load != null) {
          loads.remove(number);
          uploads -= load.upload();
          load.close();
        }
        asked.reply();
      }
    }
    return true;
  }

  private boolean open(SrpcMessage message, RuntimeRequest asked) {
    int number = message.integer(1);
    byte[] body = message.bytes(8);
    if (number <= 0
        || loads.containsKey(number)
        || message.text(2).length() > ControlWire.MAX_URL_TEXT
        || message.text(3).length() > ControlWire.MAX_URL_TEXT
        || message.text(4).length() > ControlWire.MAX_URL_TEXT
        || (message.integer(5) & ~FLAGS) != 0
        || body.length > ControlWire.MAX_UPLOAD) {
      return false;
    }
    if (loads.size() >= MAX_LOADS || uploads + body.length > MAX_UPLOADS) {
      notes.note(
          ModuleEvents.Level.WARNING,
          "PPB_URLLoader.Open was refused: a module may have "
              + MAX_LOADS
              + " loaders open, which send "
              + MAX_UPLOADS
              + " bytes; Close those that are done");
      asked.reply();
      return true;
    }
    UrlRequest request =
        new UrlRequest(
            message.text(2),
            message.text(3),
            message.text(4),
            message.integer(5),
            body.length == 0 ? RequestBody.NONE : new RequestBody(body));
    UrlLoad load = new UrlLoad(request, new UrlLoad.Window(message.integer(6), message.integer(7)));
    loads.put(number, load);
    uploads += body.length;
    load.start(fetcher, client, INITIATOR, listener, notes);
    asked.reply();
    return true;
  }

  /** What all loads hold of their answers, for tests. */
  long held() {
    return loads.values().stream().mapToLong(UrlLoad::held).sum();
  }

  /** The module is gone. */
  void end() {
    loads.values().forEach(UrlLoad::close);
    loads.clear();
  }
}
