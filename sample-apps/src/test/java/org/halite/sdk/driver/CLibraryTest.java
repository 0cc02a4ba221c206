package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs of src/test/libc as modules with the C library: they print what their native builds
 * print with the system's.
 */
class CLibraryTest {
  private static final Path PROGRAMS = Path.of("src", "test", "libc").toAbsolutePath();

  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input_output.c",
        "texts.c",
        "control.c",
        "numbers.c",
        "floating_point.c",
        "threads.c",
        "objects.cc"
      })
  void aProgramPrintsWhatItsNativeBuildPrints(String name) throws Exception {
    Workbench bench = Workbench.withLibrary(folder);
    String source = PROGRAMS.resolve(name).toString();
    boolean cxx = name.endsWith(".cc");
    Workbench.Outcome built =
        bench.start(
            List.of(cxx ? "g++" : "gcc", "-O2", "-w", source, "-o", "native", "-lm", "-pthread"));
    assertEquals(0, built.status(), built.out());
    Language language = cxx ? Language.CXX : Language.C;
    bench.make(language, "-O2", source, "-o", "module.nexe", "-lm", "-pthread");
    Workbench.Outcome expected = bench.start(List.of(bench.folder().resolve("native").toString()));
    Workbench.Outcome module = bench.run("module.nexe");
    assertEquals(expected.out(), module.out());
    assertEquals(expected.status(), module.status());
  }

  /** The library is there only where newlib's source is; a small program needs neither. */
  @Test
  void aProgramWithoutTheLibraryIsStillMade() throws Exception {
    Workbench bench = Workbench.in(folder);
    bench.write("small.c", "int main(void) { return 42; }");
    bench.make(Language.C, "-nodefaultlibs", "-c", "small.c");
    bench.make(Language.C, "small.o", "-o", "small.nexe");
    assertEquals(new Workbench.Outcome(42, ""), bench.run("small.nexe"));
  }

  /** What the library calls of itself is there, whichever of it a program uses. */
  @Test
  void everyObjectOfTheLibraryFindsWhatItCalls() throws Exception {
    Workbench bench = Workbench.withLibrary(folder);
    bench.write("all.c", "int main(void) { return 7; }");
    List<String> words = new ArrayList<>(List.of("all.c", "-o", "all.nexe", "-Wl,-z,muldefs"));
    words.addAll(List.of("-Wl,--whole-archive", "-lc", "-lm", "-Wl,--no-whole-archive"));
    bench.make(Language.C, words.toArray(String[]::new));
    assertEquals(7, bench.run("all.nexe").status());
  }

  /** A module that is not given files gets errors, never a file of the machine. */
  @Test
  void filesAreThereOnlyForAModuleThatIsGivenThem() throws Exception {
    Workbench bench = Workbench.withLibrary(folder);
    bench.write(
        "files.c",
        """
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/stat.h>
        #include <unistd.h>
        int main(void) {
          FILE *file = fopen("made.txt", "w");
          if (!file) {
            printf("%s\\n", strerror(errno));
            return 1;
          }
          fprintf(file, "line %d\\n", 7);
          fclose(file);
          char line[20];
          file = fopen("made.txt", "r+");
          printf("%s", fgets(line, sizeof line, file));
          fseek(file, 0, SEEK_END);
          fputs("more", file);
          fclose(file);
          struct stat state;
          stat("made.txt", &state);
          printf("%d\\n", (int)state.st_size);
          mkdir("sub", 0700);
          rename("made.txt", "sub/moved.txt");
          DIR *folder = opendir("sub");
          for (struct dirent *entry; (entry = readdir(folder));) {
            if (entry->d_name[0] != '.') {
              printf("%s\\n", entry->d_name);
            }
          }
          closedir(folder);
          printf("%d %d\\n", access("sub/moved.txt", R_OK), open("../../etc/passwd", 0));
          return 0;
        }
        """);
    bench.make(Language.C, "-O2", "files.c", "-o", "files.nexe");
    assertEquals(new Workbench.Outcome(1, "Permission denied\n"), bench.run("files.nexe"));
    Path own = Files.createDirectory(bench.folder().resolve("given"));
    Workbench.Outcome outcome = bench.run("files.nexe", "--files=" + own);
    assertEquals("line 7\n11\nmoved.txt\n0 -1\n", outcome.out());
    assertEquals("line 7\nmore", Files.readString(own.resolve("sub").resolve("moved.txt")));
  }
}
