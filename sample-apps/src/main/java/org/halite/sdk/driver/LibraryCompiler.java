package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.sandbox.AddressModel;
import org.halite.sdk.sandbox.Rewriter;

/**
 * Compiles many files in one JVM, on all processors. What the assembler and the validator said of a
 * piece of code is kept, since most pieces of one file are in others too. Calls are those of code
 * that may lie anywhere: programs that do are linked with these archives as well.
 */
final class LibraryCompiler {
  private final Toolchain tools;
  private final Path scratch;
  private final List<Path> headers;
  private final Map<String, Integer> known = new ConcurrentHashMap<>();

  /**
   * @param scratch a private folder
   */
  LibraryCompiler(Toolchain tools, Path scratch, List<Path> headers) {
    this.tools = tools;
    this.scratch = scratch;
    this.headers = List.copyOf(headers);
  }

  /** Compiles all units and makes an archive of their objects. */
  void archive(Path archive, List<NewlibPlan.Unit> units)
      throws DriverFailure, IOException, InterruptedException {
    Path folder = Files.createTempDirectory(scratch, "objects");
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<?>> running = new ArrayList<>();
      for (NewlibPlan.Unit unit : units) {
        running.add(
            threads.submit(
                () -> {
                  compile(unit, folder.resolve(unit.object()));
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case DriverFailure failure -> throw failure;
        case IOException failure -> throw failure;
        case InterruptedException failure -> throw failure;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
    List<String> command = new ArrayList<>(List.of("ar", "rcsD", archive.toString()));
    for (NewlibPlan.Unit unit : units) {
      command.add(folder.resolve(unit.object()).toString());
    }
    tools.run(command);
  }

  /** Compiles one file. */
  void compile(Path source, Path object, List<String> options)
      throws DriverFailure, IOException, InterruptedException {
    compile(new NewlibPlan.Unit(source, object.getFileName().toString(), options), object);
  }

  private void compile(NewlibPlan.Unit unit, Path object)
      throws DriverFailure, IOException, InterruptedException {
    Path made = object.resolveSibling(unit.object() + ".made.s");
    Path out = object.resolveSibling(unit.object() + ".s");
    boolean compiled = !unit.source().toString().endsWith(".s");
    if (compiled) {
      Language language = unit.source().toString().endsWith(".cc") ? Language.CXX : Language.C;
      List<String> command = tools.compile(language, unit.options(), headers);
      // A failed assertion names the file, and the folder is another one each time.
      Path folder = unit.source().toAbsolutePath().getParent();
      command.add("-ffile-prefix-map=" + folder + "=" + folder.getFileName());
      command.addAll(List.of("-S", "-o", made.toString(), unit.source().toString()));
      tools.run(command);
    }
    try {
      String text = Files.readString(compiled ? made : unit.source(), StandardCharsets.ISO_8859_1);
      Files.writeString(
          out,
          Rewriter.rewrite(text, null, AddressModel.RELATIVE, tools, known),
          StandardCharsets.ISO_8859_1);
    } catch (AssemblyRefusal refusal) {
      throw new DriverFailure(
          "the library's own file " + unit.source() + ": " + refusal.report(), refusal);
    }
    tools.assemble(out, object);
    Files.deleteIfExists(made);
    Files.delete(out);
  }
}
