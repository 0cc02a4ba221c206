/**
 * Reads NaCl ELF files: headers, segments, symbols for backtraces. Called by the loader with bytes
 * nobody else can change; touches nothing but those bytes.
 */
package org.halite.runtime.elf;
