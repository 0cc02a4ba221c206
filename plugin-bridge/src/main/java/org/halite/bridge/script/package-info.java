/**
 * JavaScript values as the page shim packs them, and back. Called by the browser shell on its own
 * threads; touches nothing but the text it is given.
 */
package org.halite.bridge.script;
