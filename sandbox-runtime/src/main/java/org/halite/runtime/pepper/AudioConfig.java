package org.halite.runtime.pepper;

/**
 * A PPB_AudioConfig.
 *
 * @param rate frames a second
 * @param frames of a buffer: two samples of 16 bits each
 */
record AudioConfig(int instance, int rate, int frames) implements Resource {}
