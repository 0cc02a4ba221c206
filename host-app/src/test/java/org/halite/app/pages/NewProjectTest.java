package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.halite.app.RealBackend;
import org.halite.app.command.HaliteCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code halite new}: what it writes is built as its makefile does, and opened. */
class NewProjectTest {
  @TempDir private Path temporary;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int halite(String... words) {
    CommandLine line = HaliteCommand.over(new RealBackend().get());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--ppapi"})
  void aNewProjectWorksAsItIs(String kind) throws IOException {
    Path folder = temporary.resolve("greeter");
    int status =
        kind.isEmpty() ? halite("new", folder.toString()) : halite("new", kind, folder.toString());
    assertEquals(0, status, err::toString);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("Makefile", "greeter.c", "greeter.nmf", "index.html"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    String make = Files.readString(folder.resolve("Makefile"));
    String library = kind.isEmpty() ? "-lppapi_simple" : "-lppapi";
    assertTrue(make.contains("$< -o $@ " + library + "\n"), make);
    Path nexe = folder.resolve("greeter.nexe");
    Compiled.module(folder.resolve("greeter.c"), nexe, List.of("-O2", "-g", "-Wall", library));
    String nmf = folder.resolve("greeter.nmf").toString();
    assertEquals(0, halite("nmf", "check", nmf), out::toString);
    assertEquals(0, halite("nmf", "create", nexe.toString(), "-o", nmf), err::toString);
    assertEquals(
        0,
        halite(
            "open",
            folder.resolve("index.html").toString(),
            "--headless",
            "--wait-for",
            "document.title === 'works'",
            "--timeout",
            "60"),
        () -> err.toString() + out);
  }

  @Test
  void nothingIsEverOverwritten() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("mine"));
    Files.writeString(folder.resolve("diary.txt"), "dear diary");
    assertEquals(1, halite("new", folder.toString()));
    assertEquals(
        "halite: "
            + folder
            + " is there already; nothing was written: choose another name"
            + System.lineSeparator(),
        err.toString());
    Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("nowhere"));
    assertEquals(1, halite("new", link.toString()));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aNameThatWouldBreakTheFilesIsRefused() {
    for (String name : List.of("a b", "1st", "-x", "a$(b)", "x".repeat(65))) {
      assertTrue(halite("new", "--", temporary.resolve(name).toString()) != 0, name);
      assertTrue(err.toString().contains("is no name for a project"), err.toString());
    }
  }
}
