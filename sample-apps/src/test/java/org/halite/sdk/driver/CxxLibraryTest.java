package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** libstdc++ and its exceptions, built from the compiler's source code. */
class CxxLibraryTest {
  private static final Path PROGRAMS = Path.of("src", "test", "libc").toAbsolutePath();

  private static final String LIBRARY =
      """
      #include "part.h"
      void throws(int x) {
        Guard guard;
        if (x) throw Own("from the library " + std::to_string(x));
      }
      int catches(void (*function)()) {
        Guard guard;
        try {
          function();
        } catch (int n) {
          return n;
        }
        return 0;
      }
      """;

  private static final String PROGRAM =
      """
      #include "part.h"
      int main() {
        try {
          throws(0);
          throws(7);
        } catch (const Own &own) {
          std::cout << own.what() << std::endl;
        }
        std::cout << catches([] { throw 5; }) << std::endl;
        try {
          catches([] { throw std::logic_error("through"); });
        } catch (const std::exception &other) {
          std::cout << other.what() << std::endl;
        }
        throw std::runtime_error("nobody catches this");
      }
      """;

  private static final Workbench.Outcome SAID =
      new Workbench.Outcome(
          134,
          """
          guard gone
          guard gone
          from the library 7
          guard gone
          5
          guard gone
          through
          terminate called after throwing an instance of 'std::runtime_error'
            what():  nobody catches this
          """);

  @TempDir static Path folder;
  private Workbench bench;

  @BeforeEach
  void openWorkbench() throws Exception {
    bench = Workbench.withLibrary(folder);
    String version = bench.start(List.of("g++", "-dumpfullversion")).out().strip();
    assumeTrue(GccSource.find(version) != null, GccSource.absent(version));
    bench.write(
        "part.h",
        """
        #include <iostream>
        #include <stdexcept>
        #include <string>
        struct Own : std::runtime_error {
          using std::runtime_error::runtime_error;
        };
        struct Guard {
          ~Guard() { std::cout << "guard gone" << std::endl; }
        };
        void throws(int x);
        int catches(void (*function)());
        """);
    bench.write("part.cc", LIBRARY);
    bench.write("program.cc", PROGRAM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-O3"})
  void aProgramOfTheWholeLibraryPrintsWhatItsNativeBuildPrints(String level) throws Exception {
    String source = PROGRAMS.resolve("standard_library.cc").toString();
    Workbench.Outcome built =
        bench.start(List.of("g++", level, "-w", source, "-o", "native", "-pthread"));
    assertEquals(0, built.status(), built.out());
    bench.make(Language.CXX, level, "-w", source, "-o", "module.nexe", "-pthread");
    assertEquals(
        bench.start(List.of(bench.folder().resolve("native").toString())),
        bench.run("module.nexe"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O1", "-O2", "-O3", "-Os", "-fPIC", "-fno-omit-frame-pointer"})
  void exceptionsLandAtEachLevel(String option) throws Exception {
    bench.make(Language.CXX, option, "part.cc", "program.cc", "-o", "program.nexe");
    assertEquals(SAID, bench.run("program.nexe"));
  }

  @Test
  void exceptionsPassBetweenAProgramAndASharedLibrary() throws Exception {
    bench.make(Language.CXX, "-O2", "-fPIC", "-shared", "part.cc", "-o", "libpart.so");
    bench.make(Language.CXX, "-O2", "program.cc", "-L.", "-lpart", "-o", "uses.nexe");
    Workbench.Outcome outcome = bench.runWithFiles("uses.nexe");
    assertEquals(134, outcome.status());
    // Standard error is another file of the machine's there.
    assertTrue(outcome.out().startsWith(SAID.out().substring(0, SAID.out().indexOf("term"))));
  }

  @Test
  void filesAreReachedByTheirNames() throws Exception {
    bench.write(
        "files.cc",
        """
        #include <filesystem>
        #include <fstream>
        #include <iostream>
        #include <set>
        namespace fs = std::filesystem;
        int main() {
          fs::create_directories("tree/branch");
          std::ofstream("tree/branch/leaf.txt") << "word " << 42;
          std::ifstream in("tree/branch/leaf.txt");
          std::string word;
          int number = 0;
          in >> word >> number;
          std::cout << word << number << ' ' << fs::file_size("tree/branch/leaf.txt") << '\\n';
          fs::copy_file("tree/branch/leaf.txt", "tree/copy.txt");
          fs::rename("tree/copy.txt", "tree/moved.txt");
          std::set<fs::path> found;
          for (auto &entry : fs::recursive_directory_iterator("tree")) found.insert(entry.path());
          for (auto &path : found) std::cout << path << fs::is_directory(path) << '\\n';
          try {
            fs::file_size("none");
          } catch (const fs::filesystem_error &error) {
            std::cout << error.code().message() << ' ' << error.path1() << '\\n';
          }
          for (auto path = found.rbegin(); path != found.rend(); ++path) fs::remove(*path);
          std::cout << fs::remove("tree") << fs::exists("tree") << std::endl;
        }
        """);
    Workbench.Outcome built =
        bench.start(List.of("g++", "-std=c++17", "-w", "files.cc", "-o", "files"));
    assertEquals(0, built.status(), built.out());
    bench.make(Language.CXX, "-std=c++17", "-w", "files.cc", "-o", "files.nexe");
    Workbench.Outcome expected = bench.start(List.of(bench.folder().resolve("files").toString()));
    assertEquals(expected, bench.runWithFiles("files.nexe"));
  }

  /** What is compiled without them can be linked with the library that has them. */
  @Test
  void exceptionsCanBeLeftOut() throws Exception {
    bench.write(
        "plain.cc",
        """
        #include <iostream>
        #ifdef __cpp_exceptions
        #error there are exceptions
        #endif
        int main() { std::cout << "plain" << std::endl; }
        """);
    bench.make(Language.CXX, "-fno-exceptions", "-fno-rtti", "plain.cc", "-o", "plain.nexe");
    assertEquals(new Workbench.Outcome(0, "plain\n"), bench.run("plain.nexe"));
  }

  /** An exception that comes to code without tables of its own has nowhere to go. */
  @Test
  void anExceptionDoesNotPassThroughCodeWithoutTables() throws Exception {
    bench.write("between.c", "void between(void (*f)(void)) { f(); __asm__ volatile(\"\"); }");
    bench.write(
        "over.cc",
        """
        extern "C" void between(void (*f)());
        int main() {
          try {
            between([] { throw 1; });
          } catch (int n) {
            return n;
          }
        }
        """);
    bench.make(Language.C, "-c", "between.c");
    bench.make(Language.CXX, "over.cc", "between.o", "-o", "over.nexe");
    assertEquals(
        new Workbench.Outcome(134, "terminate called after throwing an instance of 'int'\n"),
        bench.run("over.nexe"));
    bench.make(Language.C, "-fexceptions", "-c", "between.c");
    bench.make(Language.CXX, "over.cc", "between.o", "-o", "over.nexe");
    assertEquals(new Workbench.Outcome(1, ""), bench.run("over.nexe"));
  }
}
