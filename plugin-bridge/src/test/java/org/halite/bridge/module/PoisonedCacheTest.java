package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.halite.bridge.store.JudgedModule;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.ValidationCache;
import org.halite.runtime.SandboxCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way with the real, jailed runtime process: a module with a system call in its text, and
 * a cache that somebody prepared for it (spec/attacks.md 28).
 */
class PoisonedCacheTest {
  private static final Path FAULTS = Path.of("..", "sample-apps", "faults");

  @TempDir Path folder;
  private Path hostile;
  private Path good;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void makeModulesThatAreWorthAVerdict() throws IOException {
    hostile = enlarge("contains-syscall.nexe");
    good = enlarge("exits-at-once.nexe");
  }

  /** What lies behind the end of an ELF file is of no meaning. */
  private Path enlarge(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(FAULTS.resolve(name));
    byte[] larger = java.util.Arrays.copyOf(bytes, bytes.length + NexeTransfer.WORTH_KEEPING);
    return Files.write(folder.resolve(name), larger);
  }

  private Profile profile(String name) {
    return new Profile(folder.resolve(name + "-data"), folder.resolve(name + "-cache"));
  }

  private ValidationCache cache() {
    return ValidationCache.of(profile("p"));
  }

  private ExitReport run(Path nexe) throws Exception {
    return new ProgramRun(nexe, List.of(), Map.of(), 0, Duration.ofSeconds(20))
        .run(
            RuntimeCommand.installed(),
            cache(),
            (level, text) -> {
              // Which walls stand is said of every module.
              if (!text.startsWith("walls that stand")) {
                synchronized (log) {
                  log.add(level + " " + text);
                }
              }
            });
  }

  private void assertRefused(String warning) throws Exception {
    ExitReport report = run(hostile);
    assertEquals(-1, report.status(), report.reason());
    assertTrue(
        report.reason().contains("breaks the sandbox's rules in one place"), report.reason());
    assertEquals(1, log.size(), log.toString());
    assertTrue(log.getFirst().startsWith("WARNING the kept verdict "), log.getFirst());
    assertTrue(log.getFirst().endsWith(warning), log.getFirst());
    log.clear();
  }

  private static final String NOT_AUTHENTIC =
      "was ignored: it is not authentic: it was changed, or made for another module or by another"
          + " profile";

  /** What the browser asks the cache about: who has the profile's key can compute it. */
  private static JudgedModule judged(Path nexe) throws Exception {
    byte[] bytes = Files.readAllBytes(nexe);
    RuntimeVersion version = new RuntimeVersion(RuntimeCommand.installed());
    return new JudgedModule(
        version.of(version.stamp()),
        new SandboxCode().features(),
        bytes.length,
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  private List<Path> entries(String name) throws IOException {
    try (Stream<Path> all = Files.walk(profile(name).cache().resolve("libraries/verdicts"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void aModuleIsRefusedWhateverLiesInTheCacheUnderItsName() throws Exception {
    assertEquals(7, run(good).status());
    byte[] goodEntry = Files.readAllBytes(entries("p").getFirst());
    Path goodName = entries("p").getFirst();
    cache().keep("halite run", judged(hostile), log::add); // for its name only
    Path name = entries("p").stream().filter(e -> !e.equals(goodName)).findFirst().orElseThrow();

    Files.write(name, goodEntry);
    assertRefused(NOT_AUTHENTIC);

    ValidationCache.of(profile("enemy")).keep("halite run", judged(hostile), log::add);
    Files.write(name, Files.readAllBytes(entries("enemy").getFirst()));
    assertRefused(NOT_AUTHENTIC);

    Files.write(name, new byte[40]);
    assertRefused(NOT_AUTHENTIC);

    Files.write(name, java.util.Arrays.copyOf(goodEntry, 20));
    assertRefused("was ignored: it has 20 bytes instead of 40");

    Files.delete(name);
    Files.createSymbolicLink(name, goodName);
    assertRefused("was ignored: it is not a regular file");
  }

  /**
   * The test above attacks the right place: with the profile's own key the entry is believed, and
   * the system call runs, into the outer sandbox.
   */
  @Test
  void onlyTheProfilesKeyStandsBetween() throws Exception {
    cache().keep("halite run", judged(hostile), log::add);
    ExitReport report = run(hostile);
    assertTrue(report.status() >= 0, report.reason());
    assertTrue(log.getFirst().startsWith("TIP contains-syscall.nexe was validated before"));
  }

  @Test
  void aRefusalLeavesNothingInTheCache() throws Exception {
    assertEquals(-1, run(hostile).status());
    assertEquals(-1, run(hostile).status());
    assertEquals(List.of(), log);
    assertEquals(List.of(), files());
  }

  private List<Path> files() throws IOException {
    return Files.exists(profile("p").cache()) ? entries("p") : List.of();
  }

  @Test
  void theVerdictOnAGoodModuleIsUsedAndTheModuleRunsTheSame() throws Exception {
    assertEquals(7, run(good).status());
    byte[] entry = Files.readAllBytes(entries("p").getFirst());
    assertEquals(List.of(), log);
    assertEquals(7, run(good).status());
    assertEquals(
        List.of(
            "TIP exits-at-once.nexe was validated before: the verdict kept for these bytes was"
                + " used"),
        log);
    assertArrayEquals(entry, Files.readAllBytes(entries("p").getFirst()));
  }

  @Test
  void aModuleThatOnlyDiffersInOneByteOfItsTextIsValidated() throws Exception {
    assertEquals(7, run(good).status());
    byte[] bytes = Files.readAllBytes(good);
    int exit = indexOf(bytes, new byte[] {(byte) 0xbf, 7, 0, 0, 0}); // mov edi, 7
    bytes[exit] = (byte) 0xc3; // ret
    assertEquals(-1, run(Files.write(folder.resolve("changed.nexe"), bytes)).status());
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("not in the file");
  }
}
