package org.halite.runtime.imc;

/** Makes descriptors of files that the browser gives. */
@FunctionalInterface
public interface LentFiles {
  /**
   * A file that nobody has opened yet; without a reference.
   *
   * @param remote to open it by, and to drop it when the descriptor is closed
   * @param number under which it is lent
   */
  Descriptor file(RemoteConnections remote, int number);
}
