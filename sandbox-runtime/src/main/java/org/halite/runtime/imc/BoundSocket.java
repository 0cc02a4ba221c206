package org.halite.runtime.imc;

/** Accepts connections of those who have the connection capability that was made with it. */
final class BoundSocket extends Descriptor {
  private static final int IFBOUNDSOCK = 0230000;

  private final Listener listener;

  BoundSocket(Listener listener) {
    this.listener = listener;
  }

  /** Null when nobody can connect any more. */
  Endpoint accept() {
    return listener.accept();
  }

  @Override
  public int mode() {
    return IFBOUNDSOCK;
  }

  @Override
  protected void closed() {
    listener.close();
  }
}
