/**
 * A static web server on the loopback address for local testing. Used by the commands serve and
 * demo; touches the files below the folder it is given.
 */
package org.halite.app.serve;
