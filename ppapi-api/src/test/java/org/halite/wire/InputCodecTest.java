package org.halite.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.halite.ppapi.PpInputEvent;
import org.junit.jupiter.api.Test;

class InputCodecTest {
  private static final InputDetail.Touch FINGER =
      new InputDetail.Touch(2, 7, 1.5f, -2, 3, 4, 90, 0.25f);

  /** One of each kind, with a type of its class. */
  private static Map<InputDetail, Integer> kinds() {
    Map<InputDetail, Integer> kinds = new LinkedHashMap<>();
    kinds.put(new InputDetail.Mouse(2, 1, -3, 4, 5, -6), PpInputEvent.MOUSEUP);
    kinds.put(new InputDetail.Wheel(1.5f, -2, 0.25f, 3, true), PpInputEvent.WHEEL);
    kinds.put(new InputDetail.Key(65, null, "KeyA"), PpInputEvent.KEYDOWN);
    kinds.put(new InputDetail.Key(0, "\ud83d\ude00", ""), PpInputEvent.CHAR);
    kinds.put(
        new InputDetail.Composition("にほん", List.of(0, 3, 9), 1, 3, 9),
        PpInputEvent.IME_COMPOSITION_UPDATE);
    kinds.put(InputDetail.Composition.NONE, PpInputEvent.IME_COMPOSITION_END);
    kinds.put(new InputDetail.Touches(List.of(FINGER, FINGER)), PpInputEvent.TOUCHMOVE);
    return kinds;
  }

  @Test
  void whatWasSaidArrives() throws WireException {
    for (Map.Entry<InputDetail, Integer> kind : kinds().entrySet()) {
      assertEquals(
          kind.getKey(), InputCodec.decode(kind.getValue(), InputCodec.encode(kind.getKey())));
    }
  }

  @Test
  void bytesThatEndEarlyOrGoOnAreRefused() throws WireException {
    for (Map.Entry<InputDetail, Integer> kind : kinds().entrySet()) {
      byte[] whole = InputCodec.encode(kind.getKey());
      for (int length = 0; length <= whole.length + 1; length++) {
        byte[] other = Arrays.copyOf(whole, length);
        if (length != whole.length) {
          assertThrows(WireException.class, () -> InputCodec.decode(kind.getValue(), other));
        }
      }
    }
  }

  @Test
  void listsAndTextsAreBoundedOnBothSides() {
    List<InputDetail.Touch> fingers = Collections.nCopies(InputCodec.MAX_TOUCHES + 1, FINGER);
    List<Integer> segments = Collections.nCopies(InputCodec.MAX_SEGMENTS + 1, 0);
    String text = "x".repeat(InputCodec.MAX_TEXT + 1);
    for (InputDetail detail :
        List.of(
            new InputDetail.Touches(fingers),
            new InputDetail.Composition("", segments, 0, 0, 0),
            new InputDetail.Composition(text, List.of(), 0, 0, 0),
            new InputDetail.Key(0, text, null))) {
      assertThrows(WireException.class, () -> InputCodec.encode(detail));
    }
    byte[] endless = {-1, -1, -1, 127, 0, 0, 0, 0};
    for (int type : new int[] {PpInputEvent.TOUCHSTART, PpInputEvent.IME_TEXT}) {
      assertThrows(WireException.class, () -> InputCodec.decode(type, endless));
    }
  }

  @Test
  void unknownTypesAndTextsThatAreNoTextAreRefused() throws WireException {
    byte[] mouse = InputCodec.encode(InputDetail.Mouse.NONE);
    for (int type : new int[] {-1, 19, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThrows(WireException.class, () -> InputCodec.decode(type, mouse));
    }
    byte[] key = InputCodec.encode(new InputDetail.Key(0, "é", ""));
    int at = new String(key, StandardCharsets.ISO_8859_1).indexOf('Ã');
    key[at] = (byte) 0xff;
    assertThrows(WireException.class, () -> InputCodec.decode(PpInputEvent.CHAR, key));
  }

  @Test
  void randomBytesAreADetailOrRefused() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(48)];
      random.nextBytes(bytes);
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = random.nextInt(3) == 0 ? bytes[k] : 0; // lengths that may be
      }
      try {
        InputDetail _ = InputCodec.decode(random.nextInt(19), bytes);
      } catch (WireException expected) {
        // refused
      }
    }
  }
}
