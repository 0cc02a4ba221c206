package org.halite.bridge.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SealedMemoryTest {
  private static final long SIZE = 8192;

  /** Names of this process's descriptors of memory. */
  private static Set<Path> memories() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(SealedMemoryTest::isMemory).collect(Collectors.toSet());
    }
  }

  private static boolean isMemory(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:halite");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /** Maps it to write, by which nobody can seal it. */
  private static void hold(Path memory, Arena arena) throws IOException {
    try (FileChannel channel =
        FileChannel.open(memory, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertEquals(SIZE, channel.map(MapMode.READ_WRITE, 0, SIZE, arena).byteSize());
    }
  }

  private static Path newest(Set<Path> before) throws IOException {
    Set<Path> now = memories();
    now.removeAll(before);
    assertEquals(1, now.size());
    return now.iterator().next();
  }

  @Test
  void memoryThatIsHeldForAMomentIsSealedAllTheSame() throws Exception {
    Set<Path> before = memories();
    try (SharedDescriptor.Unfrozen fresh = new SharedDescriptor.Unfrozen(SIZE)) {
      Arena holder = Arena.ofShared();
      hold(newest(before), holder);
      CompletableFuture<Void> letGo =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                holder.close();
              });
      SharedDescriptor file = fresh.freeze();
      assertTrue(letGo.isDone() || !holder.scope().isAlive(), "sealed while it could be written");
      assertEquals(SIZE, file.size());
      file.release();
      letGo.get();
    }
  }

  @Test
  void memoryThatSomebodyCanStillWriteIsNotHandedOut() throws IOException {
    Set<Path> before = memories();
    try (SharedDescriptor.Unfrozen fresh = new SharedDescriptor.Unfrozen(SIZE);
        Arena holder = Arena.ofConfined()) {
      hold(newest(before), holder);
      IOException refused = assertThrows(IOException.class, fresh::freeze);
      assertEquals("the kernel refused to seal memory (errno 16)", refused.getMessage());
    }
  }
}
