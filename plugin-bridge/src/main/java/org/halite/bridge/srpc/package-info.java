/**
 * Calls into modules that serve SRPC: three wire forms, discovery, typed values. Everything a
 * module answers is hostile until checked. Called by {@code org.halite.sandbox}; touches nothing
 * but the {@code ImcConnection} it is given.
 */
package org.halite.bridge.srpc;
