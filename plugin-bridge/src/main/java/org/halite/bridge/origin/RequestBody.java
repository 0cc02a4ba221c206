package org.halite.bridge.origin;

/**
 * What a request sends to its server, and how much of it has gone. Nobody changes the bytes: they
 * are sent again after a redirect that asks for that.
 */
public final class RequestBody {
  /** Of a request that sends nothing. */
  public static final RequestBody NONE = new RequestBody(new byte[0]);

  private final byte[] bytes;
  private volatile long sent;

  /**
   * @param bytes this one's from now on
   */
  public RequestBody(byte[] bytes) {
    this.bytes = bytes;
  }

  public int size() {
    return bytes.length;
  }

  /** The bytes, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes on their way to the server of the newest hop. */
  public long sent() {
    return sent;
  }

  /** Who sends says how far it has come. */
  public void sent(long so) {
    sent = so;
  }
}
