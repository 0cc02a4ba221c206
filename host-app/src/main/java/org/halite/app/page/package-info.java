/**
 * A page in WebKit and the modules its elements ask for: injection, frames, events in and out.
 * Called by {@code window} and {@code command}; uses {@code shim} and the module interfaces of the
 * bridge; lives on the JavaFX thread.
 */
package org.halite.app.page;
