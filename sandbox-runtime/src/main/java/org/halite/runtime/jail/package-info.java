/**
 * The outer sandbox: takes files, network and other processes from this process before the first
 * untrusted instruction. Called once by the runtime's main program; touches the kernel through
 * {@code machine.Kernel} and nothing else.
 */
package org.halite.runtime.jail;
