/**
 * The machine a module runs on: its address space, the stubs that enter and leave untrusted code,
 * its threads and signals. Called by {@code syscall}, {@code irt} and {@code pepper}; touches
 * memory and the kernel through FFM and nothing else.
 */
package org.halite.runtime.machine;
