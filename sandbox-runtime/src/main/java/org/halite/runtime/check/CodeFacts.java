package org.halite.runtime.check;

/**
 * What is said of a module's code besides the verdict.
 *
 * @param elfClass 32 or 64
 * @param address where the code starts
 * @param size its bytes in the file
 * @param entry address of the first instruction
 */
record CodeFacts(int elfClass, long address, long size, long entry) {}
