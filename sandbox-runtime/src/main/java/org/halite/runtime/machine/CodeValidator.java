package org.halite.runtime.machine;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The judge of untrusted code. Called by {@link CodeRegion} with every byte that shall become
 * executable.
 */
@FunctionalInterface
public interface CodeValidator {
  /**
   * Checks code and rewrites what may only run in another form (spec/nacl.md 3.12).
   *
   * @param code whole bundles, writable, reachable by nobody else
   * @param address where it will run, a module address
   * @return a sentence that says what was wrong and where, or null when the code is safe
   */
  String validate(MemorySegment code, long address);

  /**
   * As {@link #validate}, without a sentence: for code made at run time, when the process is locked
   * down and can open none of the files that a sentence may need.
   */
  default boolean accepts(MemorySegment code, long address) {
    return validate(code, address) == null;
  }

  /**
   * Whether code may run as it stands; nothing is rewritten. A judge that does not know better
   * refuses.
   *
   * @param code whole bundles that nobody can change, read-only
   * @param address where it will run, a module address
   */
  default boolean acceptsUnchanged(MemorySegment code, long address) {
    return false;
  }

  /**
   * Checks code for the place of code that runs already (spec/nacl.md 3.13). A judge that does not
   * know better refuses.
   *
   * @param old whole bundles as they stand in the module
   * @param replacement as many bytes, reachable by nobody else
   * @return the instructions that differ, or null when the old code must stay
   */
  default List<LiveCode.Change> changes(MemorySegment old, MemorySegment replacement) {
    return null;
  }
}
