/**
 * The module's descriptors and IMC: sockets, connections and shared memory that travel in messages
 * (spec/nacl.md ch. 17 and 18). Called by {@code syscall}; touches the module's memory only through
 * {@code machine}. A peer is behind {@link org.halite.runtime.imc.Endpoint}, wherever it is.
 */
package org.halite.runtime.imc;
