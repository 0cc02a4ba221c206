/**
 * Bounded GETs over http, https and file under the origin policy. Called by {@code module} on
 * virtual threads; touches the network and the files that {@code origin} allows.
 */
package org.halite.bridge.fetch;
