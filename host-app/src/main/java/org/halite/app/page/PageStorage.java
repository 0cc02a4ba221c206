package org.halite.app.page;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The folder of a page's localStorage: private to this browser and gone with it. WebKit's own
 * choice is a folder of the person's home that all JavaFX programs share. Called by {@code
 * BrowserPage}.
 */
final class PageStorage implements AutoCloseable {
  private final Path folder;

  PageStorage() {
    try {
      folder = Files.createTempDirectory("halite-page-"); // readable by this person only
    } catch (IOException e) {
      throw new UncheckedIOException("No folder for the pages' storage can be made.", e);
    }
    // For a program that is killed, and because WebKit may write once more after the page's end.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "page-storage"));
  }

  File folder() {
    return folder.toFile();
  }

  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Removal());
    } catch (IOException e) {
      return; // WebKit may write while we remove; a temporary folder does no harm
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, IOException failure)
        throws IOException {
      Files.delete(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
