/**
 * The runtime process: loads one module, runs it, says how it ended. Called by {@code Main}; brings
 * the packages below together.
 */
package org.halite.runtime;
