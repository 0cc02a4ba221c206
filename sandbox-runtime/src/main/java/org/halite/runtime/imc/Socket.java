package org.halite.runtime.imc;

/**
 * A descriptor to send and receive on. An IMC socket carries descriptors and cannot travel itself;
 * a data-only socket travels and carries none: so no cycle of descriptors in flight can ever be.
 */
public final class Socket extends Descriptor {
  private static final int IFSOCK = 0140000;
  private static final int IFDSOCK = 0210000;
  private static final int READ_WRITE = 0600;

  private final Endpoint endpoint;
  private final boolean dataOnly;

  Socket(Endpoint endpoint, boolean dataOnly) {
    this.endpoint = endpoint;
    this.dataOnly = dataOnly;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public int mode() {
    return (dataOnly ? IFDSOCK : IFSOCK) | READ_WRITE;
  }

  @Override
  public boolean isTransferable() {
    return dataOnly;
  }

  boolean isDataOnly() {
    return dataOnly;
  }

  /** Whether all of these may travel over this socket. */
  boolean carries(Message message) {
    if (dataOnly) {
      return message.descriptors().isEmpty();
    }
    for (Descriptor descriptor : message.descriptors()) {
      if (!descriptor.isTransferable()) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected void closed() {
    endpoint.close();
  }
}
