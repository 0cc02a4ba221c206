/**
 * NMF, the JSON manifest that names a module's executable and files for each architecture, and its
 * inline forms. Called by {@code module} and the page shim; touches nothing but the bytes it is
 * given.
 */
package org.halite.bridge.manifest;
