package org.halite.runtime.machine;

import java.lang.foreign.MemorySegment;

/**
 * Memory of the browser's that the module sees, and the runtime beside it. The module may write it
 * at any time, and may unmap its own pages of it; the runtime's view stays.
 */
public interface SharedPages {
  /** In bytes. */
  long size();

  /** Where the module sees it. */
  int address();

  /** Whether the module can still read and write all of it there. */
  boolean isMapped();

  /** The runtime's own view; not to be used after {@link #close}. */
  MemorySegment bytes();

  /** Takes it out of the module and of the runtime. */
  void close();
}
