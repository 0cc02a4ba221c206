package org.halite.runtime;

import java.io.File;
import java.io.IOException;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.halite.runtime.jail.JvmWarmup;
import org.halite.runtime.pepper.Pepper;

/**
 * {@code --train}: what the build makes the AOT cache of. It goes through a load with a module of
 * our own, loads all classes of the runtime, and ends; a process that serves a browser could not
 * write the cache, for its jail lets it write no file.
 */
final class Training {
  private static final String CLASS = ".class";

  private Training() {}

  static int run() {
    try {
      SandboxCode judge = new SandboxCode();
      judge.warm();
      JvmWarmup.touch();
      Rehearsal.talk();
      // Functions of the browser's interfaces are registered, and none is called.
      Rehearsal.run(judge, (thunks, memory) -> new Pepper(thunks, null).irtInterfaces());
      ServiceRuntime.installHandlers();
      for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
        loadAll(jar);
      }
      return 0;
    } catch (IOException | ReflectiveOperationException e) {
      System.err.println("halite runtime: the training failed: " + e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void loadAll(String jar) throws IOException, ClassNotFoundException {
    try (JarFile file = new JarFile(jar)) {
      Enumeration<JarEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        String name = entries.nextElement().getName();
        if (name.endsWith(CLASS) && !name.endsWith("-info.class")) {
          String simple = name.substring(0, name.length() - CLASS.length()).replace('/', '.');
          Class<?> loaded = Class.forName(simple, false, Training.class.getClassLoader());
          assert loaded.getName().equals(simple);
        }
      }
    }
  }
}
