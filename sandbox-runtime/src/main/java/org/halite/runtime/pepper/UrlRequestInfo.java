package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.PpbUrlRequestInfo;
import org.halite.wire.ControlWire;

/**
 * A PPB_URLRequestInfo. What it holds is charged to the module's variables. As in Chrome most
 * values are judged when the request is made, not when they are set.
 */
final class UrlRequestInfo implements Resource {
  /** Characters of one text, in bytes of UTF-8 at most four times as many. */
  static final int MAX_TEXT = 64 << 10;

  private static final int UPPER_THRESHOLD = 100_000_000;
  private static final int LOWER_THRESHOLD = 50_000_000;

  private final int instance;
  private final Vars vars;
  private final List<byte[]> pieces = new ArrayList<>();
  private final String[] texts = new String[PpbUrlRequestInfo.CUSTOM_USER_AGENT + 1];
  private final boolean[] switches = new boolean[PpbUrlRequestInfo.CUSTOM_USER_AGENT + 1];
  private int upper = UPPER_THRESHOLD;
  private int lower = LOWER_THRESHOLD;
  private int bodySize;
  private long charged;
  private boolean gone;

  UrlRequestInfo(int instance, Vars vars) {
    this.instance = instance;
    this.vars = vars;
    switches[PpbUrlRequestInfo.FOLLOW_REDIRECTS] = true;
  }

  @Override
  public int instance() {
    return instance;
  }

  /** SetProperty of a string, with its result. */
  synchronized boolean set(int property, String text) {
    boolean known =
        switch (property) {
          case PpbUrlRequestInfo.URL,
              PpbUrlRequestInfo.METHOD,
              PpbUrlRequestInfo.HEADERS,
              PpbUrlRequestInfo.CUSTOM_REFERRER_URL,
              PpbUrlRequestInfo.CUSTOM_CONTENT_TRANSFER_ENCODING,
              PpbUrlRequestInfo.CUSTOM_USER_AGENT ->
              true;
          default -> false;
        };
    if (!known || text.length() > MAX_TEXT || !charge(text.length() - cost(texts[property]))) {
      return false;
    }
    texts[property] = text;
    return true;
  }

  private static int cost(String text) {
    return text == null ? 0 : text.length();
  }

  /** SetProperty of an undefined value: only what is custom can be without one. */
  synchronized boolean unset(int property) {
    switch (property) {
      case PpbUrlRequestInfo.CUSTOM_REFERRER_URL,
          PpbUrlRequestInfo.CUSTOM_CONTENT_TRANSFER_ENCODING,
          PpbUrlRequestInfo.CUSTOM_USER_AGENT -> {
        boolean _ = charge(-cost(texts[property]));
        texts[property] = null;
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  /** SetProperty of a boolean; nothing is streamed to a file, as in Chrome since 2015. */
  synchronized boolean set(int property, boolean value) {
    switch (property) {
      case PpbUrlRequestInfo.FOLLOW_REDIRECTS,
          PpbUrlRequestInfo.RECORD_DOWNLOAD_PROGRESS,
          PpbUrlRequestInfo.RECORD_UPLOAD_PROGRESS,
          PpbUrlRequestInfo.ALLOW_CROSS_ORIGIN_REQUESTS,
          PpbUrlRequestInfo.ALLOW_CREDENTIALS -> {
        switches[property] = value;
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  /** SetProperty of a number. */
  synchronized boolean set(int property, int value) {
    switch (property) {
      case PpbUrlRequestInfo.PREFETCH_BUFFER_UPPER_THRESHOLD -> upper = value;
      case PpbUrlRequestInfo.PREFETCH_BUFFER_LOWER_THRESHOLD -> lower = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code length} bytes more can be sent; they are charged. */
  synchronized boolean takeRoom(long length) {
    if (length > ControlWire.MAX_UPLOAD - bodySize || !charge(length)) {
      return false;
    }
    bodySize += (int) length;
    return true;
  }

  /** What {@link #takeRoom} made room for. */
  synchronized void append(byte[] piece) {
    if (!gone) {
      pieces.add(piece);
    }
  }

  /** The room is not needed. */
  synchronized void giveBackRoom(int length) {
    bodySize -= length;
    boolean _ = charge(-length);
  }

  private boolean charge(long bytes) {
    if (gone || (bytes > 0 && !vars.charge(bytes))) {
      return false;
    }
    if (bytes < 0) {
      vars.refund(-bytes);
    }
    charged += bytes;
    return true;
  }

  boolean recordsDownload() {
    return isOn(PpbUrlRequestInfo.RECORD_DOWNLOAD_PROGRESS);
  }

  boolean recordsUpload() {
    return isOn(PpbUrlRequestInfo.RECORD_UPLOAD_PROGRESS);
  }

  private synchronized boolean isOn(int property) {
    return switches[property];
  }

  /**
   * Whether it wants what only plugins of the browser itself could have, whom it granted universal
   * access. An empty text is wanted as well.
   */
  synchronized boolean wantsPrivileges() {
    return texts[PpbUrlRequestInfo.CUSTOM_REFERRER_URL] != null
        || texts[PpbUrlRequestInfo.CUSTOM_CONTENT_TRANSFER_ENCODING] != null
        || texts[PpbUrlRequestInfo.CUSTOM_USER_AGENT] != null;
  }

  /** Whether the window for the answer can be. */
  synchronized boolean hasWindow() {
    return lower >= 0 && upper > lower;
  }

  /** As it stands now. */
  synchronized Network.Request request() {
    byte[] body = new byte[bodySize];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, body, at, piece.length);
      at += piece.length;
    }
    return new Network.Request(
        text(PpbUrlRequestInfo.METHOD),
        text(PpbUrlRequestInfo.URL),
        text(PpbUrlRequestInfo.HEADERS),
        switches[PpbUrlRequestInfo.FOLLOW_REDIRECTS],
        switches[PpbUrlRequestInfo.ALLOW_CROSS_ORIGIN_REQUESTS],
        switches[PpbUrlRequestInfo.ALLOW_CREDENTIALS],
        upper,
        lower,
        body);
  }

  private String text(int property) {
    return texts[property] == null ? "" : texts[property];
  }

  @Override
  public synchronized void gone() {
    gone = true;
    pieces.clear();
    vars.refund(charged);
    charged = 0;
  }
}
