package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * ALSA's default device, as a test wants it: a sound card without hardware (src/test/sound), or
 * what else ALSA's configuration can name. Nothing of Java Sound is replaced: it finds the device
 * as it finds any other.
 */
final class VirtualCard implements AutoCloseable {
  private static final Path HEADER = Path.of("/usr/include/alsa/pcm_ioplug.h");
  private static final Path SOURCE = Path.of("src", "test", "sound", "virtual_card.c");
  private static final String VARIABLE = "ALSA_CONFIG_PATH";
  private static final long PATIENCE_MILLIS = 20_000;

  private final Path folder;

  private VirtualCard(Path folder) {
    this.folder = folder;
  }

  /**
   * A card.
   *
   * @param lines that can be open at a time
   */
  static VirtualCard plugIn(Path folder, int lines) throws IOException, InterruptedException {
    Path plugin = folder.toAbsolutePath().resolve("virtual_card.so");
    build(plugin);
    return byDefault(
        folder,
        "pcm_type.virtual_card { lib \"%s\" }\npcm.!default { type virtual_card folder \"%s\" lines %d }"
            .formatted(plugin, folder.toAbsolutePath(), lines));
  }

  /** What a text of ALSA's configuration says. */
  static VirtualCard byDefault(Path folder, String configuration) throws IOException {
    if (!Files.exists(Path.of(System.getProperty("java.home"), "lib", "libjsound.so"))) {
      throw new TestAbortedException("skipped: this JDK is one without sound (libjsound.so)");
    }
    Path file = folder.toAbsolutePath().resolve("asound.conf");
    Files.writeString(file, configuration + "\n");
    setVariable(file.toString());
    return new VirtualCard(folder);
  }

  private static void build(Path plugin) throws IOException, InterruptedException {
    Compiled.need("gcc");
    if (!Files.exists(HEADER)) {
      throw new TestAbortedException("skipped: libasound2-dev is not installed");
    }
    List<String> words =
        List.of(
            "gcc",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-fPIC",
            "-DPIC",
            "-shared",
            "-o",
            plugin.toString(),
            SOURCE.toString(),
            "-lasound");
    Process gcc = new ProcessBuilder(words).inheritIO().start();
    assertEquals(0, gcc.waitFor(), "gcc could not build the card");
  }

  /** Of this process: ALSA's library looks for it whenever a device is opened. */
  private static void setVariable(String value) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor set =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment function = linker.defaultLookup().findOrThrow("setenv");
      int result =
          (int)
              linker
                  .downcallHandle(function, set)
                  .invokeExact(arena.allocateFrom(VARIABLE), arena.allocateFrom(value), 1);
      assertEquals(0, result);
    } catch (Throwable e) {
      throw new IllegalStateException("setenv", e);
    }
  }

  /** ALSA's configuration, for another process. */
  Path configuration() {
    return folder.toAbsolutePath().resolve("asound.conf");
  }

  /** Something happens to the card: see virtual_card.c. */
  void suffer(String what) throws IOException {
    Files.createFile(folder.resolve(what));
  }

  void recover(String what) throws IOException {
    Files.deleteIfExists(folder.resolve(what));
  }

  /** Waits until a line of its log begins so; all that follows in that line. */
  long[] awaitLog(int number, String what) throws IOException, InterruptedException {
    String start = number + " " + what + " ";
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (System.nanoTime() < end) {
      for (String line : log().lines().toList()) {
        if (line.startsWith(start)) {
          String[] figures = line.substring(start.length()).split(" ", -1);
          return new long[] {Long.parseLong(figures[0]), Long.parseLong(figures[1])};
        }
      }
      Thread.sleep(20);
    }
    return fail("no line of the card's log begins with \"" + start + "\":\n" + log());
  }

  String log() throws IOException {
    Path log = folder.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** Waits until all that started has ended; the number of the last playback. */
  int awaitIdle() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (true) {
      List<String> lines = log().lines().toList();
      List<String> playing =
          lines.stream()
              .filter(line -> line.contains(" starts with "))
              .map(line -> line.substring(0, line.indexOf(' ')) + " ends with ")
              .filter(last -> lines.stream().noneMatch(line -> line.startsWith(last)))
              .toList();
      if (playing.isEmpty()) {
        return last(lines, "");
      }
      assertTrue(System.nanoTime() < end, () -> "the card waits for " + playing);
      Thread.sleep(20);
    }
  }

  /** Waits until one starts after another; its number. */
  int awaitStart(int before) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    int started = before;
    while (started <= before) {
      assertTrue(System.nanoTime() < end, "no playback starts");
      Thread.sleep(20);
      started = last(log().lines().toList(), " starts with ");
    }
    return started;
  }

  private static int last(List<String> lines, String what) {
    return lines.stream()
        .filter(line -> line.contains(what))
        .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(' '))))
        .max()
        .orElse(0);
  }

  /** Waits until a playback has taken so many frames. */
  void await(int number, int frames) throws IOException, InterruptedException {
    Path heard = folder.resolve("heard-" + number);
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!Files.exists(heard) || Files.size(heard) < 4L * frames) {
      assertTrue(System.nanoTime() < end, () -> "the card heard too little of " + heard);
      Thread.sleep(20);
    }
  }

  /** All that a playback was, in two channels of 16 bits. */
  byte[] heard(int number) throws IOException {
    return Files.readAllBytes(folder.resolve("heard-" + number));
  }

  /** From now on there is no device. */
  @Override
  public void close() {
    setVariable("/dev/null");
  }
}
