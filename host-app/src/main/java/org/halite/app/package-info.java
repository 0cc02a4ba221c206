/**
 * The program's entry. Started by the {@code halite} launcher; hands over to {@code command} with
 * the bridge behind it.
 */
package org.halite.app;
