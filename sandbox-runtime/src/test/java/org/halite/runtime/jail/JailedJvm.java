package org.halite.runtime.jail;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.halite.runtime.machine.Kernel;
import org.halite.wire.RuntimeFlags;
import org.halite.wire.RuntimeNamespaces;

/**
 * Starts a main class of the tests in a JVM of its own, as the browser starts a runtime process:
 * from jars.
 */
final class JailedJvm {
  /**
   * How it ended: the exit status (128 + signal when one ended it) and what it printed to either
   * stream.
   */
  record Ending(int status, String output) {
    List<String> lines() {
      return output.lines().toList();
    }
  }

  /** What stands before {@code java}. */
  private static final int SHELL_WORDS = 4;

  /** One class of each place that a probe needs classes from. */
  private static final List<Class<?>> OF_A_PROBE =
      List.of(Kernel.class, JailedJvm.class, RuntimeFlags.class);

  private static Path jar;

  private JailedJvm() {}

  /** The flags of production, but that a probe may catch an OutOfMemoryError. */
  static List<String> production() {
    List<String> flags = RuntimeFlags.all();
    flags.add("-XX:-ExitOnOutOfMemoryError");
    return flags;
  }

  /** The default collector and compilers, with the least that the jail asks for. */
  static List<String> defaults() {
    List<String> flags = new ArrayList<>(RuntimeFlags.REQUIRED);
    flags.add("-Xmx256m");
    return flags;
  }

  /**
   * Runs through {@code sh}, which adds what {@code redirections} says, such as an inherited
   * descriptor.
   */
  static Ending run(List<String> flags, String redirections, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(command(flags, redirections, main, arguments));
  }

  /** Runs a command line that {@link #command} gave. */
  static Ending run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("jailed-jvm", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(new File("/dev/null"))
              .start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("still running after two minutes: " + Files.readString(output));
      }
      return new Ending(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /** The command line; the shell replaces itself by the JVM, so the process is the JVM's. */
  static List<String> command(
      List<String> flags, String redirections, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add("/bin/sh");
    command.add("-c");
    command.add("exec \"$@\" " + redirections);
    command.add("sh");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(jars());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The same in namespaces of its own, as the browser starts it. */
  static List<String> inNamespaces(List<String> command) {
    List<String> whole = new ArrayList<>(command.subList(0, SHELL_WORDS));
    whole.add("env");
    whole.add(RuntimeNamespaces.OUTSIDE + "=" + RuntimeNamespaces.outside());
    whole.addAll(RuntimeNamespaces.here().prefix());
    whole.addAll(command.subList(SHELL_WORDS, command.size()));
    return whole;
  }

  /** The folders of the build, as a class path. */
  static String folders() {
    List<String> folders = new ArrayList<>();
    for (Class<?> inside : OF_A_PROBE) {
      folders.add(place(inside).toString());
    }
    return String.join(":", folders);
  }

  /** The jar of what the build has in folders, and the jars that it has made already. */
  private static String jars() throws IOException {
    List<String> jars = new ArrayList<>(List.of(jar().toString()));
    for (Class<?> inside : OF_A_PROBE) {
      Path place = place(inside);
      if (!Files.isDirectory(place)) {
        jars.add(place.toString());
      }
    }
    return String.join(":", jars);
  }

  private static Path place(Class<?> inside) {
    return Path.of(inside.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** Class files in folders would each be opened when needed; a jar is opened once. */
  private static synchronized Path jar() throws IOException {
    if (jar == null) {
      jar = Files.createTempFile("jailed-jvm", ".jar");
      jar.toFile().deleteOnExit();
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream out = new JarOutputStream(file)) {
        for (Class<?> inside : OF_A_PROBE) {
          add(out, inside);
        }
      }
    }
    return jar;
  }

  private static void add(JarOutputStream out, Class<?> inside) throws IOException {
    Path place = place(inside);
    if (!Files.isDirectory(place)) {
      return;
    }
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = place.relativize(file).toString();
        if (name.equals("module-info.class")) {
          continue;
        }
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }

  /** Standard output of a probe, one line, whole or not at all. */
  static void say(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    Kernel.writeFully(1, bytes);
  }
}
