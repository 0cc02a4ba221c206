/**
 * The demonstration of shared libraries: two sites with one app, a third with its libraries, and a
 * page on which the policies between them are switched. Called by {@code command}; serves loopback
 * and keeps a profile of its own, which goes with it.
 */
package org.halite.app.sharing;
