package org.halite.runtime.pepper;

import org.halite.runtime.machine.UntrustedCall;

/**
 * A struct PP_CompletionCallback.
 *
 * @param function module address, 0 for "block until complete"
 */
record CompletionCallback(int function, int userData, int flags) {
  /** PP_COMPLETIONCALLBACK_FLAG_OPTIONAL: the result may be returned at once instead. */
  static final int OPTIONAL = 1;

  boolean isBlocking() {
    return function == 0;
  }

  boolean isOptional() {
    return (flags & OPTIONAL) != 0;
  }

  /** Calls it on this thread. */
  void run(UntrustedCall call, int result) {
    call.call(function, Integer.toUnsignedLong(userData), Integer.toUnsignedLong(result));
  }
}
