/**
 * The page shim: the script that gives embed and object elements of the Native Client types their
 * behaviour, and the form in which values pass between it and Java. Called by {@code page}; touches
 * neither windows nor modules.
 */
package org.halite.app.shim;
