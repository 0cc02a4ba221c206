/**
 * Native modules for Java programs, without any browser: load one and call its methods ({@link
 * org.halite.sandbox.SandboxedModule}), or run a program on bytes ({@link
 * org.halite.sandbox.SandboxedProgram}). Each lives in a jailed process of its own, started from
 * the jars that {@code RuntimeCommand.installed} finds. Sees {@code org.halite.bridge}; nothing
 * there sees this.
 *
 * {@snippet :
 * try (SandboxedModule module = SandboxedModule.load(Path.of("fib_scalar.nexe"), Limits.USUAL)) {
 *   int result = module.call("fib", 1, 1, 10); // 89
 * }
 * }
 */
package org.halite.sandbox;
