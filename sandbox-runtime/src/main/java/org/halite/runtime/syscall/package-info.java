/**
 * NaCl's system calls (spec/nacl.md ch. 11), a file for each family, and the descriptors behind
 * them. Called by module threads and by {@code irt}; touches the module's memory and, for the three
 * standard streams, the kernel.
 */
package org.halite.runtime.syscall;
