/**
 * The browser's own pages, {@code halite://network} and {@code halite://store}, as HTML without a
 * script, and the record that the first of them shows. Called by {@code window}; no web page can
 * load, frame or ask them, for no loader knows their scheme.
 */
package org.halite.app.internal;
