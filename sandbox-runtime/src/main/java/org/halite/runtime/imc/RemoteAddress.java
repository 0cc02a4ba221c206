package org.halite.runtime.imc;

/** Where a capability leads that the browser lent: to itself, or to another module through it. */
final class RemoteAddress implements Address {
  private final RemoteConnections remote;
  private final int number;

  RemoteAddress(RemoteConnections remote, int number) {
    this.remote = remote;
    this.number = number;
  }

  int number() {
    return number;
  }

  @Override
  public Endpoint connect() {
    return remote.open(number);
  }

  /** The browser has no need to come back to itself. */
  @Override
  public boolean offer(Endpoint caller) {
    return false;
  }

  @Override
  public void forget() {
    remote.drop(number);
  }
}
