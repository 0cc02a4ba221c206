package org.halite.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.halite.bridge.module.LocalModuleHost;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.halite.bridge.store.ValidationCache;

/** Starts this very program again, with the options that the launcher gives it. */
final class Halite {
  private static final long PATIENCE_SECONDS = 180;

  private final Path java;
  private final Path profile;
  private final Path arguments;
  private final Path home;

  private Halite(Path java, Path profile, Path arguments, Path home) {
    this.java = java;
    this.profile = profile;
    this.arguments = arguments;
    this.home = home;
  }

  /**
   * What {@code ./halite} laid out.
   *
   * @param profile a folder for a profile of its own, not the person's
   * @throws IOException with a sentence when this is not a laid-out program
   */
  static Halite installed(Path profile) throws IOException {
    Path home = Path.of(System.getProperty("halite.home", "."));
    Path arguments = home.resolve("host-app/target/halite/java.args");
    if (!Files.exists(arguments)) {
      throw new IOException(arguments + " is missing; start the benchmark with ./halite bench");
    }
    return new Halite(javaProgram(), profile, arguments, home);
  }

  static Path javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Runs modules from this very process; nothing is kept. */
  static ModuleHost modules() throws IOException {
    return LocalModuleHost.create(
        ValidationCache.none(), LibraryStore.of(null, Quota.USUAL, false), FilePages.Access.RUN);
  }

  /** A file of the samples' folder, as the build left it. */
  Path sample(String name) {
    return home.resolve("sample-apps").resolve(name);
  }

  /** {@code halite words...}, with its standard output in {@code output}. */
  Process start(Path output, List<String> words) throws IOException {
    return start(output, List.of(), words);
  }

  /** The same with more options for its virtual machine. */
  Process start(Path output, List<String> options, List<String> words) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(java.toString());
    line.add("@" + arguments);
    line.add("-D" + Profile.PROPERTY + "=" + profile);
    line.addAll(options);
    line.add("org.halite.app.Main");
    line.addAll(words);
    return new ProcessBuilder(line)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(output.toFile())
        .start();
  }

  /**
   * Waits for the end of a process that {@link #start} gave.
   *
   * @throws IOException when it does not end well in time
   */
  static void await(Process process, String what) throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(what + " did not end within " + PATIENCE_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(what + " ended with status " + process.exitValue());
    }
  }
}
