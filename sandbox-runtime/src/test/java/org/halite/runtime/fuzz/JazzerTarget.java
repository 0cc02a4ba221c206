package org.halite.runtime.fuzz;

import java.io.IOException;
import java.lang.reflect.Constructor;

/**
 * Lets Jazzer make the inputs of a {@link FuzzTest}, guided by the code they reach, instead of the
 * test's own mutations. Started by the profile {@code jazzer}; needs no class of Jazzer.
 */
public final class JazzerTarget {
  private static final FuzzTest TEST = test();

  private JazzerTarget() {}

  /** The signature that Jazzer looks for. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    TEST.checkOrKeep(input, "an input of Jazzer's");
  }

  /** Of the class that the system property {@code halite.fuzz.test} names. */
  private static FuzzTest test() {
    try {
      Constructor<?> constructor =
          Class.forName(System.getProperty("halite.fuzz.test")).getDeclaredConstructor();
      constructor.setAccessible(true);
      return (FuzzTest) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("halite.fuzz.test must name a fuzz test", e);
    }
  }
}
