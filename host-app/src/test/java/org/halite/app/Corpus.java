package org.halite.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/** Modules made by others, beside the repository and never in it. */
public final class Corpus {
  private static final Path FOLDER = Path.of("..", "..", "shared", "corpus");

  private Corpus() {}

  /** The file; the test is skipped by its name where it is not there. */
  public static Path file(String name) {
    Path file = FOLDER.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new TestAbortedException("skipped: the corpus file " + name + " is not here");
    }
    return file;
  }
}
