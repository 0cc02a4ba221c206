/**
 * The web's origin rules: who may load what from where, and the sentence that says why. Called by
 * {@code fetch} and {@code manifest}; touches the network never and the file system only to resolve
 * the paths of file pages.
 */
package org.halite.bridge.origin;
