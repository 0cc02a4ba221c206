package org.halite.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halite.runtime.elf.LoadCode;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.syscall.HostStream;
import org.halite.wire.Powers;
import org.junit.jupiter.api.Assumptions;

/** Runs a module of the corpus in this process, validated, with its output kept. */
final class ModuleRun {
  private static final class Kept implements HostStream {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final byte[] input;
    private int at;

    Kept(String input) {
      this.input = input.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized long read(byte[] into) {
      int n = Math.min(into.length, input.length - at);
      System.arraycopy(input, at, into, 0, n);
      at += n;
      return n;
    }

    @Override
    public synchronized long write(byte[] written) {
      bytes.writeBytes(written);
      return written.length;
    }
  }

  final ServiceRuntime.LoadResult loaded;
  final Exit exit;
  final String output;
  final String errors;

  private ModuleRun(ServiceRuntime.LoadResult loaded, Exit exit, String output, String errors) {
    this.loaded = loaded;
    this.exit = exit;
    this.output = output;
    this.errors = errors;
  }

  /** The corpus beside the repository; the test is skipped by name without it. */
  static Path corpus(String name) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("shared/corpus").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    Assumptions.abort("the corpus is not here: shared/corpus/" + name);
    throw new AssertionError();
  }

  static ModuleRun of(String name, String input, String... arguments)
      throws IOException, InterruptedException {
    return of(corpus(name), input, Powers.NONE, "NaClMain", arguments);
  }

  /** A module of {@code sample-apps}, without its suffix. */
  static ModuleRun sample(String name, String input) throws IOException, InterruptedException {
    Path nexe = Path.of("../sample-apps").resolve(name + ".nexe");
    return of(nexe, input, Powers.NONE, "NaClMain");
  }

  /** As {@code halite run --exceptions}. */
  static ModuleRun withExceptions(String name, String... arguments)
      throws IOException, InterruptedException {
    return of(corpus(name), "", new Powers(true, false), "NaClMain", arguments);
  }

  /** As a module that may make sockets and shared memory; its name says so. */
  static ModuleRun withSockets(String name) throws IOException, InterruptedException {
    return of(corpus(name), "", new Powers(false, true), "a");
  }

  private static ModuleRun of(
      Path nexe, String input, Powers powers, String programName, String... arguments)
      throws IOException, InterruptedException {
    MemorySegment file = MemorySegment.ofArray(Files.readAllBytes(nexe));
    Kept in = new Kept(input);
    Kept out = new Kept("");
    Kept err = new Kept("");
    List<String> argv = new java.util.ArrayList<>(List.of(programName));
    argv.addAll(List.of(arguments));
    ServiceRuntime runtime =
        new ServiceRuntime(
            new SandboxCode(),
            new ServiceRuntime.Options(argv, List.of(), 0, List.of(in, out, err), powers, null),
            (thunks, memory) -> List.of());
    ServiceRuntime.LoadResult loaded = runtime.load(file);
    if (loaded.code() != LoadCode.OK) {
      return new ModuleRun(loaded, null, "", "");
    }
    ServiceRuntime.installHandlers();
    runtime.warm();
    Exit exit = runtime.run();
    if (!runtime.sandbox().release()) {
      throw new AssertionError("threads of " + nexe + " are left");
    }
    return new ModuleRun(
        loaded,
        exit,
        out.bytes.toString(StandardCharsets.UTF_8),
        err.bytes.toString(StandardCharsets.UTF_8));
  }
}
