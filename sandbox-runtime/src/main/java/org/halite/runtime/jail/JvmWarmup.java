package org.halite.runtime.jail;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Makes the JDK open, before the doors close, what it otherwise opens when first needed: the jars of the class path, the JDK's
 * class image, native libraries. Class loading afterwards reads from descriptors and mappings that exist.
 */
public final class JvmWarmup {
  private static final String CLASS = ".class";

  private static boolean touched;

  private JvmWarmup() {}

  /** Safe to call early and more than once. */
  public static synchronized void touch() {
    if (touched) {
      return;
    }
    // A name that no jar has: the class path is searched, and so opened, to its end.
    ClassLoader.getSystemResource("META-INF/halite/no-such-entry");
    try (InputStream image = Object.class.getModule().getResourceAsStream("java/lang/Object.class")) {
      if (image == null || image.read() < 0) {
        throw new JailException("the JDK's class image is unreadable");
      }
    } catch (IOException e) {
      throw new JailException("the JDK's class image could not be opened");
    }
    // Its initializer loads libnet and libnio: a socket attempted later must fail as an IOException, not as a missing library.
    String network = "sun.nio.ch.IOUtil";
    try {
      Class.forName(network);
    } catch (ClassNotFoundException e) {
      throw new JailException("this JDK has no class " + network);
    }
    loadClassesOfFolders();
    touched = true;
  }

  /** Jars stay open; of a folder on the class path, as in a build that is not packaged, every class is loaded now. */
  private static void loadClassesOfFolders() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path folder = Path.of(entry);
      Path own = folder.resolve("org").resolve("halite");
      if (!Files.isDirectory(own)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(own)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String name = folder.relativize(file).toString();
          if (name.endsWith(CLASS) && !name.endsWith("-info" + CLASS)) {
            Class.forName(
                name.substring(0, name.length() - CLASS.length()).replace(File.separatorChar, '.'),
                false,
                JvmWarmup.class.getClassLoader());
          }
        }
      } catch (IOException | ClassNotFoundException | LinkageError e) {
        throw new JailException("a class of the runtime could not be loaded: " + e.getMessage());
      }
    }
  }
}
