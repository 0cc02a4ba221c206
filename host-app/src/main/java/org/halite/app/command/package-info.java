/**
 * The {@code halite} command line: one class a command. Called by {@code Main}; uses {@code
 * window}, {@code page}, {@code serve}, {@code transcript} and, through {@code Backend}, the
 * bridge.
 */
package org.halite.app.command;
