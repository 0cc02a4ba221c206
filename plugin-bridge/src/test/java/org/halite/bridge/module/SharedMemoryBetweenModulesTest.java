package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.halite.bridge.imc.ImcDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shared memory of real modules in jailed processes, with each other and with the browser. */
@Timeout(120)
class SharedMemoryBetweenModulesTest {
  private static final int SIZE = 2 * Puppet.PAGE;
  private static final int LAST = SIZE - Integer.BYTES;
  private static final int ENOMEM = -12;
  private static final int EIO = -5;
  private static final int EBADF = -9;
  private static final int EACCES = -13;

  /** Descriptors of memory that this process has open now. */
  private static long open() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(SharedMemoryBetweenModulesTest::isMemory).count();
    }
  }

  private static boolean isMemory(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:halite");
    } catch (IOException e) { // closed meanwhile
      return false;
    }
  }

  /** Closing travels as a message does. */
  private static void assertNoneIsLeft() throws Exception {
    for (int i = 0; i < 200 && open() > 0; i++) {
      Thread.sleep(50);
    }
    assertEquals(0, open());
  }

  @Test
  void memoryThatOneModuleMadeAndSentIsMappedByBoth() throws Exception {
    try (Puppet maker = new Puppet();
        Puppet other = new Puppet()) {
      int memory = maker.newMemory(SIZE);
      int here = maker.map(memory, SIZE);
      maker.write(here + LAST, 21);
      int line = maker.connectTo(other);
      int otherLine = other.accept();
      assertEquals(0, maker.send(line, memory));
      int there = other.map(other.receive(otherLine)[0], SIZE);
      assertEquals(21, other.read(there + LAST));
      other.write(there, 42);
      assertEquals(42, maker.read(here));
      maker.write(here, 43);
      assertEquals(43, other.read(there));
    }
    assertNoneIsLeft();
  }

  @Test
  void whatComesBackIsTheSameDescriptor() throws Exception {
    try (Puppet maker = new Puppet()) {
      int memory = maker.newMemory(SIZE);
      int here = maker.map(memory, SIZE);
      ImcDescriptor out = maker.out(memory);
      int[] back = maker.give(out, out);
      out.close();
      maker.write(here, 7);
      for (int number : back) {
        assertEquals(7, maker.read(maker.map(number, SIZE)));
        assertEquals(0, maker.call(Puppet.CLOSE, number));
      }
      assertEquals(1, open());
      assertEquals(0, maker.call(Puppet.CLOSE, memory));
      assertNoneIsLeft();
      assertEquals(7, maker.read(here), "a mapping keeps the memory");
    }
  }

  @Test
  void theBrowserMapsWhatAModuleMade() throws Exception {
    try (Puppet maker = new Puppet();
        Arena arena = Arena.ofConfined()) {
      int memory = maker.newMemory(SIZE);
      int here = maker.map(memory, SIZE);
      maker.write(here, 1, 2);
      MemorySegment mapped;
      try (ImcDescriptor out = maker.out(memory)) {
        ImcDescriptor.SharedMemory shared = assertInstanceOf(ImcDescriptor.SharedMemory.class, out);
        assertEquals(SIZE, shared.size());
        mapped = shared.map(arena);
      }
      assertArrayEquals(new int[] {1, 2}, mapped.asSlice(0, 8).toArray(ValueLayout.JAVA_INT));
      mapped.set(ValueLayout.JAVA_INT, LAST, 99);
      assertEquals(99, maker.read(here + LAST));
    }
  }

  @Test
  void modulesMapWhatTheBrowserMade() throws Exception {
    try (Puppet one = new Puppet();
        Puppet other = new Puppet();
        ImcDescriptor.SharedMemory memory = ImcDescriptor.SharedMemory.create(SIZE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = memory.map(arena);
      mapped.set(ValueLayout.JAVA_INT, LAST, 5);
      int here = one.map(one.give(memory)[0], SIZE);
      int there = other.map(other.give(memory)[0], SIZE);
      assertEquals(5, one.read(here + LAST));
      one.write(here, 6);
      assertEquals(6, other.read(there));
      assertEquals(6, mapped.get(ValueLayout.JAVA_INT, 0));
    }
    assertNoneIsLeft();
  }

  @Test
  void aClosedMemoryIsNeitherMappedNorSent() throws Exception {
    try (Puppet module = new Puppet();
        Arena arena = Arena.ofConfined()) {
      ImcDescriptor.SharedMemory memory = ImcDescriptor.SharedMemory.create(SIZE);
      memory.close();
      memory.close();
      assertThrows(IOException.class, () -> memory.map(arena));
      IOException refused = assertThrows(IOException.class, () -> module.give(memory));
      assertEquals("a descriptor that is closed cannot be sent", refused.getMessage());
      assertEquals(-9, module.call(Puppet.CLOSE, 99), "the module is well: EBADF");
    }
  }

  @Test
  void memoryOutlivesTheModuleThatMadeIt() throws Exception {
    try (Puppet other = new Puppet()) {
      int there;
      int given;
      try (Puppet maker = new Puppet()) {
        int memory = maker.newMemory(SIZE);
        maker.write(maker.map(memory, SIZE), 77);
        try (ImcDescriptor out = maker.out(memory)) {
          given = other.give(out)[0];
        }
        maker.close();
        assertEquals(137, maker.program().exit().get(20, TimeUnit.SECONDS).status());
      }
      there = other.map(given, SIZE);
      assertEquals(77, other.read(there));
      other.write(there + LAST, 78);
      assertEquals(78, other.read(there + LAST));
      assertEquals(0, other.call(Puppet.CLOSE, given));
      assertNoneIsLeft();
      assertEquals(77, other.read(there));
    }
  }

  @Test
  void aFloodOfMemoriesEndsInEnomemAndLeavesRoomWhenTheyAreClosed() throws Exception {
    try (Puppet flooder = new Puppet();
        Puppet other = new Puppet()) {
      int first = flooder.newMemory(Puppet.PAGE);
      assertTrue(first > 0, "number " + first);
      int count = 1;
      while (flooder.newMemory(Puppet.PAGE) > 0) {
        count++;
      }
      assertEquals(256, count);
      assertEquals(ENOMEM, flooder.newMemory(Puppet.PAGE));
      assertEquals(256, open());
      assertTrue(other.newMemory(Puppet.PAGE) > 0, "nobody else feels it");
      assertEquals(0, flooder.call(Puppet.CLOSE, first));
      for (int i = 0; i < 200 && open() > 256; i++) {
        Thread.sleep(50);
      }
      assertEquals(first, flooder.newMemory(Puppet.PAGE));
    }
    assertNoneIsLeft();
  }

  /** Memory that was closed and is kept by somebody else counts for who made it. */
  @Test
  void aModuleMakesNoMoreMemoryForOthersThanItMayHave() throws Exception {
    try (Puppet maker = new Puppet(64L << 20);
        Puppet keeper = new Puppet()) {
      int made = 0;
      while (true) {
        int memory = maker.newMemory(16 << 20);
        if (memory < 0) {
          assertEquals(ENOMEM, memory);
          break;
        }
        try (ImcDescriptor out = maker.out(memory)) {
          int[] kept = keeper.give(out);
          assertTrue(kept[0] > 0);
        }
        assertEquals(0, maker.call(Puppet.CLOSE, memory));
        made++;
      }
      assertEquals(4, made);
    }
    assertNoneIsLeft();
  }

  @Test
  void aFileOfTheBrowsersIsReadMappedAndPassedOn(@TempDir Path folder) throws Exception {
    Path path = Files.writeString(folder.resolve("f"), "words of a file, and no more");
    try (Puppet one = new Puppet();
        Puppet other = new Puppet();
        ImcDescriptor.File file = ImcDescriptor.File.open(path)) {
      assertEquals(28, file.size());
      int here = one.give(file)[0];
      assertEquals("words of", one.text(here, 8));
      assertEquals(" a file,", one.text(here, 8));
      int line = one.connectTo(other);
      int otherLine = other.accept();
      assertEquals(0, one.send(line, here));
      int there = other.receive(otherLine)[0];
      assertEquals("words of", other.text(there, 8), "a place of its own");
      int mapped = other.map(there, Puppet.PAGE, 1);
      assertEquals('w' | 'o' << 8 | 'r' << 16 | 'd' << 24, other.read(mapped));
      assertEquals(EACCES, other.map(there, Puppet.PAGE, 3));
      assertEquals(EBADF, other.write(there, "other words"));
      assertEquals("words of a file, and no more", Files.readString(path));
    }
  }

  @Test
  void aFrozenFileIsReadAndMappedAndNeverChanged() throws Exception {
    byte[] text = "a library, say".getBytes(StandardCharsets.UTF_8);
    try (Puppet module = new Puppet();
        ImcDescriptor.File library = ImcDescriptor.File.frozen(MemorySegment.ofArray(text))) {
      text[0] = 'A';
      int here = module.give(library)[0];
      assertEquals("a library, say", module.text(here, 100));
      assertEquals("", module.text(here, 100), "its end");
      int mapped = module.map(here, Puppet.PAGE, 1);
      assertEquals('a' | ' ' << 8 | 'l' << 16 | 'i' << 24, module.read(mapped));
      assertEquals(EACCES, module.map(here, Puppet.PAGE, 3));
      assertEquals(EBADF, module.write(here, "x"));
    }
    assertNoneIsLeft();
  }

  @Test
  void onlyRegularFilesAreGiven(@TempDir Path folder) throws Exception {
    IOException refused =
        assertThrows(IOException.class, () -> ImcDescriptor.File.open(Path.of("/dev/zero")));
    assertEquals(
        "/dev/zero is not a regular file, and a module gets no other", refused.getMessage());
    assertThrows(IOException.class, () -> ImcDescriptor.File.open(folder));
    assertThrows(IOException.class, () -> ImcDescriptor.File.open(folder.resolve("none")));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
    assertThrows(IOException.class, () -> ImcDescriptor.File.open(link));
  }

  @Test
  void aFloodOfOpenFilesLeavesRoomForMemory() throws Exception {
    byte[] text = {'x'};
    try (Puppet module = new Puppet();
        ImcDescriptor.File file = ImcDescriptor.File.frozen(MemorySegment.ofArray(text))) {
      int[] numbers = new int[100];
      int readable = 0;
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = module.give(file)[0];
        readable += module.text(numbers[i], 1).length();
      }
      assertEquals(48, readable);
      assertTrue(module.newMemory(Puppet.PAGE) > 0);
      assertEquals(0, module.call(Puppet.CLOSE, numbers[0]));
      assertEquals("x", module.text(numbers[99], 1), "a place came free");
    }
    assertNoneIsLeft();
  }

  @Test
  void messagesThatNobodyTakesLeaveNoDescriptorOpen() throws Exception {
    try (Puppet maker = new Puppet();
        Puppet deaf = new Puppet()) {
      int memory = maker.newMemory(SIZE);
      int line = maker.connectTo(deaf);
      int deafLine = deaf.accept();
      for (int i = 0; i < 10; i++) {
        assertEquals(0, maker.send(line, memory, memory, memory, memory, memory, memory, memory));
      }
      assertEquals(0, maker.call(Puppet.CLOSE, memory));
      assertEquals(1, open());
      assertEquals(0, deaf.call(Puppet.CLOSE, deafLine));
      assertNoneIsLeft();
      assertEquals(EIO, sendUntilItFails(maker, line));
    }
  }

  private static int sendUntilItFails(Puppet module, int line) throws Exception {
    for (int i = 0; i < 200; i++) {
      int result = module.send(line);
      if (result != 0) {
        return result;
      }
      Thread.sleep(50);
    }
    return 0;
  }
}
