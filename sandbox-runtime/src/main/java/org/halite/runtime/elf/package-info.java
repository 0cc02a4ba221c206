/**
 * Reads NaCl ELF files: headers, segments, symbols for backtraces. Called by the loader; touches
 * nothing but the file's bytes, and copies headers before it reads them.
 */
package org.halite.runtime.elf;
