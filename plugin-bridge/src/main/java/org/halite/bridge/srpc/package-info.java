/**
 * SRPC with modules that speak it themselves, of 2010 and 2011: the three forms that their messages
 * have on the wire (spec/srpc-era.md ch. 1), told apart and checked on this side, since a module
 * answers an ill-typed call with silence or its end. Knows only {@link
 * org.halite.bridge.imc.ImcConnection}, not who is behind it.
 */
package org.halite.bridge.srpc;
