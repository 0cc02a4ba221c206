package org.halite.runtime.jail;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;

/**
 * Makes the JDK open, before the doors close, what it otherwise opens when first needed: the jars
 * of the class path, the JDK's class image, native libraries. Class loading afterwards reads from
 * descriptors and mappings that exist.
 */
public final class JvmWarmup {
  private static boolean touched;

  private JvmWarmup() {}

  /** Safe to call early and more than once. */
  public static synchronized void touch() {
    if (touched) {
      return;
    }
    // A name that no jar has: the class path is searched, and so opened, to its end.
    ClassLoader.getSystemResource("META-INF/halite/no-such-entry");
    try (InputStream image =
        Object.class.getModule().getResourceAsStream("java/lang/Object.class")) {
      if (image == null || image.read() < 0) {
        throw new JailException("the JDK's class image is unreadable");
      }
    } catch (IOException e) {
      throw new JailException("the JDK's class image could not be opened");
    }
    // Its initializer loads libnet and libnio: a socket attempted later must fail as an
    // IOException, not as a missing library.
    String network = "sun.nio.ch.IOUtil";
    try {
      Class.forName(network);
    } catch (ClassNotFoundException e) {
      throw new JailException("this JDK has no class " + network);
    }
    String[] classPath = System.getProperty("java.class.path", "").split(File.pathSeparator);
    for (String entry : classPath) {
      File folder = new File(entry);
      if (!entry.isEmpty() && folder.isDirectory()) {
        loadAll(folder, "");
      }
    }
    touched = true;
  }

  /**
   * Classes in a folder, as in a build tree, are each opened when first used: all are loaded now,
   * none is initialized.
   */
  private static void loadAll(File folder, String packagePrefix) {
    File[] files = folder.listFiles();
    if (files == null) {
      return;
    }
    for (File file : files) {
      String name = file.getName();
      if (file.isDirectory()) {
        loadAll(file, packagePrefix + name + ".");
      } else if (name.endsWith(".class") && !name.endsWith("-info.class")) {
        String simple = name.substring(0, name.length() - ".class".length());
        load(packagePrefix + simple);
      }
    }
  }

  private static void load(String name) {
    try {
      Class<?> loaded = Class.forName(name, false, JvmWarmup.class.getClassLoader());
      assert loaded.getName().equals(name);
    } catch (ClassNotFoundException | LinkageError unusable) {
      // It could not be used later either: what needs it will say so.
    }
  }
}
