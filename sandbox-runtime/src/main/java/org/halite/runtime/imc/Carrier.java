package org.halite.runtime.imc;

/** The way to the browser, as connections see it. Called by the module's threads, no lock held. */
public interface Carrier {
  /**
   * Sends a message, waiting while the wire is full.
   *
   * @param descriptors as {@link org.halite.wire.TravellingDescriptor} has them
   * @param taken run when the browser's side has taken the message
   * @return false when the browser is gone
   */
  boolean message(int connection, byte[] bytes, byte[] descriptors, Runnable taken);

  /** The module connects to a capability that it was lent; false when the browser is gone. */
  boolean open(int lent, int connection);

  /** The module holds a lent thing once less. */
  void drop(int lent);

  /**
   * New shared memory of the browser's; null when it gives none. It is lent, so it must be dropped.
   *
   * @return with a descriptor, which the caller must close
   */
  Given newMemory(long size);

  /**
   * Opens shared memory or a file that the module was lent and did not drop; null when it cannot be
   * had now.
   *
   * @return with a descriptor, which the caller must close
   */
  Given open(int lent);

  /**
   * Something of the browser's.
   *
   * @param number under which it is lent
   * @param descriptor of this process, fresh; negative when it has no number left for one
   */
  record Given(int number, int descriptor) {}

  /** The module's end is closed. */
  void closed(int connection);
}
