/**
 * The contract between modules and browser: PPB_ and PPP_ interfaces declared once, PPAPI types,
 * error codes and values. Seen by everyone; uses the JDK only.
 */
package org.halite.ppapi;
