package org.halite.runtime.machine;

/**
 * What of a host's file is to be mapped.
 *
 * @param number the host's descriptor
 * @param fileSize bytes of the file
 * @param offset a multiple of 64 KiB
 * @param shared whether writes go into the file
 */
public record FilePart(int number, long fileSize, long offset, boolean shared) {}
