package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.halite.bridge.sound.SoundOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Modules beside each other: in one page, in its frames, in two pages; that come, go and return.
 */
@Timeout(240)
class SeveralModulesTest {
  private static final int WHITE = 0xffffff;
  private static final int RED = 0xff0000;
  private static final int GREEN = 0x00ff00;
  private static final int BLUE = 0x0000ff;
  private static final int RATE = 48_000;
  private static final long PATIENCE_MILLIS = 20_000;

  /** What a page does with each of its modules: keeps their words. */
  private static final String WATCH =
      """
      <!doctype html><body style='margin:0'><script>
      function watch(e) {
        e.words = [];
        e.addEventListener('message', function (event) { e.words.push(String(event.data)); });
        return e;
      }
      function has(e, start) {
        return e.words.some(function (word) { return word.indexOf(start) === 0; });
      }
      </script>
      """;

  @TempDir Path folder;
  private final HeardSound heard = new HeardSound();

  private static String embed(String id, String module, int side) {
    return "<embed id=%s type=application/x-nacl src=%s.nmf width=%d height=%d style='display:block'>"
            .formatted(id, module, side, side)
        + "<script>watch("
        + id
        + ")</script>\n";
  }

  private void compile(String module) throws IOException {
    Compiled.module(
        Path.of("..", "sample-apps", "src", "test", "page", module + "_module.c"),
        folder.resolve(module + ".nexe"),
        List.of("-O2", "-Wall", "-Wextra", "-lppapi"));
    Files.writeString(
        folder.resolve(module + ".nmf"),
        "{\"program\": {\"x86-64\": {\"url\": \"" + module + ".nexe\"}}}");
  }

  private LivePage page(String html) throws Exception {
    compile("graphics");
    compile("sound");
    Files.writeString(folder.resolve("index.html"), WATCH + html);
    return new LivePage(folder, "index.html", "m", heard, 640, 480);
  }

  /** Has one of several modules do something. */
  private static void ask(LivePage page, String element, String order, String answer)
      throws InterruptedException {
    page.js(element + ".words = []; " + element + ".postMessage('" + order + "')");
    page.await("has(" + element + ", '" + answer + "')");
  }

  private static void paint(LivePage page, String element, int rgb) throws InterruptedException {
    ask(page, element, "create 100 100 1", "created 1");
    ask(page, element, "bind", "bound 1");
    repaint(page, element, rgb);
  }

  private static void repaint(LivePage page, String element, int rgb) throws InterruptedException {
    page.js("%s.postMessage('fill 0 0 100 100 ff%06x')".formatted(element, rgb));
    ask(page, element, "flush", "flushed 0");
  }

  /** Begins a sound and hears the first of it. */
  private void play(LivePage page, String element, int hertz) throws InterruptedException {
    ask(page, element, "play " + RATE + " 512 " + hertz + " 0", "playing 1");
    double[] _ = heard.await(4800, 0);
  }

  /** All that was heard of a stream is one sine. */
  private void expectSine(int stream, int hertz) {
    byte[] pcm = heard.stream(stream);
    int frames = pcm.length / SoundOutput.FRAME_BYTES;
    double[] left = HeardSound.channel(pcm, frames, 0);
    assertTrue(frames > RATE / 10, "too little was heard");
    assertTrue(HeardSound.share(left, hertz, RATE) > 0.99, "no pure sine of " + hertz + " Hz");
    assertTrue(
        HeardSound.steepest(left) < 20_000 * 2 * Math.PI * hertz / RATE + 2, "there is a gap");
  }

  private void awaitPlaying(int streams) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (heard.playing() != streams) {
      assertTrue(System.nanoTime() < end, () -> heard.playing() + " streams, not " + streams);
      Thread.sleep(20);
    }
  }

  /** Processes of modules; one more may wait for the next module. */
  private static void awaitModules(int modules) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (PageFolderTest.runtimes() < modules || PageFolderTest.runtimes() > modules + 1) {
      if (System.nanoTime() > end) {
        fail(PageFolderTest.runtimes() + " processes, not those of " + modules + " modules");
      }
      Thread.sleep(20);
    }
  }

  @Test
  void picturesAndSoundsGoOnWhenOthersAreRemoved() throws Exception {
    Files.writeString(
        folder.resolve("frame.html"),
        "<!doctype html><body style='margin:0'>"
            + "<embed id=i type=application/x-nacl src=graphics.nmf width=100 height=100>"
            + "<script>parent.watch(i)</script>");
    try (LivePage page =
        page(
            embed("m", "graphics", 100)
                + embed("n", "graphics", 100)
                + "<iframe id=f src=frame.html style='border:0;width:100px;height:100px;display:block'>"
                + "</iframe>"
                + embed("s", "sound", 10)
                + embed("t", "sound", 10))) {
      page.await("[n, s, t, f.contentWindow.i].every(e => e.readyState === 4)");
      page.js("var i = f.contentWindow.i");
      play(page, "s", 440);
      play(page, "t", 300);
      paint(page, "m", RED);
      paint(page, "n", GREEN);
      paint(page, "i", BLUE);
      page.awaitPixel(50, 50, RED);
      page.awaitPixel(50, 150, GREEN);
      page.awaitPixel(50, 250, BLUE);
      page.js("n.remove(); s.remove()");
      page.awaitPixel(50, 150, BLUE);
      page.awaitPixel(50, 250, WHITE);
      awaitPlaying(1);
      awaitModules(3);
      repaint(page, "m", GREEN);
      repaint(page, "i", RED);
      page.awaitPixel(50, 50, GREEN);
      page.awaitPixel(50, 150, RED);
      page.js("f.remove()");
      page.awaitPixel(50, 150, WHITE);
      awaitModules(2);
      page.js("m.postMessage('run 30')");
      page.await("has(m, 'ran 0 30')");
      ask(page, "t", "stop", "stopped 1, calls after it 0, unlike 0");
      awaitPlaying(0);
      expectSine(0, 440);
      expectSine(1, 300);
    }
    awaitModules(0);
  }

  @Test
  void twoPagesHaveTheirOwnModules() throws Exception {
    HeardSound others = new HeardSound();
    try (LivePage page = page(embed("m", "graphics", 100) + embed("s", "sound", 10))) {
      page.await("s.readyState === 4");
      try (LivePage other = new LivePage(folder, "index.html", "m", others, 640, 480)) {
        other.await("s.readyState === 4");
        play(page, "s", 440);
        ask(other, "s", "play " + RATE + " 512 300 0", "playing 1");
        double[] _ = others.await(4800, 0);
        paint(page, "m", RED);
        paint(other, "m", BLUE);
        page.awaitPixel(50, 50, RED);
        other.awaitPixel(50, 50, BLUE);
        assertEquals(1, heard.count());
        assertEquals(1, others.count());
      }
      others.awaitSilence();
      repaint(page, "m", GREEN);
      page.awaitPixel(50, 50, GREEN);
      ask(page, "s", "stop", "stopped 1, calls after it 0, unlike 0");
      awaitPlaying(0);
      expectSine(0, 440);
    }
  }

  @Test
  void aPageThatIsLoadedAnewAndLeftAndReturnedToHasItsModulesOnce() throws Exception {
    Files.writeString(folder.resolve("other.html"), "<!doctype html><title>other</title>");
    String ready = "document.readyState === 'complete' && m.readyState === 4 && s.readyState === 4";
    try (LivePage page = page(embed("m", "graphics", 100) + embed("s", "sound", 10))) {
      page.await(ready);
      for (int i = 0; i < 4; i++) {
        play(page, "s", 440);
        paint(page, "m", RED);
        page.awaitPixel(50, 50, RED);
        page.js("window.before = true; m.postMessage('run 100000'); location.reload()");
        page.await("!window.before && " + ready);
        awaitPlaying(0);
        page.awaitPixel(50, 50, WHITE);
      }
      play(page, "s", 440);
      page.js("location.href = 'other.html'");
      page.await("document.title === 'other'");
      awaitPlaying(0);
      awaitModules(0);
      page.js("history.back()");
      page.await(ready);
      play(page, "s", 300);
      paint(page, "m", BLUE);
      page.awaitPixel(50, 50, BLUE);
      page.js("history.forward()");
      page.await("document.title === 'other'");
      awaitPlaying(0);
      page.js("history.back()");
      page.await(ready);
      page.js("location.reload()"); // at once, and again while it loads
      page.js("window.before = true; location.reload()");
      page.await("!window.before && " + ready);
      awaitModules(2);
      paint(page, "m", GREEN);
      page.awaitPixel(50, 50, GREEN);
      // WebKit refuses the shim's questions then; the page's developer did not ask them.
      assertTrue(
          page.console.stream().noneMatch(line -> line.contains("unloading")),
          () -> "" + page.console);
    }
    awaitModules(0);
  }

  @Test
  void aPageThatOnlySaysThatItLeavesStays() throws Exception {
    try (LivePage page = page(embed("m", "sound", 10))) {
      page.js("window.dispatchEvent(new PageTransitionEvent('pagehide'))");
      ask(page, "m", "hello", "unknown order");
    }
  }

  /**
   * Its listeners remove, move, add and change elements at every event, and send each other events
   * that nothing caused.
   */
  private static final String REACTIONS =
      """
      var made = 0, reactions = 0, seed = 7, alive = [], box = document.createElement('div');
      document.body.append(box);
      function random(below) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        return Math.floor(seed / 65536) % below;
      }
      function add() {
        if (made >= 60 || alive.length >= 8) return;
        made++;
        var e = document.createElement('embed');
        e.type = 'application/x-nacl';
        e.width = e.height = 20;
        e.setAttribute('src', made % 5 ? made % 2 ? 'sound.nmf' : 'graphics.nmf' : 'missing.nmf');
        ['loadstart', 'progress', 'load', 'loadend', 'abort', 'error', 'crash', 'message'].forEach(
          function (type) { e.addEventListener(type, function () { react(e, type); }); });
        alive.push(e);
        box.append(e);
        if (made % 4 === 0) e.postMessage('play 48000 512 440 0');
      }
      function gone(e) {
        alive = alive.filter(function (other) { return other !== e; });
        e.remove();
      }
      var depth = 0;
      function react(e, type) {
        reactions++;
        if (depth > 3 || reactions > 3000) return;
        depth++;
        var other = alive.length ? alive[random(alive.length)] : e;
        try {
          switch (random(10)) {
            case 0: gone(e); add(); break;
            case 1: gone(other); add(); add(); break;
            case 2: if (e.parentNode) box.prepend(e); break;
            case 3: e.setAttribute('src', random(2) ? 'sound.nmf' : 'graphics.nmf'); break;
            case 4: e.postMessage('play 48000 512 440 0'); e.postMessage('create 10 10 1'); break;
            case 5: other.dispatchEvent(new Event(type)); break;
            case 6: if (random(4) === 0) { alive = []; box.innerHTML = ''; add(); add(); } break;
            case 7: e.postMessage('crash'); add(); break;
            case 8:
              var f = document.createElement('iframe');
              f.srcdoc = '<embed type=application/x-nacl src=sound.nmf width=9 height=9>';
              f.onload = function () { f.contentDocument.body.innerHTML = ''; f.remove(); add(); };
              if (made < 60) document.body.append(f);
              break;
            default: add(); throw new Error('mine');
          }
        } finally {
          depth--;
        }
      }
      add(); add(); add();
      setInterval(function () { if (made < 60) { if (alive.length > 4) gone(alive[0]); add(); } }, 50);
      """;

  @Test
  void aPageThatChangesItsElementsInTheirEventsIsServed() throws Exception {
    try (LivePage page = page(embed("m", "sound", 10))) {
      page.js(REACTIONS);
      page.awaitThat("sixty elements", () -> ((Number) page.js("made")).intValue() >= 60);
      page.js("reactions = 1e6; alive = []; box.innerHTML = ''");
      page.await("document.querySelectorAll('iframe').length === 0");
      awaitModules(1);
      awaitPlaying(0);
      play(page, "m", 440);
      ask(page, "m", "stop", "stopped 1, calls after it 0, unlike 0");
      assertTrue(((Number) page.js("reactions")).intValue() > 60);
    }
    awaitModules(0);
  }

  /** Waits until a module has said what begins so, and forgets all that it said. */
  private static void hear(LivePage page, String element, String start)
      throws InterruptedException {
    page.await("has(%s, '%s')".formatted(element, start));
    page.js(element + ".words = []");
  }

  private static void expectNothing(LivePage page, String... elements) throws InterruptedException {
    for (String element : elements) {
      assertEquals("", page.js(element + ".words.join()"), element);
    }
  }

  @Test
  void eachModuleHasThePointerAndTheKeysThatAreItsOwn() throws Exception {
    compile("input");
    Files.writeString(
        folder.resolve("frame.html"),
        "<!doctype html><body style='margin:0'>"
            + "<embed id=i type=application/x-nacl src=input.nmf width=100 height=80"
            + " style='display:block;margin-top:20px'>"
            + "<script>parent.watch(i)</script>");
    try (LivePage page =
        page(
            embed("m", "input", 100)
                + embed("n", "input", 100)
                + "<iframe id=f src=frame.html style='border:0;width:100px;height:100px;display:block'>"
                + "</iframe>")) {
      page.await("[n, f.contentWindow.i].every(e => e.readyState === 4)");
      page.js("var i = f.contentWindow.i");
      page.touch((robot, x, y) -> robot.mouseMove(x + 300, y + 10));
      for (String element : new String[] {"m", "n", "i"}) {
        ask(page, element, "take 3", "takes 0");
        page.js(element + ".words = []");
      }
      page.touch((robot, x, y) -> robot.mouseMove(x + 10, y + 10));
      hear(page, "m", "mouse 2 button -1 clicks 0 at 10,10");
      page.touch((robot, x, y) -> robot.mouseMove(x + 20, y + 130));
      hear(page, "m", "mouse 4");
      hear(page, "n", "mouse 2 button -1 clicks 0 at 20,30");
      page.touch((robot, x, y) -> robot.mouseMove(x + 30, y + 240));
      hear(page, "n", "mouse 4");
      hear(page, "i", "mouse 2 button -1 clicks 0 at 30,20");
      // Pressed in the frame, dragged over another element, which hears nothing of it.
      page.touch((robot, x, y) -> robot.mousePress(MouseButton.PRIMARY));
      page.await("has(i, 'focus')");
      hear(page, "i", "mouse 0 button 0");
      page.touch((robot, x, y) -> robot.mouseMove(x + 40, y + 150));
      hear(page, "i", "mouse 2 button 0 clicks 0 at 40,-70");
      page.touch((robot, x, y) -> robot.mouseRelease(MouseButton.PRIMARY));
      page.await("has(i, 'mouse 1 button 0 clicks 1 at 40,-70')");
      expectNothing(page, "m", "n");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.A));
      hear(page, "i", "key 8 number 65");
      page.touch((robot, x, y) -> robot.mouseMove(x + 50, y + 160));
      hear(page, "n", "mouse 2 button -1 clicks 0 at 50,60");
      page.touch((robot, x, y) -> robot.mouseClick(MouseButton.PRIMARY));
      page.await("has(i, 'blur') && has(n, 'focus')");
      page.js("i.words = []; n.words = []");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.B));
      hear(page, "n", "key 8 number 66");
      page.js("n.remove()"); // the frame is where it was, under the pointer
      page.touch((robot, x, y) -> robot.mouseMove(x + 60, y + 170));
      page.await("has(i, 'mouse 2 button -1 clicks 0 at 60,50')");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.C));
      page.js("m.focus()");
      page.await("has(m, 'focus')");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.D));
      hear(page, "m", "key 8 number 68");
      assertEquals(false, page.js("has(i, 'key')"));
      assertTrue(
          page.console.stream().noneMatch(line -> line.startsWith("error")),
          () -> "" + page.console);
    }
  }

  @Test
  void anElementThatMovesToAnotherDocumentStartsThereAnew() throws Exception {
    Files.writeString(
        folder.resolve("frame.html"),
        "<!doctype html><embed id=i type=application/x-nacl src=graphics.nmf width=100 height=100>");
    try (LivePage page =
        page(embed("m", "sound", 10) + "<iframe id=f src=frame.html></iframe><div id=box></div>")) {
      page.await("f.contentWindow.i.readyState === 4");
      page.js("var i = f.contentWindow.i; i.starts = 0; watch(i)");
      page.js("i.addEventListener('loadstart', function () { i.starts++; })");
      paint(page, "i", RED);
      page.js("f.style.display = 'none'; box.append(i)");
      page.await("i.starts === 1 && i.readyState === 4");
      paint(page, "i", BLUE);
      page.awaitPixel(50, 50, BLUE);
      page.js("f.remove()");
      repaint(page, "i", GREEN);
      page.awaitPixel(50, 50, GREEN);
      awaitModules(2);
      page.js("i.remove()");
      awaitModules(1);
    }
  }

  /** What a frame does to itself in an event of its module; {@code e} is the element. */
  private static final String[] BLOWS = {
    "frameElement.remove()",
    "location.reload()",
    "location.href = 'other.html'",
    "document.open(); document.write('<p>gone'); document.close()",
    "document.body.innerHTML = ''; gc()",
    "parent.document.body.append(e)",
    "parent.document.body.append(e); frameElement.remove()",
    "try { e.postMessageAndAwaitResponse(1); } finally { e.remove(); }",
    "parent.document.body.append(frameElement)",
    "e.remove(); document.body.append(e); e.remove()",
    "e.type = 'text/plain'",
    "top.m.postMessage('what'); e.dispatchEvent(new Event('%s'))",
  };

  @Test
  void aFrameMayDoAwayWithItselfInAnyEventOfItsModule() throws Exception {
    Files.writeString(folder.resolve("other.html"), "<!doctype html><title>other</title>");
    try (LivePage page = page(embed("m", "sound", 10))) {
      for (String type : new String[] {"loadstart", "progress", "message"}) {
        for (String blow : BLOWS) {
          Files.writeString(
              folder.resolve("frame.html"),
              """
              <!doctype html><body><script>
              function gc() { for (var i = 0; i < 100; i++) new Array(10000); }
              var e = document.createElement('embed');
              e.type = 'application/x-nacl';
              e.setAttribute('src', 'sound.nmf');
              e.addEventListener('%s', function () {
                if (top.blows++ < 5) { %s; }
              });
              e.addEventListener('load', function () { e.postMessage('stop yourself not'); });
              document.body.append(e);
              </script>
              """
                  .formatted(type, blow.formatted(type)));
          page.js(
              """
              window.blows = 0;
              var f = document.createElement('iframe');
              f.src = 'frame.html?' + Math.random();
              document.body.append(f);""");
          page.await("blows > 0");
          page.js(
              "f.remove(); Array.from(document.querySelectorAll('embed, iframe'))"
                  + ".forEach(function (other) { if (other !== m) other.remove(); })");
        }
        ask(page, "m", "hello", "unknown order");
        awaitModules(1);
      }
    }
    awaitModules(0);
  }
}
