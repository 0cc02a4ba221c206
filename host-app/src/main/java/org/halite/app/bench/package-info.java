/**
 * Whole-process figures for developers: starts, loads, memory, round trips, system calls. Started
 * by {@code ./halite bench}; starts browsers as processes and talks to their pages over loopback
 * HTTP.
 */
package org.halite.app.bench;
