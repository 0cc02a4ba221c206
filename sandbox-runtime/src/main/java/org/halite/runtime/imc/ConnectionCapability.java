package org.halite.runtime.imc;

/** The right to connect to a bound socket; it can be passed on. */
final class ConnectionCapability extends Descriptor {
  private static final int IFSOCKADDR = 0220000;

  private final Address address;

  ConnectionCapability(Address address) {
    this.address = address;
  }

  /** Null when nobody listens. */
  Endpoint connect() {
    return address.connect();
  }

  boolean offer(Endpoint caller) {
    return address.offer(caller);
  }

  @Override
  public int mode() {
    return IFSOCKADDR;
  }

  @Override
  public boolean isTransferable() {
    return true;
  }

  @Override
  public int lentNumber() {
    return address instanceof RemoteAddress lent ? lent.number() : 0;
  }

  @Override
  protected void closed() {
    address.forget();
  }
}
