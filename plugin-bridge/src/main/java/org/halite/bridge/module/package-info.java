/**
 * Starts and supervises runtime processes, one a module, and speaks for them to the shell. Called
 * by the browser shell; uses {@code manifest}, {@code origin}, {@code fetch}, {@code store} and
 * {@code imc}.
 */
package org.halite.bridge.module;
