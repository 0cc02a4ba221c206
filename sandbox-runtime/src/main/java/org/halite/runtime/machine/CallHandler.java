package org.halite.runtime.machine;

/**
 * What stands behind one thunk: a function of the IRT or of a PPB interface. Must not throw
 * anything but ModuleEnded and BadAddress.
 */
@FunctionalInterface
public interface CallHandler {
  void handle(UntrustedCall call);
}
