package org.halite.runtime.pepper;

/** Who waits for a module's word on an input event. */
@FunctionalInterface
public interface InputAnswer {
  /** Whether the module handled it; once, on the module's main thread. */
  void is(boolean handled);
}
