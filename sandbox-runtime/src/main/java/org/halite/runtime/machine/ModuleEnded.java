package org.halite.runtime.machine;

/**
 * Unwinds the Java frames of a module thread whose module has exited, faulted or been killed. Never
 * caught on the way but to free things.
 */
public final class ModuleEnded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModuleEnded() {
    super("module ended", null, false, false);
  }
}
