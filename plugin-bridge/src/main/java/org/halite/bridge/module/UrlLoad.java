package org.halite.bridge.module;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import org.halite.bridge.fetch.FetchException;
import org.halite.bridge.fetch.FetchListener;
import org.halite.bridge.fetch.Fetcher;
import org.halite.bridge.fetch.ResponseHead;
import org.halite.bridge.fetch.ResponseReader;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.UrlReference;
import org.halite.ppapi.PpError;
import org.halite.wire.ControlWire;

/**
 * One request of a module's PPB_URLLoader. Its own thread fetches, and waits while the module has
 * not read what came: {@link Window#upper} bytes and a piece are held, never more. Ended by {@link
 * #close}.
 */
final class UrlLoad implements ResponseReader {
  /**
   * What is held of a body.
   *
   * @param upper at so many bytes the server must wait
   * @param lower when no more are left it may go on
   */
  record Window(int upper, int lower) {
    /** A window of one load, whatever a module would like. */
    private static final int MOST = 256 << 10;

    Window {
      upper = Math.clamp(upper, PIECE, MOST);
      lower = Math.clamp(lower, 0, upper / 2);
    }
  }

  private final UrlRequest request;
  private final Window window;
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
  private Thread thread;

  // Guarded by this.
  private ResponseHead head;
  private boolean told;
  private boolean redirected;
  private RuntimeRequest waitingForHead;
  private RuntimeRequest reading;
  private int mostToRead;
  private int firstFrom;
  private long held;
  private boolean full;
  private long received;
  private boolean ended;
  private int result;
  private boolean closed;

  UrlLoad(UrlRequest request, Window window) {
    this.request = request;
    this.window = window;
  }

  /** Begins. */
  void start(
      Fetcher fetcher,
      RequestClient client,
      String initiator,
      FetchListener listener,
      NexeTransfer.Notes notes) {
    thread =
        Thread.ofVirtual()
            .name("halite-url")
            .start(() -> run(fetcher, client, initiator, listener, notes));
  }

  private void run(
      Fetcher fetcher,
      RequestClient client,
      String initiator,
      FetchListener listener,
      NexeTransfer.Notes notes) {
    try {
      URI url = request.absolute(client);
      try {
        fetcher.load(request.fetch(url, client, initiator), listener, this);
        end(PpError.PP_OK);
      } catch (IllegalArgumentException e) {
        String sentence = UrlReference.name(url) + " was refused: " + e.getMessage();
        listener.fetched(url, initiator, Decision.refuse(sentence), 0, 0);
        fail(sentence, PpError.PP_ERROR_NOACCESS, notes);
      }
    } catch (URISyntaxException e) {
      fail(
          "the URL \"" + UrlReference.shown(request.url()) + "\" " + e.getReason(),
          PpError.PP_ERROR_NOACCESS,
          notes);
    } catch (FetchException e) {
      int why = e.isRefused() ? PpError.PP_ERROR_NOACCESS : PpError.PP_ERROR_FAILED;
      fail(e.getMessage(), why, notes);
    } catch (InterruptedException e) {
      givenUp(initiator, client, listener);
    }
  }

  /** Nobody waits for it any more. */
  private void givenUp(String initiator, RequestClient client, FetchListener listener) {
    URI url;
    try {
      url = request.absolute(client);
    } catch (URISyntaxException e) {
      return; // nothing was asked
    }
    Decision decision = Decision.allow("closed by the module before it had ended");
    synchronized (this) {
      listener.fetched(url, initiator, decision, head == null ? 0 : head.status(), received);
    }
    end(PpError.PP_ERROR_ABORTED);
  }

  private void fail(String sentence, int why, NexeTransfer.Notes notes) {
    if (!isClosed()) {
      notes.note(ModuleEvents.Level.ERROR, "PPB_URLLoader: " + sentence);
    }
    end(why);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void end(int how) {
    ended = true;
    result = how;
    tellHead();
    feed();
  }

  // What comes, on the fetching thread.

  @Override
  public synchronized void head(ResponseHead come) throws FetchException {
    take(come);
    tellHead();
  }

  @Override
  public synchronized void redirect(ResponseHead come) throws InterruptedException, FetchException {
    if (request.followsRedirects()) {
      return;
    }
    take(come);
    redirected = true;
    tellHead();
    while (redirected) {
      wait();
    }
  }

  private void take(ResponseHead come) throws FetchException {
    if (headerText(come).length() > ControlWire.MAX_URL_TEXT) {
      throw new FetchException(
          UrlReference.name(come.url())
              + " was not loaded: it comes with more than "
              + ControlWire.MAX_URL_TEXT
              + " characters of headers");
    }
    head = come;
    told = false;
  }

  @Override
  public synchronized void accept(byte[] piece) throws InterruptedException {
    while (full) {
      wait();
    }
    received += piece.length;
    held += piece.length;
    pieces.add(piece);
    full = held >= window.upper;
    feed();
  }

  // What the module's process asks; confined to the session's mailbox.

  /** Answers when an answer has come; false when that cannot be asked now. */
  synchronized boolean response(RuntimeRequest asked, boolean follow) {
    // A redirect may have come before anybody asked; it can be followed once it was told.
    boolean mayAsk = follow ? redirected && told : !told;
    if (isUnanswered(waitingForHead) || !mayAsk) {
      return false;
    }
    if (follow) {
      redirected = false;
      told = false;
      head = null;
      notifyAll();
    }
    waitingForHead = asked;
    tellHead();
    return true;
  }

  /** Answers when bytes have come; false when that cannot be asked now. */
  synchronized boolean read(RuntimeRequest asked, int most) {
    if (!told || redirected || isUnanswered(reading)) {
      return false;
    }
    reading = asked;
    mostToRead = most;
    feed();
    return true;
  }

  private static boolean isUnanswered(RuntimeRequest asked) {
    return asked != null && !asked.isAnswered();
  }

  private void tellHead() {
    if (!isUnanswered(waitingForHead)) {
      return;
    }
    if (head != null && !told) {
      told = true;
      waitingForHead.reply(
          PpError.PP_OK,
          head.status(),
          head.url().toString(),
          StatusPhrase.of(head.status()),
          headerText(head),
          head.next() == null ? "" : head.next().toString(),
          head.nextMethod() == null ? "" : head.nextMethod(),
          head.length());
    } else if (ended) {
      int why = result == PpError.PP_OK ? PpError.PP_ERROR_FAILED : result;
      waitingForHead.reply(why, 0, "", "", "", "", "", -1L);
    }
  }

  private static String headerText(ResponseHead head) {
    StringBuilder text = new StringBuilder();
    head.headers()
        .forEach(
            (name, value) -> {
              if (text.length() <= ControlWire.MAX_URL_TEXT) {
                text.append(text.isEmpty() ? "" : "\n");
                text.append(capitals(name)).append(": ").append(value);
              }
            });
    return text.toString();
  }

  /**
   * {@code content-type} as {@code Content-Type}: the client makes all letters small, and modules
   * were written for servers that did not.
   */
  private static String capitals(String name) {
    StringBuilder text = new StringBuilder(name);
    for (int i = 0; i < text.length(); i++) {
      if (i == 0 || text.charAt(i - 1) == '-') {
        text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
      }
    }
    return text.toString();
  }

  private void feed() {
    if (!isUnanswered(reading)) {
      return;
    }
    if (held > 0) {
      reading.reply(PpError.PP_OK, (Object) next((int) Math.min(mostToRead, held)));
      if (full && held <= window.lower) {
        full = false;
        notifyAll();
      }
    } else if (ended) {
      reading.reply(result, (Object) new byte[0]);
    }
  }

  private byte[] next(int count) {
    byte[] bytes = new byte[count];
    int at = 0;
    while (at < count) {
      byte[] first = pieces.element();
      int n = Math.min(count - at, first.length - firstFrom);
      System.arraycopy(first, firstFrom, bytes, at, n);
      at += n;
      firstFrom += n;
      if (firstFrom == first.length) {
        pieces.remove();
        firstFrom = 0;
      }
    }
    held -= count;
    return bytes;
  }

  synchronized void progress(RuntimeRequest asked) {
    asked.reply(request.body().sent(), received, head == null ? -1L : head.length());
  }

  /** Bytes of the request's body. */
  int upload() {
    return request.body().size();
  }

  /** Bytes of the answer's body that are held here, for tests. */
  synchronized long held() {
    return held;
  }

  /** Ends it; what waits is answered. */
  void close() {
    thread.interrupt();
    synchronized (this) {
      if (!closed) {
        closed = true;
        pieces.clear();
        held = 0;
        firstFrom = 0;
        end(PpError.PP_ERROR_ABORTED);
      }
    }
  }
}
