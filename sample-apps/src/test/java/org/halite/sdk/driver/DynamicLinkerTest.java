package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The untrusted dynamic linker in real runtime processes, with good libraries and broken ones. */
class DynamicLinkerTest {
  @TempDir static Path shared;
  private Workbench bench;

  @BeforeEach
  void openWorkbench() throws Exception {
    bench = Workbench.in(shared);
    bench.write(
        "say.h",
        """
        #include <dlfcn.h>
        #include <string.h>
        #include <unistd.h>
        static inline void say(const char *text) { write(1, text, strlen(text)); write(1, "\\n", 1); }
        static inline void say_number(int n) {
          char digits[12]; int at = 11; digits[at] = 0;
          unsigned left = n < 0 ? -n : n;
          do { digits[--at] = '0' + left % 10; left /= 10; } while (left);
          if (n < 0) digits[--at] = '-';
          say(digits + at);
        }
        """);
  }

  private void library(String name, String source, String... more) throws Exception {
    bench.write(name + ".c", source);
    String[] words = {"-O2", "-fPIC", "-shared", name + ".c", "-o", "lib" + name + ".so", "-L."};
    String[] all = new String[words.length + more.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    bench.make(Language.C, all);
  }

  private String program(String source, String... words) throws Exception {
    bench.write("program.c", "#include \"say.h\"\n" + source);
    String[] all = new String[4 + words.length];
    System.arraycopy(words, 0, all, 4, words.length);
    System.arraycopy(new String[] {"-O2", "program.c", "-o", "program.nexe"}, 0, all, 0, 4);
    bench.make(Language.C, all);
    Workbench.Outcome outcome = bench.runWithFiles("program.nexe");
    assertEquals(0, outcome.status(), outcome.out());
    return outcome.out();
  }

  @Test
  void aLibraryIsOpenedAskedAndClosedAndOpenedAgain() throws Exception {
    library(
        "plug",
        """
        #include "say.h"
        static int calls;
        const char *name = "plug";
        __attribute__((constructor)) static void begin(void) { say("begins"); }
        __attribute__((destructor)) static void end(void) { say("ends"); }
        int call(int by) { return calls += by; }
        """);
    String said =
        program(
            """
            int main(void) {
              for (int i = 0; i < 3; i++) {
                void *plug = dlopen("libplug.so", RTLD_NOW);
                if (!plug) { say(dlerror()); return 1; }
                int (*call)(int) = dlsym(plug, "call");
                call(20);
                say_number(call(i));
                say(*(const char **)dlsym(plug, "name"));
                if (dlopen("libplug.so", RTLD_NOW) != plug) return 2;
                if (dlclose(plug)) return 3;
                say("still");
                if (dlclose(plug)) return 4;
              }
              return 0;
            }
            """,
            "-ldl");
    String round = "begins\n%d\nplug\nstill\nends\n";
    assertEquals(round.formatted(20) + round.formatted(21) + round.formatted(22), said);
  }

  @Test
  void whatIsMissingIsSaidAndForgotten() throws Exception {
    library("needy", "int missing(void); int use(void) { return missing(); }");
    library("orphan", "int nothing;", "-Wl,--no-as-needed", "libneedy.so");
    Files.delete(bench.folder().resolve("libneedy.so"));
    String said =
        program(
            """
            int main(void) {
              say(dlerror() ? "?" : "nothing yet");
              if (dlopen("absent.so", RTLD_NOW)) return 1;
              say(dlerror());
              say(dlerror() ? "?" : "said once");
              if (dlopen("liborphan.so", RTLD_NOW)) return 2;
              say(dlerror());
              if (dlopen("say.h", RTLD_NOW)) return 3;
              say(dlerror());
              if (dlsym(RTLD_DEFAULT, "no_such_thing")) return 4;
              say(dlerror());
              if (!dlclose((void *)12345)) return 5;
              say(dlerror());
              if (dlsym(0, "write") == 0) return 6;
              return 0;
            }
            """,
            "-ldl");
    assertEquals(
        """
        nothing yet
        there is no library absent.so: it is not among the files of the manifest, nor in a folder of \
        LD_LIBRARY_PATH (/lib and / by default)
        said once
        there is no library libneedy.so: it is not among the files of the manifest, nor in a folder \
        of LD_LIBRARY_PATH (/lib and / by default)
        say.h is no library: it does not begin with ELF's magic number
        there is no symbol no_such_thing
        what dlsym or dlclose got is no open library
        """,
        said);
  }

  @Test
  void aLibraryIsFoundWhereTheRunpathOfWhatNeedsItSays() throws Exception {
    Files.createDirectories(bench.folder().resolve("plugins"));
    Files.createDirectories(bench.folder().resolve("libs"));
    bench.write("deep.c", "int deep(void) { return 5; }");
    bench.make(Language.C, "-O2", "-fPIC", "-shared", "deep.c", "-o", "plugins/libdeep.so");
    bench.write("late.c", "int late(void) { return 6; }");
    bench.make(Language.C, "-O2", "-fPIC", "-shared", "late.c", "-o", "plugins/liblate.so");
    bench.write(
        "user.c",
        """
        #include <dlfcn.h>
        int deep(void);
        int use(void) { return deep(); }
        void *late;
        void open_late(void) { late = dlopen("liblate.so", RTLD_NOW); } // no tail call
        """);
    bench.make(
        Language.C,
        "-O2",
        "-fPIC",
        "-shared",
        "user.c",
        "-Lplugins",
        "-ldeep",
        "-Wl,-rpath,/nowhere:$ORIGIN/../plugins/.",
        "-o",
        "libs/libuser.so");
    String said =
        program(
            """
            int main(void) {
              void *user = dlopen("/libs/libuser.so", RTLD_NOW);
              if (!user) { say(dlerror()); return 1; }
              say_number(((int (*)(void))dlsym(user, "use"))());
              if (dlopen("liblate.so", RTLD_NOW)) return 2;
              say("not for the program");
              ((void (*)(void))dlsym(user, "open_late"))();
              void *late = *(void **)dlsym(user, "late");
              if (!late) { say(dlerror()); return 3; }
              say_number(((int (*)(void))dlsym(late, "late"))());
              return 0;
            }
            """,
            "-ldl");
    assertEquals("5\nnot for the program\n6\n", said);
  }

  @Test
  void aLibraryThatLacksAFunctionIsNotOpened() throws Exception {
    library("lacking", "int missing(void); int use(void) { return missing(); }");
    assertEquals(
        "liblacking.so needs missing, which neither the program nor a library has\n",
        program(
            "int main(void) { dlopen(\"liblacking.so\", RTLD_NOW); say(dlerror()); return 0; }",
            "-ldl"));
  }

  @Test
  void aChainOfLibrariesIsConstructedFromItsEnd() throws Exception {
    String before = "";
    for (int i = 5; i >= 1; i--) {
      String next = i < 5 ? "int chain%d(void);".formatted(i + 1) : "";
      String call = i < 5 ? "chain%d()".formatted(i + 1) : "0";
      String source =
          """
          #include "say.h"
          %s
          __attribute__((constructor)) static void begin(void) { say("begin %d"); }
          __attribute__((destructor)) static void end(void) { say("end %d"); }
          int chain%d(void) { return 10 * %s + %d; }
          """
              .formatted(next, i, i, i, call, i);
      if (before.isEmpty()) {
        library("chain" + i, source);
      } else {
        library("chain" + i, source, "-l" + before);
      }
      before = "chain" + i;
    }
    assertEquals(
        "begin 5\nbegin 4\nbegin 3\nbegin 2\nbegin 1\n54321\nend 1\nend 2\nend 3\nend 4\nend 5\n",
        program(
            "int chain1(void); int main(void) { say_number(chain1()); return 0; }",
            "-L.",
            "-lchain1"));
  }

  /** glibc's layout: a module that loads main.nexe, which a page's manifest lists as a file. */
  @Test
  void aProgramOfItsOwnIsLoadedByRunnableLd() throws Exception {
    library(
        "part",
        """
        #include "say.h"
        int given(void);
        __attribute__((constructor)) static void begin(void) { say("the library begins"); }
        __attribute__((destructor)) static void end(void) { say("the library ends"); }
        int part(void) { return given() + 1; }
        """);
    bench.write(
        "main.c",
        """
        #include "say.h"
        int part(void);
        int given(void) { return 41; }
        __attribute__((constructor)) static void begin(void) { say("the program begins"); }
        int main(int argc, char **argv) {
          say_number(argc);
          for (int i = 1; i < argc; i++) say(argv[i]);
          say_number(part());
          void *again = dlopen("libpart.so", RTLD_NOW);
          say(dlsym(again, "part") == (void *)part ? "the same" : "another");
          return dlclose(again) ? 1 : 5;
        }
        """);
    bench.make(Language.C, "-O2", "-fPIE", "-pie", "main.c", "-L.", "-lpart", "-o", "main.nexe");
    String loader = bench.cc("-print-file-name=runnable-ld.so").out().strip();
    Files.copy(Path.of(loader), bench.folder().resolve("runnable-ld.so"));
    String said = "the library begins\nthe program begins\n%s42\nthe same\nthe library ends\n";
    assertEquals(
        new Workbench.Outcome(5, said.formatted("1\n")), bench.runWithFiles("runnable-ld.so"));
    assertEquals(
        new Workbench.Outcome(5, said.formatted("3\na\nb\n")),
        bench.runWithFiles("runnable-ld.so", "main.nexe", "a", "b"));
    assertEquals(
        new Workbench.Outcome(
            127, "libpart.so needs given, which neither the program nor a library has\n"),
        bench.runWithFiles("runnable-ld.so", "libpart.so"));
  }

  @Test
  void symbolsHaveVersions() throws Exception {
    bench.write("old.map", "V1 { global: value; local: *; };\n");
    bench.write("new.map", "V1 { global: value; local: *; }; V2 { global: value; } V1;\n");
    library("versioned", "int value(void) { return 1; }", "-Wl,--version-script=old.map");
    bench.write("user.c", "int value(void); int used(void) { return value(); }");
    bench.make(Language.C, "-fPIC", "-shared", "user.c", "-L.", "-lversioned", "-o", "libuser1.so");
    library(
        "versioned",
        """
        __asm__(".symver value1, value@V1");
        __asm__(".symver value2, value@@V2");
        int value1(void) { return 1; }
        int value2(void) { return 2; }
        """,
        "-Wl,--version-script=new.map");
    bench.make(Language.C, "-fPIC", "-shared", "user.c", "-L.", "-lversioned", "-o", "libuser2.so");
    String ask =
        """
        static int ask(const char *name) {
          void *user = dlopen(name, RTLD_NOW);
          if (!user) { say(dlerror()); return -1; }
          return ((int (*)(void))dlsym(user, "used"))();
        }
        """;
    assertEquals(
        "1\n2\n2\n1\n",
        program(
            ask
                + """
                int main(void) {
                  say_number(ask("libuser1.so"));
                  say_number(ask("libuser2.so"));
                  void *versioned = dlopen("libversioned.so", RTLD_NOW);
                  say_number(((int (*)(void))dlsym(versioned, "value"))());
                  say_number(((int (*)(void))dlvsym(versioned, "value", "V1"))());
                  return dlvsym(versioned, "value", "V3") != 0;
                }
                """,
            "-ldl"));
    library("versioned", "int value(void) { return 1; }", "-Wl,--version-script=old.map");
    assertEquals(
        "1\nlibuser2.so needs version V2 of libversioned.so, which this libversioned.so does not"
            + " have\n-1\n",
        program(
            ask
                + "int main(void) { say_number(ask(\"libuser1.so\"));"
                + " say_number(ask(\"libuser2.so\")); return 0; }",
            "-ldl"));
  }

  @Test
  void textMayHaveRelocationsThatAreDoneBeforeItIsJudged() throws Exception {
    bench.write(
        "absolute.S",
        """
          .text
          .globl where
          .type where, @function
        where:
          movl $there, %eax
          ret
          .data
          .globl there
          .type there, @object
          .size there, 4
        there: .long 77
        """);
    bench.make(
        Language.C, "-shared", "absolute.S", "-o", "libabsolute.so", "-Wl,-z,notext,--no-warnings");
    assertEquals(
        "77\n",
        program(
            """
            int main(void) {
              void *library = dlopen("libabsolute.so", RTLD_NOW);
              if (!library) { say(dlerror()); return 1; }
              say_number(*((int *(*)(void))dlsym(library, "where"))());
              return 0;
            }
            """,
            "-ldl"));
  }

  /** Text that breaks the rules is stopped by the runtime, not by the linker. */
  @Test
  void codeThatBreaksTheRulesIsRefusedByTheValidator() throws Exception {
    library("evil", "int evil(void) { return 5; }");
    Path file = bench.folder().resolve("libevil.so");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int text = elf.getInt(elf.getInt(28) + 4);
    bytes[text] = 0x0f; // syscall
    bytes[text + 1] = 0x05;
    Files.write(file, bytes);
    String said =
        program(
            "int main(void) { dlopen(\"libevil.so\", RTLD_NOW); say(dlerror()); return 0; }",
            "-ldl");
    assertTrue(said.startsWith("the validator refuses the code of libevil.so"), said);
  }

  /** Every number of the file may lie; the program that opens it goes on. */
  @Test
  void noBrokenLibraryEndsTheProgram() throws Exception {
    library(
        "victim",
        """
        extern int shared(int);
        int data[3] = {1, 2, 3};
        int *pointers[] = {data, data + 1};
        __thread int own = 5;
        int work(int i) { return shared(i) + *pointers[i & 1] + own; }
        """,
        "-nostartfiles"); // without destructors, which a broken library might well break
    byte[] good = Files.readAllBytes(bench.folder().resolve("libvictim.so"));
    ByteBuffer elf = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
    int headers = elf.getInt(28);
    int dynamic = headers;
    while (elf.getInt(dynamic) != 2) { // PT_DYNAMIC
      dynamic += 32;
    }
    int[][] ranges = {
      {0, 52},
      {headers, dynamic + 32 - headers},
      {
        elf.getInt(headers + 32 + 4), elf.getInt(headers + 32 + 16)
      }, // constants, the second segment
      {elf.getInt(dynamic + 4), elf.getInt(dynamic + 16)}
    };
    Random random = new Random(20111);
    int[] evil = {0, 1, -1, 0x7fffffff, 0x80000000, 0x20000000, 0xffff0000, 0x10000, 31};
    int count = 600;
    for (int i = 0; i < count; i++) {
      byte[] broken = good.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        int[] range = ranges[random.nextInt(ranges.length)];
        int at = range[0] + random.nextInt(range[1]);
        if (random.nextBoolean()) {
          broken[at] ^= (byte) (1 << random.nextInt(8));
        } else {
          int word = Math.min(at & -4, broken.length - 4);
          ByteBuffer.wrap(broken)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(word, evil[random.nextInt(evil.length)]);
        }
      }
      int length = random.nextInt(20) == 0 ? random.nextInt(broken.length) : broken.length;
      Files.write(bench.folder().resolve("b" + i + ".so"), java.util.Arrays.copyOf(broken, length));
    }
    String said =
        program(
            """
            int shared(int i) { return i; }
            int main(void) {
              int opened = 0, refused = 0;
              for (int i = 0; i < %d; i++) {
                char name[] = "b000.so", *at = name + 1;
                if (i > 99) *at++ = '0' + i / 100;
                if (i > 9) *at++ = '0' + i / 10 %% 10;
                *at++ = '0' + i %% 10;
                memcpy(at, ".so", 4);
                void *library = dlopen(name, RTLD_NOW);
                char *why = dlerror();
                if (!library == !why) return 1;
                if (library) opened++; else refused++;
                if (library) dlclose(library);
              }
              say_number(opened + refused);
              if (opened < 20 || refused < 20) { say_number(opened); return 2; }
              void *good = dlopen("libvictim.so", RTLD_NOW);
              if (!good) { say(dlerror()); return 3; }
              say_number(((int (*)(int))dlsym(good, "work"))(1));
              _exit(0);
            }
            """
                .formatted(count),
            "-ldl");
    assertEquals(count + "\n8\n", said);
  }
}
