package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds test material that lies beside the checkout and is not part of it. */
final class SharedFolder {
  private SharedFolder() {}

  /**
   * The folder {@code shared/name} beside one of the folders above; the test is skipped where there
   * is none.
   */
  static Path require(String name) {
    Path found = find(name);
    assumeTrue(found != null, "skipped: there is no ../shared/" + name + " beside the checkout");
    return found;
  }

  /** The same, or null where there is none. */
  static Path find(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path found = at.resolve("shared").resolve(name);
      if (Files.isDirectory(found)) {
        return found;
      }
    }
    return null;
  }

  /** Whether a program can be started; the test is skipped where it cannot. */
  static void requireProgram(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(folder).resolve(name))) {
        return;
      }
    }
    abort("skipped: there is no program " + name + " on the path");
  }
}
