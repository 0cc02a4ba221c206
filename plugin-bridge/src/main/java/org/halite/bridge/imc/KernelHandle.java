package org.halite.bridge.imc;

import java.lang.ref.Cleaner;
import org.halite.bridge.kernel.SharedDescriptor;

/**
 * One holder of a descriptor of the kernel. Handles of the same thing are equal, so that it has one
 * number with a module.
 */
abstract sealed class KernelHandle implements ImcDescriptor permits SharedMemoryHandle, FileHandle {
  private static final Cleaner CLEANER = Cleaner.create();

  private final SharedDescriptor kernel;
  private final Cleaner.Cleanable once;

  /** What the cleaner runs; must not refer to the handle. */
  private record Release(SharedDescriptor kernel) implements Runnable {
    @Override
    public void run() {
      kernel.release();
    }
  }

  /**
   * @param kernel of which one holder becomes this one's
   */
  @SuppressWarnings("this-escape") // the cleaner only waits for it to be unreachable
  KernelHandle(SharedDescriptor kernel) {
    this.kernel = kernel;
    once = CLEANER.register(this, new Release(kernel));
  }

  final SharedDescriptor kernel() {
    return kernel;
  }

  public final long size() {
    return kernel.size();
  }

  /** Another handle of the same thing; null when it is closed everywhere. */
  final KernelHandle again() {
    return kernel.retain() ? another() : null;
  }

  abstract KernelHandle another();

  /** The kind of {@link org.halite.wire.TravellingDescriptor} that it is to a module. */
  abstract int kind();

  @Override
  public final void close() {
    once.clean();
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof KernelHandle handle && handle.kernel == kernel;
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(kernel);
  }
}
