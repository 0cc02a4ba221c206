package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.halite.bridge.store.ValidationCache;
import org.halite.wire.RuntimeWalls;
import org.junit.jupiter.api.Test;

/**
 * What people said against sandboxes of this kind: a way to the network, no bound on processor time
 * and memory, programs that must be linked in a special way or with a special C library. Met by the
 * process as the browser starts it; the probes of {@code runtime.jail} attack each wall by itself.
 */
class OlderComplaintsTest {
  private static final Path FAULTS = Path.of("..", "sample-apps", "faults");

  // elf.h
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;

  private static ExitReport run(Path nexe, long memory, Duration time) throws Exception {
    return new ProgramRun(nexe, List.of(), Map.of(), memory, time)
        .run(RuntimeCommand.installed(), ValidationCache.none(), (level, text) -> {});
  }

  @Test
  void aModuleHasNoNetworkAndNoFile() throws Exception {
    // Calls for sockets, files and processes by every number there is; 0 when none gave anything.
    ExitReport report = run(FAULTS.resolve("tries-every-call.nexe"), 0, Duration.ofSeconds(20));
    assertEquals(0, report.status(), report.reason());
    boolean filtered = false;
    for (RuntimeWalls.Wall wall : WallInspection.of(RuntimeCommand.installed())) {
      filtered |= wall.name().equals("system call filter") && wall.stands();
    }
    assertTrue(filtered);
  }

  @Test
  void aModuleThatNeverEndsIsEnded() throws Exception {
    ExitReport report = run(FAULTS.resolve("loops-at-start.nexe"), 0, Duration.ofSeconds(1));
    assertTrue(report.reason().contains("ran longer than 1"), report.reason());
  }

  @Test
  void aModuleGetsNoMoreMemoryThanItIsAllowed() throws Exception {
    Path nexe = Path.of("..", "sample-apps", "hello", "hello.nexe");
    ExitReport report = run(nexe, 16, Duration.ofSeconds(20));
    assertEquals(-1, report.status(), report.reason());
    assertTrue(report.reason().contains("it may have 16 bytes of memory"), report.reason());
  }

  @Test
  void aStaticBinaryWithoutAnyLibraryRuns() throws Exception {
    Path nexe = FAULTS.resolve("hidden-syscall.nexe");
    List<Integer> kinds = programHeaders(Files.readAllBytes(nexe));
    assertTrue(!kinds.contains(PT_INTERP) && !kinds.contains(PT_DYNAMIC), kinds::toString);
    assertEquals(42, run(nexe, 0, Duration.ofSeconds(20)).status());
  }

  private static List<Integer> programHeaders(byte[] nexe) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(nexe).order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = nexe[4] == 2;
    int at = wide ? (int) file.getLong(32) : file.getInt(28);
    int size = file.getShort(wide ? 54 : 42);
    int count = file.getShort(wide ? 56 : 44);
    if (count == 0) {
      throw new IOException("the module has no program headers");
    }
    Integer[] kinds = new Integer[count];
    for (int i = 0; i < count; i++) {
      kinds[i] = file.getInt(at + i * size);
    }
    return List.of(kinds);
  }
}
