/**
 * The x86-64 validator: decides from the bytes alone whether code can leave the sandbox
 * (spec/nacl.md chapter 3), and says why not. Called by {@code machine} and {@code syscall} before
 * any page becomes executable; touches only the memory it is given, its own tables and, for {@link
 * org.halite.runtime.validator.CpuFeatures#host()}, {@code /proc/cpuinfo}.
 */
package org.halite.runtime.validator;
