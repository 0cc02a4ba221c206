/**
 * The integrated runtime: the named function tables a module asks for at start. Called from thunks;
 * uses {@code machine} and the system calls.
 */
package org.halite.runtime.irt;
