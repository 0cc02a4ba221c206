package org.halite.bridge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsers that die while they write, and disks that have no room. */
class StoreCrashTest {
  /** {@code -Dhalite.store.kills=200} is the whole of it. */
  private static final int KILLS = Integer.getInteger("halite.store.kills", 10);

  @TempDir Path folder;

  private static List<String> java(Path profile, long seed, String how) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        WritingBrowser.class.getName(),
        profile.toString(),
        Long.toString(seed),
        how);
  }

  private static Process start(List<String> line) throws IOException {
    return new ProcessBuilder(line).redirectErrorStream(true).start();
  }

  @Test
  void aBrowserThatIsKilledWhileItWritesLeavesAWholeStore() throws Exception {
    Random random = new Random(20_10);
    int most = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process browser = start(java(folder, random.nextLong(), "killed"));
      try (BufferedReader out = browser.inputReader(StandardCharsets.UTF_8)) {
        assertEquals("writing", out.readLine());
        Thread.sleep(random.nextInt(200)); // chooses the moment, asserts none
      } finally {
        browser.destroyForcibly(); // SIGKILL
        assertTrue(browser.waitFor(60, TimeUnit.SECONDS));
      }
      most = Math.max(most, WholeStore.check(folder));
    }
    assertTrue(most > 0, "nothing was ever written");
    leavesNothingBehind();
  }

  /** Ten minutes later the next browser removes what the dead ones had begun. */
  private void leavesNothingBehind() throws Exception {
    Path root = folder.resolve("cache/libraries");
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        if (path.getFileName().toString().startsWith(KeptFiles.UNFINISHED)) {
          Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
      }
    }
    try (LibraryStore store =
        LibraryStore.of(WritingBrowser.profile(folder), WritingBrowser.QUOTA, true)) {
      WritingBrowser.keep(store, 0, 0, new AtomicBoolean());
    }
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> left =
          all.filter(path -> path.getFileName().toString().startsWith(KeptFiles.UNFINISHED))
              .toList();
      assertEquals(List.of(), left);
    }
    assertTrue(WholeStore.check(folder) > 0);
  }

  @Test
  void aFullDiskLeavesAWholeStoreThatGoesOnWhenThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    String script =
        "mount -t tmpfs -o size=2m,mode=700 tmpfs \"$0\" 2>/dev/null || { echo no mount; exit; };"
            + " head -c 400000 /dev/zero > \"$0/filler\"; exec \"$@\"";
    List<String> line = new ArrayList<>();
    line.addAll(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script));
    line.add(disk.toString());
    line.addAll(java(disk, 0, "full"));
    List<String> said;
    try {
      Process browser = start(line);
      try (BufferedReader out = browser.inputReader(StandardCharsets.UTF_8)) {
        said = out.lines().toList();
      }
    } catch (IOException e) {
      said = List.of("no unshare: " + e.getMessage());
    }
    Assumptions.assumeFalse(
        said.isEmpty()
            || said.getFirst().startsWith("no ")
            || said.getFirst().startsWith("unshare"),
        "a disk of one's own needs user namespaces: " + said);
    assertEquals(List.of("full true after true", "whole true", "again true"), said);
  }
}
