package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thread-local variables of libraries, in programs with threads. */
class ThreadLocalsTest {
  @TempDir static Path shared;
  private Workbench bench;

  /** What each of eight threads does with a counter that begins at 7: all must see their own. */
  private static final String THREADS =
      """
      #include <dlfcn.h>
      #include <pthread.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      enum { THREADS = 8 };
      static pthread_barrier_t all;
      static void *run(void *by);
      static void together(void) {
        pthread_t threads[THREADS];
        pthread_barrier_init(&all, NULL, THREADS);
        for (long i = 0; i < THREADS; i++) pthread_create(threads + i, NULL, run, (void *)i);
        for (int i = 0; i < THREADS; i++) {
          void *result;
          pthread_join(threads[i], &result);
          if (result) printf("thread %d failed at %d\\n", i, (int)result);
        }
        pthread_barrier_destroy(&all);
      }
      """;

  @BeforeEach
  void openWorkbench() throws Exception {
    bench = Workbench.withLibrary(shared);
  }

  private void library(String name, String source, String... more) throws Exception {
    bench.write(name + ".c", source);
    String[] words = {"-O2", "-fPIC", "-shared", name + ".c", "-o", "lib" + name + ".so", "-L."};
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    bench.make(Language.C, all);
  }

  private String program(String source, String... words) throws Exception {
    bench.write("program.c", THREADS + source);
    String[] all =
        Arrays.copyOf(new String[] {"-O2", "program.c", "-o", "program.nexe"}, 4 + words.length);
    System.arraycopy(words, 0, all, 4, words.length);
    bench.make(Language.C, all);
    Workbench.Outcome outcome = bench.runWithFiles("program.nexe");
    assertEquals(0, outcome.status(), outcome.out());
    return outcome.out();
  }

  /** General-dynamic (of the library and of the program) and local-dynamic. */
  private static final String COUNTERS =
      """
      #include <string.h>
      __thread int visible = 7;
      static __thread int hidden, other = 70;
      static __thread char room[300];
      __thread struct { int *at; } self = {0};
      extern __thread int of_program;
      int count(int by) { visible += by; hidden += by; other += by; room[299] += 1; return visible; }
      int *where(void) { return &visible; }
      int sum(void) { return visible + hidden + other + room[299] + of_program; }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"", "-fno-plt", "-ftls-model=initial-exec", "-O0"})
  void eachThreadHasItsOwnOfALibraryThatTheProgramIsLinkedWith(String how) throws Exception {
    library("counters", COUNTERS, how.isEmpty() ? "-O2" : how);
    String said =
        program(
            """
            __thread int of_program = 1000;
            static __thread char odd = 3;
            extern __thread int visible;
            int count(int by), sum(void), *where(void);
            static void *run(void *by) {
              int mine = (int)by;
              of_program += mine;
              for (int i = 0; i < 100; i++) {
                count(mine);
                if (i % 10 == 0) pthread_barrier_wait(&all);
              }
              if (visible != 7 + 100 * mine) return (void *)1;
              if (where() != &visible) return (void *)2;
              if (sum() != 7 + 70 + 300 * mine + 100 + 1000 + mine) return (void *)3;
              return (void *)(odd != 3);
            }
            int main(void) {
              count(5);
              together();
              together();
              printf("%d %d\\n", visible, sum());
              return 0;
            }
            """,
            "-L.", "-lcounters");
    assertEquals("12 " + (12 + 5 + 75 + 1 + 1000) + "\n", said);
  }

  @Test
  void aLibraryThatIsOpenedLaterHasVariablesInThreadsThatRun() throws Exception {
    library(
        "late",
        """
        static int three = 3;
        __thread int *points = &three;
        static __thread long long big[20000] = {1};
        static __thread __attribute__((aligned(4096))) char aligned;
        int use(int by) {
          big[19999] += by;
          points = points ? points : &three;
          if ((unsigned)&aligned % 4096) return -1;
          return *points + (int)big[0] + (int)big[19999];
        }
        """);
    String said =
        program(
            """
            static int (*use)(int);
            static void *late;
            static void *run(void *by) {
              int mine = (int)by;
              for (int round = 0; round < 5; round++) {
                if (pthread_barrier_wait(&all)) {
                  late = dlopen("liblate.so", RTLD_NOW);
                  if (!late) { puts(dlerror()); exit(1); }
                  use = dlsym(late, "use");
                }
                pthread_barrier_wait(&all);
                if (use(mine) != 4 + mine || use(mine) != 4 + 2 * mine) return (void *)(1 + round);
                int **points = dlsym(late, "points");
                if (!points || **points != 3) return (void *)(100 + round);
                *points = 0; // only this thread's
                if (use(0) != 4 + 2 * mine) return (void *)(200 + round);
                if (pthread_barrier_wait(&all)) dlclose(late); // the next is as if it were the first
              }
              return 0;
            }
            int main(void) {
              together();
              puts("done");
              return 0;
            }
            """,
            "-ldl");
    assertEquals("done\n", said);
  }

  @Test
  void manyLibrariesOpenedByManyThreadsAtOnceKeepTheirVariablesApart() throws Exception {
    for (int i = 0; i < 6; i++) {
      library("own" + i, "static __thread int n = %d; int next(void) { return n++; }".formatted(i));
    }
    String said =
        program(
            """
            static void *run(void *by) {
              for (int round = 0; round < 20; round++) {
                char name[16];
                int i = ((int)by + round) % 6;
                sprintf(name, "libown%d.so", i);
                void *own = dlopen(name, RTLD_NOW);
                if (!own) return (void *)1;
                int (*next)(void) = dlsym(own, "next");
                int first = next();
                if (first < i || next() != first + 1) return (void *)2;
                if (dlclose(own)) return (void *)3;
              }
              return 0;
            }
            int main(void) {
              for (int i = 0; i < 10; i++) together();
              puts("done");
              return 0;
            }
            """,
            "-ldl");
    assertEquals("done\n", said);
  }

  /** 300 threads of 16, each with 320 kB of its own: what they leave is given back. */
  @Test
  void threadsThatEndGiveTheirVariablesBack() throws Exception {
    library(
        "large", "static __thread char much[320000]; int touch(int i) { return much[i] += 1; }");
    String said =
        program(
            """
            int touch(int i);
            static void *run(void *by) { return (void *)(touch(300000) - 1); }
            int main(void) {
              for (int i = 0; i < 400; i++) together();
              puts("done");
              return 0;
            }
            """,
            "-L.",
            "-llarge");
    assertEquals("done\n", said);
  }

  @Test
  void whatIsCountedFromTheThreadPointerMustBeLoadedWithTheProgram() throws Exception {
    library("fixed", "__thread int n = 4; int get(void) { return n; }", "-ftls-model=initial-exec");
    String said =
        program(
            """
            static void *run(void *by) { return 0; }
            int main(void) {
              together();
              void *fixed = dlopen("libfixed.so", RTLD_NOW);
              puts(fixed ? "opened" : dlerror());
              return 0;
            }
            """,
            "-ldl");
    assertEquals(
        "libfixed.so counts thread-local variables of libfixed.so from the thread pointer"
            + " (initial-exec), which only libraries can that are loaded with a program and its C"
            + " library; make it with -fPIC and without -ftls-model\n",
        said);
  }

  @Test
  void librariesOfAProgramThatRunnableLdLoadsHaveThemToo() throws Exception {
    library("own", "__thread int n = 4; int next(void) { return n++; }");
    library(
        "fixed", "__thread int m = 40; int more(void) { return m++; }", "-ftls-model=initial-exec");
    bench.write(
        "main.c",
        THREADS
            + """
            __thread int own = 400;
            int next(void), more(void);
            static void *run(void *by) {
              for (int i = 0; i < (int)by; i++) { next(); more(); own++; }
              return (void *)(next() - 4 - (int)by + more() - 40 - (int)by + own - 400 - (int)by);
            }
            int main(void) {
              together();
              printf("%d %d %d\\n", next(), more(), own);
              return 0;
            }
            """);
    bench.make(
        Language.C, "-O2", "-fPIE", "-pie", "main.c", "-o", "main.nexe", "-L.", "-lown", "-lfixed");
    String loader = bench.cc("-print-file-name=runnable-ld.so").out().strip();
    Files.copy(Path.of(loader), bench.folder().resolve("runnable-ld.so"));
    Workbench.Outcome outcome = bench.runWithFiles("runnable-ld.so");
    assertEquals(0, outcome.status(), outcome.out());
    assertEquals("4 40 400\n", outcome.out());
  }

  @Test
  void objectsOfCxxAreDestroyedWithTheirThread() throws Exception {
    bench.write(
        "objects.cc",
        """
        #include <cstdio>
        struct Counted {
          int n = 0;
          ~Counted() { if (n) std::printf("%d was counted\\n", n); }
        };
        thread_local Counted counted;
        extern "C" int count() { return ++counted.n; }
        """);
    bench.make(Language.CXX, "-O2", "-fPIC", "-shared", "objects.cc", "-o", "libobjects.so");
    bench.write(
        "user.cc",
        """
        #include <thread>
        #include <cstdio>
        extern "C" int count();
        int main() {
          for (int i = 1; i < 4; i++) {
            std::thread([i] { for (int k = 0; k < i; k++) count(); }).join();
          }
          std::puts("main ends");
          return 0;
        }
        """);
    bench.make(Language.CXX, "-O2", "user.cc", "-o", "user.nexe", "-L.", "-lobjects");
    Workbench.Outcome outcome = bench.runWithFiles("user.nexe");
    assertEquals(0, outcome.status(), outcome.out());
    assertTrue(
        outcome.out().endsWith("1 was counted\n2 was counted\n3 was counted\nmain ends\n"),
        outcome.out());
  }
}
