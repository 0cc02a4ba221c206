/**
 * Makes sandboxed code of a compiler's assembly: the rules of spec/nacl.md chapters 3 and 4,
 * instruction by instruction, and the layout in bundles. Called by the compiler driver; starts GNU
 * as to measure, and judges what it made with Halite's own validator.
 */
package org.halite.sdk.sandbox;
