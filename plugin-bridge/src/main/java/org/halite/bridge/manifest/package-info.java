/**
 * NMF, the JSON manifest that names a module's executable for each architecture. Called by {@code
 * module}; touches nothing but the bytes it is given.
 */
package org.halite.bridge.manifest;
