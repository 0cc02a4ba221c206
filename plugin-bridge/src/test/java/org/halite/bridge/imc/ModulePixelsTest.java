package org.halite.bridge.imc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.halite.wire.DescriptorWire;
import org.halite.wire.WireException;
import org.junit.jupiter.api.Test;

/** Pictures in memory that a module was lent. */
final class ModulePixelsTest {
  private static final int SIZE = DescriptorWire.PAGE;

  private final LentThings lent = new LentThings();
  private final ModulePixels pixels = new ModulePixels(null, lent, null, 0);

  private int lend() throws Exception {
    try (ImcDescriptor.SharedMemory memory = ImcDescriptor.SharedMemory.create(SIZE)) {
      return lent.lend(memory);
    }
  }

  @Test
  void noPictureIsLargerThanItsMemory() throws Exception {
    int number = lend();
    WireException refused = assertThrows(WireException.class, () -> pixels.open(number, SIZE + 1L));
    assertEquals("a picture larger than the memory that it is in", refused.getMessage());
    assertThrows(WireException.class, () -> pixels.open(number, 4L * Integer.MAX_VALUE));
    FramePixels shown = pixels.open(number, SIZE);
    assertEquals(SIZE, shown.bytes().capacity());
    shown.release();
    pixels.end();
  }

  @Test
  void whatIsShownStaysUntilNobodyShowsItWhateverTheModuleDrops() throws Exception {
    int number = lend();
    FramePixels shown = pixels.open(number, 4);
    pixels.drop(number);
    assertThrows(WireException.class, () -> pixels.open(number, 4));
    pixels.end();
    ByteBuffer bytes = shown.bytes();
    assertEquals(0, bytes.get(SIZE - 1));
    shown.release();
    assertThrows(IllegalStateException.class, () -> bytes.get(0));
    assertThrows(IllegalStateException.class, shown::retain);
  }

  @Test
  void onlyMemoryIsAPicture() throws Exception {
    MemorySegment bytes = Arena.ofAuto().allocate(ValueLayout.JAVA_INT, 7);
    try (ImcDescriptor.File file = ImcDescriptor.File.frozen(bytes)) {
      int number = lent.lend(file);
      assertThrows(WireException.class, () -> pixels.open(number, 4));
    }
    assertThrows(WireException.class, () -> pixels.open(99, 4));
    assertThrows(WireException.class, () -> pixels.drop(99));
    pixels.end();
  }

  @Test
  void aModuleThatShowsManyMemoriesHasAFewMapped() throws Exception {
    FramePixels first = null;
    for (int i = 0; i < 50; i++) {
      FramePixels shown = pixels.open(lend(), 4);
      if (i == 0) {
        first = shown;
        ByteBuffer bytes = first.bytes();
        assertEquals(0, bytes.get(0));
      }
      shown.release();
    }
    assertThrows(IllegalStateException.class, first::retain);
    pixels.end();
  }
}
