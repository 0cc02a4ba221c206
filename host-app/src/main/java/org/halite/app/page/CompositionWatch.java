package org.halite.app.page;

import com.sun.javafx.scene.input.ExtendedInputMethodRequests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import javafx.geometry.Point2D;
import javafx.scene.input.InputMethodEvent;
import javafx.scene.input.InputMethodHighlight;
import javafx.scene.input.InputMethodRequests;
import javafx.scene.input.InputMethodTextRun;
import javafx.scene.web.WebView;
import org.halite.bridge.module.InputEvent;
import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputDetail;

/**
 * Text that an input method composes for the element with the keyboard, past WebKit, which has
 * nothing to edit there. The order of events is Chrome's: START when there is text, UPDATE at each
 * change, END when it is committed or taken back, TEXT for what was committed. On the JavaFX
 * thread.
 */
final class CompositionWatch {
  /** Characters of a text; more is cut off. */
  private static final int MAX_CHARACTERS = 16_000;

  private static final int MAX_SEGMENTS = 256;
  private static final double NANOS = 1e9;

  /**
   * The element that has the keyboard.
   *
   * @param wants whether it wants events of a class
   * @param place of its lower left corner in the window, where a list of candidates may stand
   * @param around what stands there
   */
  record Writer(IntPredicate wants, Consumer<InputEvent> take, Point2D place, TextAround around) {
    boolean composes() {
      return wants.test(PpInputEvent.CLASS_IME);
    }

    /** Whether an input method is of any use to it. */
    boolean writes() {
      return composes() || wants.test(PpInputEvent.CLASS_KEYBOARD);
    }
  }

  private final WebView view;
  private final Supplier<Writer> writer;
  private final InputMethodRequests requests = new Requests();
  private InputMethodRequests ofPage;
  private boolean composing;

  /**
   * @param writer null when no element has the keyboard
   */
  CompositionWatch(WebView view, Supplier<Writer> writer) {
    this.view = view;
    this.writer = writer;
    view.addEventFilter(InputMethodEvent.INPUT_METHOD_TEXT_CHANGED, this::changed);
    // WebKit sets its own when something that it edits gets or loses the focus.
    view.inputMethodRequestsProperty().addListener((_, _, _) -> ask());
  }

  /** The keyboard is another's, or its element wants other events. */
  void ask() {
    Writer now = writer.get();
    InputMethodRequests current = view.getInputMethodRequests();
    if (now != null && now.writes()) {
      if (current != requests) {
        ofPage = current;
        view.setInputMethodRequests(requests);
      }
    } else if (current == requests) {
      view.setInputMethodRequests(ofPage);
    }
  }

  /** Another has the keyboard: what was begun for the last one does not go on. */
  void moved() {
    composing = false;
    ask();
  }

  /** What is composed is taken back: the input method loses whom it writes for, for a moment. */
  void cancel() {
    composing = false;
    if (view.getInputMethodRequests() == requests) {
      InputMethodRequests kept = ofPage;
      view.setInputMethodRequests(null); // whereupon ask() sets it again
      ofPage = kept;
    }
  }

  private void changed(InputMethodEvent event) {
    Writer to = writer.get();
    if (to == null || !to.writes()) {
      return;
    }
    event.consume();
    if (to.composes()) {
      compose(to, event);
    } else {
      // As if typed, to a module that knows keys alone.
      cut(event.getCommitted())
          .codePoints()
          .mapToObj(Character::toString)
          .forEach(text -> send(to, PpInputEvent.CHAR, new InputDetail.Key(0, text, "")));
    }
  }

  private void compose(Writer to, InputMethodEvent event) {
    String committed = cut(event.getCommitted());
    if (!committed.isEmpty()) {
      composing = false;
      send(to, PpInputEvent.IME_COMPOSITION_END, plain(committed));
      send(to, PpInputEvent.IME_TEXT, plain(committed));
    }
    InputDetail.Composition composed = composed(event);
    if (!composed.text().isEmpty()) {
      if (!composing) {
        composing = true;
        send(to, PpInputEvent.IME_COMPOSITION_START, plain(""));
      }
      send(to, PpInputEvent.IME_COMPOSITION_UPDATE, composed);
    } else if (composing) {
      composing = false;
      send(to, PpInputEvent.IME_COMPOSITION_END, plain(""));
    }
  }

  private static void send(Writer to, int type, InputDetail detail) {
    to.take.accept(new InputEvent(type, 0, System.nanoTime() / NANOS, detail));
  }

  private static InputDetail.Composition plain(String text) {
    return new InputDetail.Composition(text, List.of(), -1, 0, 0);
  }

  private static InputDetail.Composition composed(InputMethodEvent event) {
    StringBuilder text = new StringBuilder();
    List<Integer> segments = new ArrayList<>(List.of(0));
    int target = -1;
    for (InputMethodTextRun run : event.getComposed()) {
      if (text.length() + run.getText().length() > MAX_CHARACTERS
          || segments.size() > MAX_SEGMENTS) {
        break;
      }
      boolean selected =
          run.getHighlight() == InputMethodHighlight.SELECTED_RAW
              || run.getHighlight() == InputMethodHighlight.SELECTED_CONVERTED;
      if (selected && target < 0) {
        target = segments.size() - 1;
      }
      text.append(run.getText());
      segments.add(utf8Length(text));
    }
    int caret = Math.clamp(event.getCaretPosition(), 0, text.length());
    int selection = utf8Length(text.substring(0, caret));
    return new InputDetail.Composition(text.toString(), segments, target, selection, selection);
  }

  private static int utf8Length(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS);
  }

  /**
   * What a module told of its text: all that JavaFX has a place for. On Linux, JavaFX itself asks
   * only where the text is.
   */
  private final class Requests implements ExtendedInputMethodRequests {
    @Override
    public Point2D getTextLocation(int offset) {
      Writer now = writer.get();
      Point2D place = now == null ? Point2D.ZERO : now.place;
      Point2D onScreen = view.localToScreen(place);
      return onScreen == null ? place : onScreen;
    }

    /** Modules do not tell where which character is. */
    @Override
    public int getLocationOffset(int x, int y) {
      return 0;
    }

    /** Nothing of PPAPI takes back what was committed. */
    @Override
    public void cancelLatestCommittedText() {}

    @Override
    public String getSelectedText() {
      return around().selected();
    }

    @Override
    public int getInsertPositionOffset() {
      return around().caret();
    }

    @Override
    public String getCommittedText(int begin, int end) {
      return around().part(begin, end);
    }

    @Override
    public int getCommittedTextLength() {
      return around().text().length();
    }

    private TextAround around() {
      Writer now = writer.get();
      return now == null ? TextAround.NONE : now.around;
    }
  }
}
