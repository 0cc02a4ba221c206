package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which frames let an element of theirs fill the screen, and that they are then as large. */
@Timeout(180)
class FramesFillTest {
  /** The same server, but another origin. */
  private static final String OTHER = "location.origin.replace('127.0.0.1', 'localhost') + '/";

  private static final String SAME = "'/";

  @TempDir Path folder;

  /** A page around a frame, which passes on words to what is in it, and words to what is around. */
  private static String around(String address, String attributes) {
    return "<body style='margin:0'><div style='height:20px'></div><iframe id=f "
        + attributes
        + " style='width:300px;height:200px;border:3px solid;margin-left:10px;z-index:7'></iframe>"
        + "<script>var m = {readyState: 0, lastError: '',"
        + " postMessage: words => f.contentWindow.postMessage(words, '*')};"
        + "addEventListener('message', e => {"
        + " if (e.data === 'loaded') { m.readyState = 4; }"
        + " if (e.source === parent) { m.postMessage(e.data); }"
        + " else if (parent !== window) { parent.postMessage(e.data, '*'); } });"
        + "f.src = "
        + address
        + "';</script>";
  }

  private void write(String name, String html) throws IOException {
    Files.writeString(folder.resolve(name), "<!doctype html>" + html);
  }

  private LivePage open(String html) throws IOException, InterruptedException {
    write(
        "inner.html",
        "<body style='margin:0'>"
            + "<embed id=m type=application/x-nacl src=app.nmf width=200 height=100"
            + " style='display:block'>"
            + "<script>m.addEventListener('load', () => parent.postMessage('loaded', '*'));"
            + "addEventListener('message', e => m.postMessage(e.data));</script>");
    return new LivePage(folder, "window_module.c", html);
  }

  private static void click(LivePage page) throws InterruptedException {
    page.touch((robot, x, y) -> robot.mouseMove(x + 70, y + 90));
    page.touch((robot, x, y) -> robot.mouseClick(MouseButton.PRIMARY));
  }

  private static boolean said(LivePage page, String end) {
    synchronized (page.said) {
      return page.said.stream().anyMatch(line -> line.endsWith(end));
    }
  }

  private static void expectFilled(LivePage page) throws InterruptedException {
    page.ask("click fill 1", "waits");
    click(page);
    page.awaitThat("full screen", () -> page.window().isFullScreen());
    page.await(
        "f.getBoundingClientRect().width === innerWidth && f.getBoundingClientRect().top === 0"
            + " && f.getBoundingClientRect().height === innerHeight && innerWidth > 640");
    int width = ((Number) page.js("innerWidth")).intValue();
    int height = ((Number) page.js("innerHeight")).intValue();
    String whole = "view " + width + "x" + height + " at 0,0 full 1 1";
    page.awaitThat(whole, () -> said(page, whole));
    page.touch((robot, x, y) -> robot.keyType(KeyCode.ESCAPE));
    page.awaitThat("its own size again", () -> said(page, "view 200x100 at 0,0 full 0 0"));
    assertFalse(page.window().isFullScreen());
    page.await("f.getBoundingClientRect().width === 306");
    assertEquals(
        "300px 7 3px",
        page.js("f.style.width + ' ' + f.style.zIndex + ' ' + f.style.borderTopWidth"));
  }

  private static void expectRefused(LivePage page) throws InterruptedException {
    page.ask("click fill 1", "waits");
    click(page);
    page.hear("fills 1"); // it is on its way to the browser, which refuses
    page.ask("screen", "screen"); // whose answer comes later than that
    page.awaitThat(
        "a sentence why",
        () -> page.console.stream().anyMatch(line -> line.contains("in a frame that may not")));
    assertFalse(page.window().isFullScreen());
    assertFalse(said(page, "full 1 1"));
    assertEquals("306", String.valueOf(page.js("f.getBoundingClientRect().width")));
  }

  @Test
  void aFrameOfTheSameOriginFillsTheScreen() throws Exception {
    try (LivePage page = open(around(SAME + "inner.html", ""))) {
      expectFilled(page);
    }
  }

  @Test
  void aFrameWithoutAServerOfItsOwnHasTheOriginAroundIt() throws Exception {
    String fetched =
        "about:blank'; fetch('inner.html').then(got => got.text()).then(text => f.srcdoc = text); '";
    try (LivePage page = open(around("'" + fetched, ""))) {
      expectFilled(page);
    }
  }

  @Test
  void aDocumentThatIsWrittenAnewHasInputAndTheScreen() throws Exception {
    String written =
        "about:blank'; var d = f.contentDocument; d.open(); d.write('<body style=\"margin:0\">"
            + "<embed id=m type=application/x-nacl src=/app.nmf width=200 height=100"
            + " style=\"display:block\">'); d.close(); var e = d.getElementById('m');"
            + " e.addEventListener('load', () => m.readyState = 4);"
            + " m.postMessage = words => e.postMessage(words); '";
    try (LivePage page = open(around("'" + written, ""))) {
      expectFilled(page);
    }
  }

  @Test
  void aFrameOfAnotherOriginNeedsThePagesLeave() throws Exception {
    try (LivePage page = open(around(OTHER + "inner.html", ""))) {
      expectRefused(page);
    }
  }

  @Test
  void aFrameOfAnotherOriginWithThePagesLeaveFillsTheScreen() throws Exception {
    try (LivePage page = open(around(OTHER + "inner.html", "allowfullscreen"))) {
      expectFilled(page);
    }
  }

  @Test
  void aFrameOfAnotherOriginWithThePagesPolicyFillsTheScreen() throws Exception {
    try (LivePage page = open(around(OTHER + "inner.html", "allow=\"camera; fullscreen\""))) {
      expectFilled(page);
    }
  }

  @Test
  void aFrameThatThePagesPolicyForbidsItIsRefused() throws Exception {
    try (LivePage page = open(around(SAME + "inner.html", "allow=\"fullscreen 'none'\""))) {
      expectRefused(page);
    }
  }

  @Test
  void whatComesIntoAFrameLaterHasNotTheLeaveOfItsAddress() throws Exception {
    // The frame's address is the page's own origin; its document goes to another one by itself.
    write(
        "moves.html",
        "<script>location = location.origin.replace('127.0.0.1', 'localhost') + '/inner.html'"
            + "</script>");
    try (LivePage page = open(around(SAME + "moves.html", "allow=fullscreen"))) {
      expectRefused(page);
    }
  }

  @Test
  void eachFrameAroundMustAllowIt() throws Exception {
    // The frame in the middle may give its leave, but has none itself.
    write("middle.html", around(SAME + "inner.html", "allowfullscreen"));
    try (LivePage page = open(around(OTHER + "middle.html", ""))) {
      page.touch((robot, x, y) -> robot.mouseMove(x + 70, y + 90));
      expectRefused(page);
    }
  }

  @Test
  void framesInFramesAreAsLarge() throws Exception {
    write("middle.html", around(SAME + "inner.html", ""));
    try (LivePage page = open(around(OTHER + "middle.html", "allowfullscreen"))) {
      expectFilled(page);
    }
  }

  @Test
  void aFrameCannotGiveItselfLeave() throws Exception {
    try (LivePage page =
        open(
            around(OTHER + "inner.html", "")
                + "<script>window.__halite.fill(f, true); window.__halite.fill(f, false);"
                + "try { window.__halite.origin = 'null'; } catch (e) {}"
                + "try { Object.defineProperty(window, 'origin', {value: 'http://a.test'}); }"
                + " catch (e) {}</script>")) {
      expectRefused(page);
    }
  }

  @Test
  void aFrameThatIsTakenAwayLeavesTheScreen() throws Exception {
    try (LivePage page = open(around(SAME + "inner.html", ""))) {
      page.ask("click fill 1", "waits");
      click(page);
      page.awaitThat("the whole screen", () -> said(page, "full 1 1"));
      page.js("f.remove()");
      page.awaitThat("no full screen", () -> !page.window().isFullScreen());
    }
  }

  @Test
  void aFrameThatGoesElsewhereLeavesTheScreenAndIsAsItWas() throws Exception {
    try (LivePage page = open(around(OTHER + "inner.html", "allowfullscreen"))) {
      page.ask("click fill 1", "waits");
      click(page);
      page.awaitThat("the whole screen", () -> said(page, "full 1 1"));
      page.js("f.src = 'about:blank'");
      page.awaitThat("no full screen", () -> !page.window().isFullScreen());
      page.await("f.getBoundingClientRect().width === 306");
    }
  }

  @Test
  void aPageThatGoesElsewhereLeavesTheScreen() throws Exception {
    try (LivePage page = open(around(SAME + "inner.html", ""))) {
      page.ask("click fill 1", "waits");
      click(page);
      page.awaitThat("the whole screen", () -> said(page, "full 1 1"));
      page.js("location.href = 'about:blank'");
      page.awaitThat("no full screen", () -> !page.window().isFullScreen());
    }
  }

  /** Whatever a page does to the frame, Escape ends it. */
  @Test
  void aPageThatHidesTheFrameDoesNotKeepTheScreen() throws Exception {
    try (LivePage page = open(around(SAME + "inner.html", ""))) {
      page.ask("click fill 1", "waits");
      click(page);
      page.awaitThat("the whole screen", () -> said(page, "full 1 1"));
      page.js("f.style.cssText = 'display: none'; window.__halite.fill(f, false)");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.ESCAPE));
      page.awaitThat("no full screen", () -> !page.window().isFullScreen());
    }
  }
}
