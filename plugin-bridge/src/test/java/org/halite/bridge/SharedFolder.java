package org.halite.bridge;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Files made by others, beside the repository and never in it. */
public final class SharedFolder {
  private SharedFolder() {}

  /** The file; the test is skipped by its name where it is not there. */
  public static Path require(String name) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("shared").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    return Assumptions.abort("not here: shared/" + name);
  }
}
