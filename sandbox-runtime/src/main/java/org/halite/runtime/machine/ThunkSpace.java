package org.halite.runtime.machine;

import java.util.List;

/**
 * Where functions of the runtime become callable by the module: 32-byte thunks and read-only tables
 * of their addresses in a region of the module's space. Open until the module starts, closed
 * afterwards.
 */
public interface ThunkSpace {
  /** The module address of a thunk that comes out at {@code handler}. */
  int thunk(CallHandler handler);

  /** The module address of a read-only array of 32-bit thunk addresses, in list order. */
  int table(List<CallHandler> handlers);
}
