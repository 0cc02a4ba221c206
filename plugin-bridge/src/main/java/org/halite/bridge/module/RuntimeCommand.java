package org.halite.bridge.module;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.halite.wire.ControlWire;
import org.halite.wire.RuntimeFlags;
import org.halite.wire.RuntimeNamespaces;

/**
 * How a runtime process is started.
 *
 * @param java the {@code java} program
 * @param flags of the virtual machine
 * @param classPath jars or folders
 * @param mainClass gets {@code --connect SOCKET} or {@code --validate} and what to judge
 */
public record RuntimeCommand(
    Path java, List<String> flags, List<Path> classPath, String mainClass) {
  /** Class path of the runtime process, entries separated by colons. */
  public static final String PATH_PROPERTY = "halite.runtime.path";

  /** File of the runtime process's AOT cache, made with {@link RuntimeFlags}. */
  public static final String AOT_PROPERTY = "halite.runtime.aot";

  /** Begins the option that names the AOT cache. */
  static final String AOT_FLAG = "-XX:AOTCache=";

  public static final String MAIN_CLASS = "org.halite.runtime.Main";

  public RuntimeCommand {
    flags = List.copyOf(flags);
    classPath = List.copyOf(classPath);
  }

  /**
   * The runtime that belongs to this browser: what the properties say, else the jars beside this
   * one's, else where this virtual machine finds it.
   *
   * @throws IOException with a sentence when there is none
   */
  public static RuntimeCommand installed() throws IOException {
    List<String> flags = new ArrayList<>(RuntimeFlags.all());
    String aot = System.getProperty(AOT_PROPERTY, "");
    if (!aot.isEmpty() && Files.isRegularFile(Path.of(aot))) {
      flags.add(AOT_FLAG + aot);
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new RuntimeCommand(java, flags, findClassPath(), MAIN_CLASS);
  }

  /**
   * The command line that connects to {@code socket}, in namespaces of its own where this machine
   * allows it.
   *
   * @param spare whether the process is to wait for its module
   */
  List<String> line(Path socket, boolean spare) {
    List<String> line = new ArrayList<>(RuntimeNamespaces.here().prefix());
    line.addAll(line(List.of("--connect", socket.toString())));
    if (spare) {
      line.add("--spare");
    }
    return line;
  }

  /** The command line with these words for the main class. */
  List<String> line(List<String> words) {
    List<String> line = new ArrayList<>();
    line.add(java.toString());
    line.addAll(flags);
    line.add("-cp");
    line.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
    line.add(mainClass);
    line.addAll(words);
    return line;
  }

  /**
   * The same, compiled by all of the virtual machine's compilers: slower to start, faster in the
   * long run, and not for modules to run in.
   */
  RuntimeCommand forLongWork() {
    List<String> others = new ArrayList<>(flags);
    others.removeIf(flag -> flag.startsWith("-XX:TieredStopAtLevel="));
    return new RuntimeCommand(java, others, classPath, mainClass);
  }

  private static List<Path> findClassPath() throws IOException {
    String property = System.getProperty(PATH_PROPERTY, "");
    if (!property.isEmpty()) {
      List<Path> paths = new ArrayList<>();
      for (String entry : property.split(":", -1)) {
        paths.add(Path.of(entry));
      }
      return paths;
    }
    List<Path> beside = besideThisJar();
    return beside.isEmpty() ? whereThisMachineFindsIt() : beside;
  }

  private static List<Path> besideThisJar() throws IOException {
    Path own = home(RuntimeCommand.class);
    if (own == null || !Files.isRegularFile(own)) {
      return List.of();
    }
    List<Path> jars = new ArrayList<>();
    for (String name : List.of("ppapi-api", "sandbox-runtime")) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(own.resolveSibling("."), name + "*.jar")) {
        for (Path jar : found) {
          jars.add(jar.toAbsolutePath().normalize());
        }
      }
    }
    return jars.size() < 2 ? List.of() : jars;
  }

  private static List<Path> whereThisMachineFindsIt() throws IOException {
    try {
      Class<?> main = Class.forName(MAIN_CLASS, false, RuntimeCommand.class.getClassLoader());
      Set<Path> homes = new LinkedHashSet<>();
      homes.add(home(ControlWire.class));
      homes.add(home(main));
      homes.remove(null);
      return List.copyOf(homes);
    } catch (ClassNotFoundException e) {
      throw new IOException(
          "the runtime is missing: no sandbox-runtime jar lies beside plugin-bridge, and -D"
              + PATH_PROPERTY
              + " is not set",
          e);
    }
  }

  private static Path home(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return null;
    }
    try {
      URI location = source.getLocation().toURI();
      return location.getScheme().equals("file") ? Path.of(location) : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
