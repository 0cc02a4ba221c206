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
    return of(name, input, false, "NaClMain", arguments);
  }

  /** As a module that may make sockets and shared memory; its name says so. */
  static ModuleRun withSockets(String name) throws IOException, InterruptedException {
    return of(name, "", true, "a");
  }

  private static ModuleRun of(
      String name, String input, boolean sockets, String programName, String... arguments)
      throws IOException, InterruptedException {
    MemorySegment file = MemorySegment.ofArray(Files.readAllBytes(corpus(name)));
    Kept in = new Kept(input);
    Kept out = new Kept("");
    Kept err = new Kept("");
    List<String> argv = new java.util.ArrayList<>(List.of(programName));
    argv.addAll(List.of(arguments));
    ServiceRuntime runtime =
        new ServiceRuntime(
            new SandboxCode(),
            new ServiceRuntime.Options(argv, List.of(), 0, List.of(in, out, err)),
            (thunks, memory) -> List.of());
    if (sockets) {
      runtime.allowSockets();
    }
    ServiceRuntime.LoadResult loaded = runtime.load(file);
    if (loaded.code() != LoadCode.OK) {
      return new ModuleRun(loaded, null, "", "");
    }
    ServiceRuntime.installHandlers();
    runtime.warm();
    Exit exit = runtime.run();
    if (!runtime.sandbox().release()) {
      throw new AssertionError("threads of " + name + " are left");
    }
    return new ModuleRun(
        loaded,
        exit,
        out.bytes.toString(StandardCharsets.UTF_8),
        err.bytes.toString(StandardCharsets.UTF_8));
  }
}
