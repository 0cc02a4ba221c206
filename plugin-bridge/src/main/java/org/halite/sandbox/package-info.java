/**
 * Native code that is not trusted, in a Java program: loads a Native Client module into a runtime
 * process of its own, behind the validator and the jail, and calls its SRPC methods. No browser is
 * involved. The runtime's jars, {@code sandbox-runtime} and {@code ppapi-api}, are found beside
 * this jar, on the class path, or where the system property {@code halite.runtime.path} says.
 */
package org.halite.sandbox;
