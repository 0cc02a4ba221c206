package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.sandbox.AddressModel;
import org.halite.sdk.sandbox.Rewriter;

/**
 * {@code halite cc} and {@code halite c++}: a compiler driver with gcc's command line. The stock
 * compiler writes assembly, the rewriter sandboxes it, GNU as and ld make the module, and Halite's
 * validator judges it.
 */
public final class CompilerDriver {
  public static final int OK = 0;
  public static final int FAILED = 1;

  /** What configure scripts are told that they compile for. */
  private static final String MACHINE = "x86_64-nacl";

  private static final String DEFAULT_OUTPUT = "a.out";

  private final Language language;
  private final Path folder;
  private final Path cache;
  private final Streams streams;

  /**
   * @param folder that the command's file names count from
   * @param cache where the libraries of modules are kept
   */
  public CompilerDriver(Language language, Path folder, Path cache, Streams streams) {
    this.language = language;
    this.folder = folder;
    this.cache = cache;
    this.streams = streams;
  }

  /** {@code halite/sdk} in the person's cache. */
  public static Path defaultCache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg != null && xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("halite").resolve("sdk");
  }

  /**
   * {@code halite sdk build-libc} and {@code build-libstdc++}: builds the C library and, for C++,
   * the one of C++, unless they were.
   *
   * @return the exit status
   */
  public int buildLibrary() throws InterruptedException {
    try (Scratch scratch = Scratch.make()) {
      Compilation compilation = new Compilation(Options.read(List.of()), scratch.folder());
      compilation.openLibrary();
      CLibrary built = compilation.openCLibrary();
      if (built == null) {
        throw new DriverFailure(NewlibSource.ABSENT);
      }
      tell("the C library is in " + built.folder());
      if (language == Language.CXX) {
        String version = compilation.tools.ask(language, "-dumpfullversion");
        if (GccSource.find(version.strip()) == null) {
          throw new DriverFailure(GccSource.absent(version));
        }
        CxxLibrary made = CxxLibrary.open(version, built, compilation.workshop());
        tell("the C++ library is in " + made.libraries());
      }
      return OK;
    } catch (DriverFailure | IOException e) {
      tell("halite sdk: " + e.getMessage());
      return FAILED;
    }
  }

  /**
   * Does what the words say; what went wrong is on standard error.
   *
   * @return the exit status
   */
  public int run(List<String> words) throws InterruptedException {
    try (Scratch scratch = Scratch.make()) {
      Options options = Options.read(CompilerWords.expand(words, folder));
      new Compilation(options, scratch.folder()).run();
      return OK;
    } catch (AssemblyRefusal refusal) {
      tell(refusal.report());
    } catch (DriverFailure failure) {
      if (!failure.getMessage().isEmpty()) {
        tell("halite " + language.command() + ": " + failure.getMessage());
      }
    } catch (NoSuchFileException e) {
      tell("halite " + language.command() + ": there is no file or folder " + e.getMessage());
    } catch (IOException e) {
      tell("halite " + language.command() + ": " + e.getMessage());
    }
    return FAILED;
  }

  private void tell(String sentence) {
    streams.err().println(sentence);
    streams.err().flush();
  }

  /** One command. */
  private final class Compilation {
    private final Options options;
    private final Path scratch;
    private final ToolProcess process;
    private final Toolchain tools;
    private RuntimeLibrary library;

    /** Null where it is not wanted or not to be had. */
    private CLibrary libc;

    /** Null where it is not wanted. */
    private CxxLibrary libcxx;

    private PageLibrary page;

    private int counter;

    Compilation(Options options, Path scratch) {
      this.options = options;
      this.scratch = scratch;
      this.process = new ToolProcess(folder, streams);
      this.tools = new Toolchain(process, scratch);
    }

    void run() throws AssemblyRefusal, DriverFailure, IOException, InterruptedException {
      if (options.question() != null) {
        answer(options.question());
        return;
      }
      List<Input> inputs = options.inputs();
      boolean onlyWords = inputs.stream().allMatch(input -> input.name().startsWith("-l"));
      if (onlyWords && options.forCompiler().contains("-v")) {
        answer("-v");
        return;
      }
      if (onlyWords) {
        throw new DriverFailure("there is no input file");
      }
      for (Input input : inputs) {
        if (isFile(input) && !Files.exists(folder.resolve(input.name()))) {
          throw new DriverFailure("there is no file " + input.name());
        }
      }
      openLibrary();
      if (options.wantsLibrary()) {
        libc = openCLibrary();
        if (libc != null && language == Language.CXX) {
          libcxx = CxxLibrary.open(tools.ask(language, "-dumpfullversion"), libc, workshop());
        }
      }
      if (language == Language.CXX && (libcxx == null || !libcxx.isWhole())) {
        refuseExceptions();
      }
      page = PageLibrary.open(tools.ask(language, "-dumpfullversion"), libc, workshop());
      try {
        switch (options.stage()) {
          case PREPROCESS -> preprocess();
          case ASSEMBLY -> each(".s", this::rewriteTo);
          case OBJECT -> each(".o", this::compileTo);
          case LINK -> link();
        }
      } catch (DriverFailure failure) {
        if (failure.getMessage().isEmpty() && options.wantsLibrary() && libc == null) {
          throw new DriverFailure(
              "if it is a library function or a header that is missing: " + NewlibSource.ABSENT,
              failure);
        }
        if (failure.getMessage().isEmpty() && libcxx != null && !libcxx.isWhole()) {
          String version = tools.ask(language, "-dumpfullversion");
          throw new DriverFailure("if it is one of these: " + GccSource.absent(version), failure);
        }
        throw failure;
      }
    }

    private void refuseExceptions() throws DriverFailure, IOException, InterruptedException {
      for (String word : List.of("-fexceptions", "-frtti")) {
        if (options.forCompiler().contains(word)) {
          String version = tools.ask(language, "-dumpfullversion").strip();
          throw new DriverFailure(
              word
                  + ": "
                  + (libcxx == null
                      ? "exceptions and run-time types need the C++ library; leave it out"
                      : GccSource.absent(version)));
        }
      }
    }

    /** The options for the compiler of this command's own inputs. */
    private List<String> words() {
      List<String> words = new ArrayList<>();
      if (language == Language.CXX && (libcxx == null || !libcxx.isWhole())) {
        words.addAll(CxxLibrary.REDUCED);
      }
      if (language == Language.CXX && libcxx == null) {
        words.add("-fno-threadsafe-statics"); // for want of the functions that make them safe
      }
      words.addAll(options.forCompiler());
      return words;
    }

    private CLibrary openCLibrary() throws DriverFailure, IOException, InterruptedException {
      return CLibrary.open(tools.ask(language, "-dumpfullversion"), workshop());
    }

    private LibraryFolder.Workshop workshop() {
      return new LibraryFolder.Workshop(cache, library, tools, process, streams);
    }

    private static boolean isFile(Input input) {
      return !input.name().startsWith("-") && input.kind() != Input.Kind.LINKER_WORD;
    }

    private void answer(String question) throws DriverFailure, IOException, InterruptedException {
      if (question.equals("-dumpmachine")) {
        streams.out().println(MACHINE);
        streams.out().flush();
      } else if (question.equals("-print-file-name=" + RuntimeLibrary.LOADER_MODULE)) {
        openLibrary();
        streams.out().println(library.folder().resolve(RuntimeLibrary.LOADER_MODULE));
        streams.out().flush();
      } else if (question.equals("-v")) {
        tools.run(List.of(language.compiler(), "-v"));
      } else {
        streams.out().print(tools.ask(language, question));
        streams.out().flush();
      }
    }

    private void openLibrary() throws DriverFailure, IOException, InterruptedException {
      String version = tools.ask(language, "-dumpfullversion");
      library =
          RuntimeLibrary.open(
              cache,
              version,
              tools,
              (source, object, more, headers) -> {
                try {
                  Input input = Input.file(source.toString(), null);
                  List<String> words = new ArrayList<>(List.of("-O2", "-ffreestanding"));
                  words.addAll(more);
                  // It is also linked into programs that may lie anywhere.
                  Path text = rewritten(Language.C, input, AddressModel.RELATIVE, words, headers);
                  tools.assemble(text, object);
                } catch (AssemblyRefusal e) {
                  throw new DriverFailure("the SDK's own library: " + e.report(), e);
                }
              });
    }

    /** The C library's headers first, where there is one. */
    private List<Path> headers() {
      List<Path> all = new ArrayList<>();
      if (libcxx != null) {
        all.addAll(libcxx.headers());
      }
      if (libc != null) {
        all.addAll(libc.headers());
      }
      all.add(library.headers());
      all.add(page.headers());
      return all;
    }

    private void preprocess() throws DriverFailure, IOException, InterruptedException {
      List<String> command = tools.compile(language, words(), headers());
      if (!command.contains("-E")) {
        command.add("-E");
      }
      if (options.output() != null) {
        command.addAll(List.of("-o", options.output()));
      }
      for (Input input : options.inputs()) {
        if (input.kind() != Input.Kind.LINKER_WORD) {
          named(input, command);
        }
      }
      tools.run(command);
    }

    private static void named(Input input, List<String> command) {
      if (input.language() != null) {
        command.addAll(List.of("-x", input.language()));
      }
      command.add(input.name());
    }

    /** Makes one file of one input. */
    private interface Step {
      void make(Input input, Path output, String name)
          throws AssemblyRefusal, DriverFailure, IOException, InterruptedException;
    }

    private void each(String suffix, Step step)
        throws AssemblyRefusal, DriverFailure, IOException, InterruptedException {
      List<Input> sources =
          options.inputs().stream()
              .filter(input -> input.kind() != Input.Kind.LINKER_WORD)
              .toList();
      if (sources.isEmpty()) {
        throw new DriverFailure("nothing is to be compiled: there are only objects and libraries");
      }
      if (options.output() != null && sources.size() > 1) {
        throw new DriverFailure(
            "-o names one file, and there are "
                + sources.size()
                + " inputs; compile them one by"
                + " one, or leave -o out");
      }
      for (Input input : sources) {
        String name = options.output() != null ? options.output() : input.stem() + suffix;
        step.make(input, folder.resolve(name), name);
      }
    }

    private void rewriteTo(Input input, Path output, String name)
        throws AssemblyRefusal, DriverFailure, IOException, InterruptedException {
      String text = Files.readString(rewritten(input, name), StandardCharsets.UTF_8);
      if (name.equals("-")) {
        streams.out().print(text);
        streams.out().flush();
      } else {
        Files.writeString(output, text, StandardCharsets.UTF_8);
      }
    }

    private void compileTo(Input input, Path output, String name)
        throws AssemblyRefusal, DriverFailure, IOException, InterruptedException {
      tools.assemble(rewritten(input, name), output);
    }

    private Path rewritten(Input input, String object)
        throws AssemblyRefusal, DriverFailure, IOException, InterruptedException {
      List<String> words = words();
      if (options.needsDependencyTarget()) {
        words.addAll(List.of("-MQ", object));
      }
      if (options.needsDependencyFile()) {
        int dot = object.lastIndexOf('.');
        boolean suffix = dot > object.lastIndexOf('/') + 1;
        words.addAll(List.of("-MF", (suffix ? object.substring(0, dot) : object) + ".d"));
      }
      return rewritten(language, input, AddressModel.of(words), words, headers());
    }

    /** The file with the input's sandboxed assembly. */
    private Path rewritten(
        Language as, Input input, AddressModel model, List<String> words, List<Path> headers)
        throws AssemblyRefusal, DriverFailure, IOException, InterruptedException {
      Path made = scratch.resolve(counter++ + ".made.s");
      Path out = scratch.resolve(counter++ + ".s");
      boolean compiled = input.kind() == Input.Kind.COMPILED;
      if (input.kind() == Input.Kind.ASSEMBLY) {
        made = folder.resolve(input.name());
      } else {
        List<String> command = tools.compile(as, words, headers);
        command.add(compiled ? "-S" : "-E");
        command.addAll(List.of("-o", made.toString()));
        named(input, command);
        tools.run(command);
      }
      String text = Files.readString(made, StandardCharsets.ISO_8859_1);
      String rewritten;
      try {
        rewritten = Rewriter.rewrite(text, compiled ? null : input.name(), model, tools);
      } catch (AssemblyRefusal refusal) {
        if (refusal.position().isKnown() || !compiled || input.name().equals("-")) {
          throw refusal;
        }
        throw located(as, input, words, headers, refusal);
      }
      Files.writeString(out, rewritten, StandardCharsets.ISO_8859_1);
      return out;
    }

    /** Compiles once more with line numbers, so that the refusal can say where. */
    private AssemblyRefusal located(
        Language as, Input input, List<String> words, List<Path> headers, AssemblyRefusal refusal)
        throws DriverFailure, IOException, InterruptedException {
      Path made = scratch.resolve(counter++ + ".located.s");
      List<String> command = tools.compile(as, words, headers);
      command.addAll(List.of("-g1", "-w", "-S", "-o", made.toString()));
      named(input, command);
      tools.run(command);
      try {
        Rewriter.rewrite(
            Files.readString(made, StandardCharsets.ISO_8859_1),
            null,
            AddressModel.of(words),
            tools);
        return refusal.in(input.name());
      } catch (AssemblyRefusal again) {
        return again.in(input.name());
      }
    }

    private void link() throws AssemblyRefusal, DriverFailure, IOException, InterruptedException {
      String name = options.output() != null ? options.output() : DEFAULT_OUTPUT;
      LinkKind kind = LinkKind.of(options, folder);
      boolean ownScript = !options.forLinker().contains("-T") && kind.isCode();
      List<String> command =
          Toolchain.link(kind, ownScript ? library.script(kind) : null, folder.resolve(name));
      if (options.ownStart() && kind.isCode()) {
        library.startFiles(kind).forEach(file -> command.add(file.toString()));
      }
      command.addAll(options.forLinker());
      if (kind.isDynamic()) {
        command.addAll(LinkKind.furtherFolders(options, folder));
      }
      if (libc != null) {
        command.addAll(List.of("-L", libc.libraries().toString()));
      }
      if (libcxx != null) {
        command.addAll(List.of("-L", libcxx.libraries().toString()));
      }
      command.addAll(List.of("-L", library.folder().toString()));
      command.addAll(List.of("-L", page.libraries().toString()));
      if (options.inputs().stream().anyMatch(input -> input.name().equals("-lppapi_simple"))) {
        command.addAll(PageLibrary.PROGRAM_IN_A_PAGE);
      }
      for (Input input : options.inputs()) {
        if (input.kind() == Input.Kind.LINKER_WORD) {
          command.add(input.name());
        } else {
          Path object = scratch.resolve(counter++ + ".o");
          tools.assemble(rewritten(input, name), object);
          command.add(object.toString());
        }
      }
      if (options.ownLibraries() && kind.isCode()) {
        List<String> standard = new ArrayList<>();
        if (libcxx != null) {
          standard.addAll(libcxx.words());
        }
        if (libc != null) {
          standard.addAll(List.of("-lc", "-lm"));
        }
        command.addAll(library.libraries(kind, standard));
        if (libcxx != null) {
          command.addAll(libcxx.ends(kind));
        }
      }
      tools.run(command);
      if (kind.isDynamic()) {
        new LinkageTable(tools, scratch).repair(folder.resolve(name), command);
      }
      if (kind.isCode()) {
        LinkCheck.check(folder.resolve(name), name, kind);
      }
    }
  }
}
