package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halite.sdk.sandbox.Assembler;

/**
 * The stock tools, with the options that make them work for modules. HALITE_GCC and HALITE_GXX name
 * other compilers than gcc and g++.
 */
final class Toolchain implements Assembler {
  /** The names by which programs know where they run. */
  private static final List<String> MACROS =
      List.of(
          "-D__native_client__=1",
          "-U__linux__",
          "-U__linux",
          "-Ulinux",
          "-U__unix__",
          "-U__unix",
          "-Uunix",
          "-U__gnu_linux__");

  /** A program's place is known; an option may ask for code that does not know its own. */
  private static final List<String> FIXED_PLACE = List.of("-fno-pic", "-fno-pie");

  /**
   * ILP32, and the registers that belong to the sandbox (spec/nacl.md 4): r15 its base, r11 the
   * rewriter's, rbp a frame pointer or nothing. They come last, so that no option undoes them.
   */
  private static final List<String> ABI =
      List.of(
          "-mx32",
          "-ffixed-r15",
          "-ffixed-r11",
          "-ffixed-rbp",
          "-fno-stack-protector",
          "-fno-stack-clash-protection",
          "-fcf-protection=none",
          "-fno-split-stack",
          "-fno-lto",
          "-fno-ident",
          "-masm=att",
          "-mtune-ctrl=^use_bt",
          "-fno-asynchronous-unwind-tables",
          "-fno-unwind-tables",
          "-gno-variable-location-views",
          "-mno-tls-direct-seg-refs",
          "-mtls-dialect=gnu");

  private static final List<String> AS =
      List.of("as", "--x32", "-mtune=generic64", "-mx86-used-note=no", "--no-pad-sections");

  private final ToolProcess tools;
  private final Path scratch;
  private String ownHeaders;

  /**
   * @param scratch a private folder for what lies between the steps
   */
  Toolchain(ToolProcess tools, Path scratch) {
    this.tools = tools;
    this.scratch = scratch;
  }

  private static String compiler(Language language) {
    String chosen = System.getenv(language == Language.C ? "HALITE_GCC" : "HALITE_GXX");
    return chosen == null || chosen.isBlank() ? language.compiler() : chosen;
  }

  /** The compiler's command line up to its input. */
  List<String> compile(Language language, List<String> options, List<Path> headers)
      throws DriverFailure, IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(compiler(language));
    command.addAll(MACROS);
    command.addAll(FIXED_PLACE);
    command.addAll(options);
    command.add("-nostdinc");
    if (language == Language.CXX) {
      command.add("-nostdinc++");
    }
    command.add("-isystem");
    command.add(ownHeaders(language));
    for (Path folder : headers) {
      command.add("-isystem");
      command.add(folder.toString());
      // What is built tells nothing of the machine that it was built on.
      command.add("-fdebug-prefix-map=" + folder + "=" + folder.getFileName());
    }
    command.addAll(ABI);
    return command;
  }

  /** The folder of the compiler's own headers; asked for once. */
  private synchronized String ownHeaders(Language language)
      throws DriverFailure, IOException, InterruptedException {
    if (ownHeaders == null) {
      ownHeaders = ask(language, "-print-file-name=include").strip();
    }
    return ownHeaders;
  }

  /** The folders of the C++ compiler's library headers, which it names when it is asked to talk. */
  List<Path> libraryHeaders() throws DriverFailure, IOException, InterruptedException {
    List<Path> found = new ArrayList<>();
    String compiler = compiler(Language.CXX);
    int[] status = new int[1];
    List<String> command = List.of(compiler, "-E", "-x", "c++", "-v", "/dev/null");
    String said = tools.ask(command, new byte[0], status);
    for (String line : said.lines().toList()) {
      if (line.startsWith(" /")
          && line.contains("/c++/")
          && Files.isDirectory(Path.of(line.strip()))) {
        found.add(Path.of(line.strip()));
      }
    }
    if (status[0] != 0 || found.isEmpty()) {
      throw new DriverFailure(
          compiler + " has no C++ headers; install them with: sudo apt-get install g++");
    }
    return found;
  }

  /** What the compiler answers to a question of one word. */
  String ask(Language language, String question)
      throws DriverFailure, IOException, InterruptedException {
    int[] status = new int[1];
    String answer = tools.ask(List.of(compiler(language), question), new byte[0], status);
    if (status[0] != 0) {
      throw new DriverFailure(compiler(language) + " " + question + " failed: " + answer.strip());
    }
    return answer;
  }

  /** Runs a tool that tells itself what is wrong. */
  void run(List<String> command) throws DriverFailure, IOException, InterruptedException {
    if (tools.run(command) != 0) {
      throw DriverFailure.alreadyTold();
    }
  }

  @Override
  public Result assemble(String text) throws IOException, InterruptedException {
    Path object = Files.createTempFile(scratch, "pieces", ".o");
    try {
      List<String> command = new ArrayList<>(AS);
      command.addAll(List.of("-o", object.toString(), "-"));
      int[] status = new int[1];
      String said = tools.ask(command, text.getBytes(StandardCharsets.UTF_8), status);
      return new Result(status[0] == 0 ? Files.readAllBytes(object) : null, said);
    } catch (DriverFailure e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      Files.deleteIfExists(object);
    }
  }

  /** Makes an object file of rewritten text. */
  void assemble(Path text, Path object) throws DriverFailure, IOException, InterruptedException {
    List<String> command = new ArrayList<>(AS);
    command.addAll(List.of("-o", object.toString(), text.toString()));
    run(command);
  }

  /** The linker's command line, up to its inputs. */
  static List<String> link(LinkKind kind, Path script, Path output) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "ld",
                "-m",
                "elf32_x86_64",
                "-nostdlib",
                "--build-id=none",
                "-z",
                "max-page-size=0x10000",
                "-z",
                "noseparate-code",
                "-z",
                "noexecstack",
                "--no-warn-rwx-segments"));
    command.addAll(kind.words());
    if (script != null) {
      command.addAll(List.of("-T", script.toString()));
    }
    command.addAll(List.of("-o", output.toString()));
    return command;
  }
}
