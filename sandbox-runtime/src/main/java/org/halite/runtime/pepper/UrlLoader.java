package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.ModuleMemory;

/**
 * A PPB_URLLoader: one request, whose answer is read piece by piece. At most one of its functions
 * is under way at a time. What the browser has and the module has not asked for stays there; here
 * is the rest of one piece.
 */
final class UrlLoader implements Resource {
  /** What is asked for at a time when a module reads less. */
  private static final int PIECE = 64 << 10;

  /** The most that is asked for at a time. */
  private static final int MOST = 256 << 10;

  private static final byte[] NOTHING = new byte[0];

  private enum Phase {
    NEW,
    ASKING,
    REDIRECTED,
    READING,
    ENDED
  }

  private final int instance;
  private final int number;
  private final Network network;
  private final Resources resources;
  private final Vars vars;

  // Guarded by this.
  private Phase phase = Phase.NEW;
  private boolean inBrowser;
  private boolean follows;
  private boolean recordsUpload;
  private boolean recordsDownload;
  private int upload;
  private Completion pending;
  private int response;
  private byte[] rest = NOTHING;
  private int restFrom;
  private long received;
  private long expected = -1;
  private int result = PpError.PP_OK_COMPLETIONPENDING;

  /**
   * @param number of its load, used once
   */
  UrlLoader(int instance, int number, Network network, Resources resources, Vars vars) {
    this.instance = instance;
    this.number = number;
    this.network = network;
    this.resources = resources;
    this.vars = vars;
  }

  @Override
  public int instance() {
    return instance;
  }

  /**
   * PPB_URLLoader.Open.
   *
   * @param info null for what is no PPB_URLRequestInfo
   */
  synchronized void open(UrlRequestInfo info, Completion completion) {
    int refused =
        info == null
            ? PpError.PP_ERROR_BADARGUMENT
            : pending != null || phase != Phase.NEW ? PpError.PP_ERROR_INPROGRESS : PpError.PP_OK;
    if (refused != PpError.PP_OK) {
      completion.complete(refused);
      return;
    }
    recordsUpload = info.recordsUpload();
    recordsDownload = info.recordsDownload();
    refused =
        info.wantsPrivileges()
            ? PpError.PP_ERROR_NOACCESS
            : info.hasWindow() ? PpError.PP_OK : PpError.PP_ERROR_FAILED;
    if (refused != PpError.PP_OK) {
      end(refused);
      completion.complete(refused);
      return;
    }
    Network.Request request = info.request();
    follows = request.follows();
    upload = request.body().length;
    phase = Phase.ASKING;
    inBrowser = true;
    pending = completion;
    network.openUrl(instance, number, request, this::answered);
  }

  /** PPB_URLLoader.FollowRedirect. */
  synchronized void follow(Completion completion) {
    if (pending != null || phase != Phase.REDIRECTED) {
      completion.complete(PpError.PP_ERROR_INPROGRESS);
      return;
    }
    phase = Phase.ASKING;
    pending = completion;
    network.followUrl(number, this::answered);
  }

  private synchronized void answered(Network.Answer answer) {
    if (phase != Phase.ASKING) {
      return; // it was closed meanwhile
    }
    if (answer.result() != PpError.PP_OK) {
      finish(answer.result());
      return;
    }
    UrlResponseInfo come = UrlResponseInfo.of(instance, answer, vars);
    int id = come == null ? 0 : resources.add(come);
    if (id == 0) {
      if (come != null) {
        come.gone();
      }
      finish(PpError.PP_ERROR_NOMEMORY);
      return;
    }
    resources.release(response);
    response = id;
    expected = answer.length();
    boolean waits = come.isRedirect() && !follows && !answer.redirectMethod().isEmpty();
    phase = waits ? Phase.REDIRECTED : Phase.READING;
    complete(PpError.PP_OK);
  }

  /** PPB_URLLoader.ReadResponseBody into {@code count} bytes of {@code memory}. */
  synchronized void read(ModuleMemory memory, long at, int count, Completion completion) {
    if (pending != null) {
      completion.complete(PpError.PP_ERROR_INPROGRESS);
      return;
    }
    if (response == 0 || phase == Phase.REDIRECTED) {
      completion.complete(PpError.PP_ERROR_FAILED);
      return;
    }
    if (count <= 0 || at == 0) {
      completion.complete(PpError.PP_ERROR_BADARGUMENT);
      return;
    }
    if (restFrom < rest.length) {
      completion.complete(hand(memory, at, count));
      return;
    }
    if (result != PpError.PP_OK_COMPLETIONPENDING) {
      completion.complete(result);
      return;
    }
    pending = completion;
    network.readUrl(
        number,
        Math.clamp(count, PIECE, MOST),
        (how, piece) -> come(how, piece, memory, at, count));
  }

  private synchronized void come(int how, byte[] piece, ModuleMemory memory, long at, int count) {
    if (phase != Phase.READING) {
      return;
    }
    if (how != PpError.PP_OK || piece.length == 0) {
      finish(how);
      return;
    }
    rest = piece;
    restFrom = 0;
    received += piece.length;
    complete(hand(memory, at, count));
  }

  /** Gives the module some of the rest; how many bytes, or an error. */
  private int hand(ModuleMemory memory, long at, int count) {
    int n = Math.min(count, rest.length - restFrom);
    byte[] bytes = new byte[n];
    System.arraycopy(rest, restFrom, bytes, 0, n);
    try {
      memory.write(at, bytes);
    } catch (BadAddress e) {
      return PpError.PP_ERROR_BADARGUMENT;
    }
    restFrom += n;
    if (restFrom == rest.length) {
      rest = NOTHING;
      restFrom = 0;
    }
    return n;
  }

  /** PPB_URLLoader.FinishStreamingToFile: nothing is ever streamed to a file. */
  synchronized void finishStreaming(Completion completion) {
    completion.complete(
        pending != null ? PpError.PP_ERROR_INPROGRESS : PpError.PP_ERROR_NOTSUPPORTED);
  }

  /** How much was sent and is to be sent; null when that was not to be recorded. */
  long[] uploadProgress() {
    Network.Progress now = isInBrowser() ? network.urlProgress(number) : null;
    synchronized (this) {
      return !recordsUpload ? null : new long[] {now == null ? upload : now.sent(), upload};
    }
  }

  /** How much came and is to come; null when that was not to be recorded. */
  long[] downloadProgress() {
    Network.Progress now = isInBrowser() ? network.urlProgress(number) : null;
    synchronized (this) {
      long come = now == null ? received : Math.max(received, now.received());
      return !recordsDownload ? null : new long[] {come, expected};
    }
  }

  private synchronized boolean isInBrowser() {
    return inBrowser && (recordsUpload || recordsDownload);
  }

  /** The newest response, with one reference more; 0 while there is none. */
  synchronized int response() {
    return response != 0 && resources.addRef(response) ? response : 0;
  }

  /** PPB_URLLoader.Close. */
  synchronized void close() {
    rest = NOTHING;
    restFrom = 0;
    Completion aborted = pending;
    pending = null;
    end(PpError.PP_ERROR_ABORTED);
    if (aborted != null) {
      aborted.abort();
    }
  }

  @Override
  public void gone() {
    int held;
    synchronized (this) {
      close();
      held = response;
      response = 0;
    }
    resources.release(held);
  }

  private void finish(int how) {
    end(how);
    complete(how);
  }

  private void complete(int how) {
    Completion completed = pending;
    pending = null;
    if (completed != null) {
      completed.complete(how);
    }
  }

  private void end(int how) {
    phase = Phase.ENDED;
    result = how;
    if (inBrowser) {
      inBrowser = false;
      network.closeUrl(number);
    }
  }
}
