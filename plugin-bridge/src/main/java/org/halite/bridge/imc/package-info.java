/**
 * The browser's end of the wire to one runtime process, which is hostile until each message is
 * checked. Called by {@code module}; touches the domain socket it is told to listen on.
 */
package org.halite.bridge.imc;
