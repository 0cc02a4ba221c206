/**
 * Fuzzing: makes inputs out of seeds, hands them to a check, and keeps what the check fails on for
 * ever. Extended by the fuzz tests of what reads hostile bytes; touches {@code
 * src/test/resources/org/halite/runtime/fuzz-found}.
 */
package org.halite.runtime.fuzz;
