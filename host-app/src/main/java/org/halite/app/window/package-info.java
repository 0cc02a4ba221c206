/** The JavaFX toolkit and the browser's window. Called by {@code command}; uses {@code page}. */
package org.halite.app.window;
