/**
 * The runtime's end of the control wire: the connection to the browser, the calls it makes to it
 * and the service it offers it. Called by Main; drives the service runtime, the jail and Pepper.
 */
package org.halite.runtime.control;
