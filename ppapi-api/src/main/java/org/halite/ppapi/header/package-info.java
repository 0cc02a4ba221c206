/**
 * The C headers of PPAPI for the SDK, made from the declarations in {@code org.halite.ppapi} and
 * from the table of everything else that those headers have. No runtime process uses this package.
 */
package org.halite.ppapi.header;
