/**
 * The machine's own sound, for modules: the commands choose it, {@code bridge.sound} says what it
 * is. Java Sound is used here and nowhere else.
 */
package org.halite.app.sound;
