package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs of others, compiled unchanged: as modules they print what their native builds print.
 * Their sources are not part of this repository; {@code sample-apps/fetch-sources.sh} fetches them
 * from the distribution's source packages, as {@code .ci/run} does.
 */
class RealProgramsTest {
  private static final Path SOURCES = Path.of("target", "sources").toAbsolutePath();

  @TempDir static Path folder;

  @Test
  void luaRunsAScriptAsItsNativeBuildDoes() throws Exception {
    Path lua = sources("lua").resolve("src");
    Workbench bench = Workbench.withLibrary(folder);
    List<String> files = filesOf(lua);
    files.removeIf(file -> file.endsWith("/luac.c"));
    build(bench, "lua", List.of("-DLUA_COMPAT_5_3"), files);
    String script = Files.readString(Path.of("src", "test", "libc", "language.lua"));
    Workbench.Outcome expected = same(bench, "lua", "-e" + script);
    assertEquals(7, expected.status());
  }

  @Test
  void sqlitesShellWorksOnADatabaseInMemory() throws Exception {
    Path sqlite = sources("sqlite");
    Workbench bench = Workbench.withLibrary(folder);
    build(
        bench,
        "sqlite",
        List.of("-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_NOHAVE_SYSTEM"),
        List.of(sqlite.resolve("sqlite3.c").toString(), sqlite.resolve("shell.c").toString()));
    Workbench.Outcome expected =
        same(
            bench,
            "sqlite",
            ":memory:",
            "create table t(a integer primary key, b text, c real);",
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)"
                + " insert into t select i, 'row ' || i, i * 1.5 from n;",
            "select count(*), sum(c), avg(a), max(b) from t;",
            "select b, c from t where a % 500 = 0 order by c desc;",
            "create index by_text on t(b); select a from t where b = 'row 777';",
            "select json_extract('{\"a\":[1,2,3]}', '$.a[1]'), printf('%.3f', 1.0 / 3),"
                + " hex(zeroblob(4)), date('2001-09-09', '+1 month'), upper('abc');",
            "update t set c = c * 2 where a < 10; delete from t where a > 100;"
                + " select total(c), group_concat(a) from t;",
            ".mode csv",
            "select * from t limit 3; pragma integrity_check;");
    assertTrue(expected.out().stripTrailing().endsWith("ok"), expected.out());
  }

  @Test
  void zlibsExampleCompressesAndReadsItsFileAgain() throws Exception {
    Path zlib = sources("zlib");
    Workbench bench = Workbench.withLibrary(folder);
    List<String> files = filesOf(zlib);
    files.add(zlib.resolve("test").resolve("example.c").toString());
    build(bench, "zlib", List.of("-DHAVE_UNISTD_H", "-I", zlib.toString()), files);
    Path own = Files.createDirectory(bench.folder().resolve("own"));
    String expected = bench.start(List.of(bench.folder().resolve("zlib").toString())).out();
    assertTrue(expected.contains("gzread(): hello, hello!"), expected);
    Workbench.Outcome module = bench.run("zlib.nexe", "--files=" + own);
    // The sizes of its types are in the flags.
    String flags = "compile flags = 0x[0-9a-f]+";
    assertEquals(expected.replaceAll(flags, ""), module.out().replaceAll(flags, ""));
    assertTrue(Files.size(own.resolve("foo.gz")) > 0);
  }

  private static Path sources(String name) {
    Path place = SOURCES.resolve(name);
    assumeTrue(
        Files.exists(SOURCES.resolve("complete")),
        name
            + "'s sources are not there; sample-apps/fetch-sources.sh target/sources fetches them");
    return place;
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(
          files.map(Path::toString).filter(file -> file.endsWith(".c")).sorted().toList());
    }
  }

  private static void build(
      Workbench bench, String name, List<String> options, List<String> sources) throws Exception {
    List<String> words = new ArrayList<>(List.of("-O1", "-w"));
    words.addAll(options);
    words.addAll(sources);
    List<String> command = new ArrayList<>(List.of("gcc"));
    command.addAll(words);
    command.addAll(List.of("-o", name, "-lm"));
    Workbench.Outcome built = bench.start(command);
    assertEquals(0, built.status(), built.out());
    words.addAll(List.of("-o", name + ".nexe", "-lm"));
    bench.make(Language.C, words.toArray(String[]::new));
  }

  /** What both builds printed, if it was the same. */
  private static Workbench.Outcome same(Workbench bench, String name, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(bench.folder().resolve(name).toString()));
    command.addAll(List.of(arguments));
    Workbench.Outcome expected = bench.start(command);
    assertEquals(expected, bench.run(name + ".nexe", arguments));
    return expected;
  }
}
