/**
 * The module side of PPAPI: the ppapihook, the main message loop, the PPB services, variables and
 * resources. Entered from thunks on module threads and through {@link
 * org.halite.runtime.pepper.Pepper} from the control channel; touches the module only through
 * {@code machine} and the browser only through {@link org.halite.runtime.pepper.Browser}.
 */
package org.halite.runtime.pepper;
