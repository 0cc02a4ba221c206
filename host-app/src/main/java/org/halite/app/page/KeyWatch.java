package org.halite.app.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.web.WebView;
import org.halite.bridge.module.InputEvent;
import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputDetail;

/**
 * What WebKit does not tell a page of keys: their code, whether they repeat, and characters of keys
 * whose press the module took. JavaFX's event passes here just before WebKit makes the page's of
 * it. On the JavaFX thread.
 */
final class KeyWatch {
  /** Shift, control, alt, meta and the three buttons: what a page's events tell. */
  static final int ALL_MODIFIERS = 1 | 2 | 4 | 8 | 64 | 128 | 256;

  private static final int SHIFT = 1;
  private static final int CONTROL = 2;
  private static final int ALT = 4;
  private static final int META = 8;
  private static final double NANOS = 1e9;
  private static final Map<KeyCode, Key> KEYS = read();

  /** A row of keys.txt. */
  private record Key(int number, String code, boolean keypad) {}

  private final Set<KeyCode> down = EnumSet.noneOf(KeyCode.class);
  private KeyCode last = KeyCode.UNDEFINED;
  private boolean repeated;

  /**
   * @param typed is given characters; whether the page is not to get one
   */
  KeyWatch(WebView view, Predicate<InputEvent> typed) {
    view.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
    view.addEventFilter(KeyEvent.KEY_RELEASED, this::released);
    view.addEventFilter(
        KeyEvent.KEY_TYPED,
        event -> {
          InputEvent character = character(event);
          if (character != null && typed.test(character)) {
            event.consume();
          }
        });
  }

  private void pressed(KeyEvent event) {
    last = event.getCode();
    repeated = !down.add(last);
  }

  private void released(KeyEvent event) {
    last = event.getCode();
    repeated = false;
    down.remove(last);
  }

  /** The keys that are held with others. */
  static int modifiers(boolean shift, boolean control, boolean alt, boolean meta) {
    return (shift ? SHIFT : 0) | (control ? CONTROL : 0) | (alt ? ALT : 0) | (meta ? META : 0);
  }

  /** Caps lock and num lock, as modifiers. */
  static int locks() {
    int locks = 0;
    if (Platform.isKeyLocked(KeyCode.CAPS).orElse(false)) {
      locks |= PpInputEvent.MODIFIER_CAPSLOCK;
    }
    if (Platform.isKeyLocked(KeyCode.NUM_LOCK).orElse(false)) {
      locks |= PpInputEvent.MODIFIER_NUMLOCK;
    }
    return locks;
  }

  /**
   * An event of the key that JavaFX told last.
   *
   * @param told the number that WebKit told the page
   */
  InputEvent event(int type, int modifiers, double seconds, int told) {
    Key key = KEYS.get(last);
    int all =
        modifiers
            | (key != null && key.keypad ? PpInputEvent.MODIFIER_KEYPAD : 0)
            | (repeated && type == PpInputEvent.KEYDOWN ? PpInputEvent.MODIFIER_AUTOREPEAT : 0);
    InputDetail detail =
        key == null
            ? new InputDetail.Key(told, null, "")
            : new InputDetail.Key(key.number, null, key.code);
    return new InputEvent(type, all, seconds, detail);
  }

  /** The character that a key typed, as Chrome told it; null for none. */
  private InputEvent character(KeyEvent event) {
    String text = event.getCharacter();
    int modifiers =
        modifiers(event.isShiftDown(), event.isControlDown(), event.isAltDown(), event.isMetaDown())
            | (repeated ? PpInputEvent.MODIFIER_AUTOREPEAT : 0);
    boolean command = event.isControlDown() != event.isAltDown() || event.isMetaDown();
    if (text.equals("\r") || text.equals("\n")) {
      text = "\r"; // what Enter types, whatever the platform calls a line's end
    } else if (text.isEmpty()
        || text.codePointCount(0, text.length()) != 1
        || Character.isISOControl(text.codePointAt(0))
        || command && !event.isAltDown()) {
      return null;
    }
    return new InputEvent(
        PpInputEvent.CHAR,
        modifiers | locks(),
        System.nanoTime() / NANOS,
        new InputDetail.Key(0, text, ""));
  }

  private static Map<KeyCode, Key> read() {
    Map<KeyCode, Key> keys = new EnumMap<>(KeyCode.class);
    try (InputStream in = KeyWatch.class.getResourceAsStream("keys.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] words = line.strip().split("\\s+", -1);
          keys.put(
              KeyCode.valueOf(words[0]),
              new Key(Integer.parseInt(words[1]), words[2], words.length > 3));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys;
  }
}
