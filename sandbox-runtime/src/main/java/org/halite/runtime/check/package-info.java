/**
 * {@code halite validate}: says what the loader would say of files, as text or JSON, and judges
 * streams of records. Called by {@code Main}; reads what it is told to, runs nothing.
 */
package org.halite.runtime.check;
