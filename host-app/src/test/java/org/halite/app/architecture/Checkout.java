package org.halite.app.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds the checkout that the tests run in. */
final class Checkout {
  private Checkout() {}

  /** The folder of the root pom.xml and the launcher. */
  static Path top() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw")) && Files.exists(folder.resolve("pom.xml"))) {
        return folder;
      }
    }
    throw new IllegalStateException("the tests must run below the checkout's top folder");
  }

  static Stream<Path> modules() {
    return Stream.of("ppapi-api", "sandbox-runtime", "plugin-bridge", "sample-apps", "host-app")
        .map(top()::resolve);
  }
}
