/**
 * Descriptors of the kernel that the browser holds and gives to runtime processes: shared memory,
 * files, and the socket that carries them. Called by {@code imc}; touches the kernel through FFM.
 */
package org.halite.bridge.kernel;
