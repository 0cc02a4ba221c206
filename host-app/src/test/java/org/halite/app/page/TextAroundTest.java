package org.halite.app.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Places in a text, as modules count them. */
class TextAroundTest {
  /** One, two, three and four bytes of UTF-8; the last is two characters of Java. */
  private static final String TEXT = "a\u00e4\u65e5\ud83d\ude00z";

  @Test
  void bytesBecomeCharacters() {
    int[][] bytesAndCharacters = {{0, 0}, {1, 1}, {3, 2}, {6, 3}, {10, 5}, {11, 6}};
    for (int[] row : bytesAndCharacters) {
      TextAround around = TextAround.of(TEXT, row[0], row[0]);
      assertEquals(row[1], around.caret(), row[0] + " bytes");
      assertEquals("", around.selected());
    }
  }

  @Test
  void theSelectionMayRunEitherWay() {
    assertEquals("\u00e4\u65e5", TextAround.of(TEXT, 1, 6).selected());
    assertEquals("\u00e4\u65e5", TextAround.of(TEXT, 6, 1).selected());
  }

  @Test
  void aPlaceWithinACharacterOrBeyondTheTextIsItsEnd() {
    for (int bytes : new int[] {2, 4, 5, 7, 8, 9, 12, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      assertEquals(TEXT.length(), TextAround.of(TEXT, bytes, 0).caret(), bytes + " bytes");
    }
    assertEquals(0, TextAround.of("", -1, 3).caret());
  }

  @Test
  void whatIsAskedForBeyondTheTextIsNotThere() {
    TextAround around = TextAround.of("abc", 0, 0);
    assertEquals("abc", around.part(-5, 99));
    assertEquals("bc", around.part(1, Integer.MAX_VALUE));
    assertEquals("", around.part(2, 1));
    assertEquals("", around.part(Integer.MAX_VALUE, Integer.MIN_VALUE));
  }
}
