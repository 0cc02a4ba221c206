package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What modules paint, as it looks on the page. */
@Timeout(180)
class PicturesTest {
  private static final int WHITE = 0xffffff;
  private static final int RED = 0xff0000;
  private static final int GREEN = 0x00ff00;
  private static final int BLUE = 0x0000ff;
  private static final String ELEMENT =
      "<embed id=m type=application/x-nacl src=app.nmf width=200 height=100 ";

  @TempDir Path folder;

  private LivePage open(String html) throws IOException, InterruptedException {
    return new LivePage(folder, "graphics_module.c", html);
  }

  private static void paintRedWithGreenCorner(LivePage page, int opaque)
      throws InterruptedException {
    assertEquals("created 1", page.ask("create 200 100 " + opaque, "created"));
    assertEquals("bound 1", page.ask("bind", "bound"));
    page.tell("fill 0 0 200 100 ffff0000");
    page.tell("fill 150 50 50 50 ff00ff00");
    assertEquals("flushed 0", page.ask("flush", "flushed"));
  }

  @Test
  void whatTheModulePaintsIsSeenInItsElement() throws Exception {
    try (LivePage page =
        open("<body style='margin:0'><div style='height:40px'></div>" + ELEMENT + ">")) {
      page.awaitPixel(10, 50, WHITE);
      paintRedWithGreenCorner(page, 1);
      page.awaitPixel(0, 40, RED);
      page.awaitPixel(149, 89, RED);
      page.awaitPixel(150, 90, GREEN);
      page.awaitPixel(199, 139, GREEN);
      page.awaitPixel(200, 139, WHITE);
      page.awaitPixel(199, 39, WHITE);
      page.tell("rgba 0 0 10 10 ff0000ff");
      page.tell("scroll 20 0");
      assertEquals("flushed 0", page.ask("flush", "flushed"));
      page.awaitPixel(25, 45, BLUE);
      page.awaitPixel(169, 90, RED);
      page.tell("replace 0 ff0000ff");
      page.ask("flush", "flushed 0");
      page.awaitPixel(100, 90, BLUE);
      page.ask("unbind", "unbound 1");
      page.awaitPixel(100, 90, WHITE);
      page.ask("bind", "bound 1");
      page.awaitPixel(100, 90, BLUE);
      page.ask("release", "released");
      page.awaitPixel(100, 90, WHITE);
    }
  }

  @Test
  void thePictureFollowsItsElement() throws Exception {
    try (LivePage page =
        open(
            "<body style='margin:0'><div id=box style='overflow:hidden;width:300px;height:300px;position:relative'>"
                + "<div id=over style='position:absolute;left:10px;top:10px;width:20px;height:20px;background:blue;z-index:1'></div>"
                + "<div id=pad></div>"
                + ELEMENT
                + "style='border:5px solid black;padding:5px'></div><div style='height:3000px'></div>")) {
      paintRedWithGreenCorner(page, 1);
      page.awaitPixel(10, 10, BLUE); // above the element
      page.awaitPixel(31, 31, RED);
      page.awaitPixel(7, 50, WHITE); // padding
      page.awaitPixel(3, 50, 0); // border
      page.awaitPixel(200, 100, GREEN);
      page.js("pad.style.height = '50px'");
      page.awaitPixel(200, 150, GREEN);
      page.awaitPixel(31, 31, WHITE);
      page.js("window.scrollTo(0, 40)");
      page.awaitPixel(200, 110, GREEN);
      page.awaitPixel(200, 125, 0); // the border
      page.awaitPixel(200, 135, WHITE);
      page.js("box.style.height = '120px'"); // cuts the element off
      page.awaitPixel(200, 75, GREEN);
      page.awaitPixel(200, 90, WHITE);
      page.js("box.style.height = '300px'; window.scrollTo(0, 0); pad.style.height = '0'");
      page.js("m.style.transform = 'translate(40px, 0)'");
      page.awaitPixel(42, 50, 0); // the border, moved
      page.js("m.style.transform = ''");
      page.zoom(2);
      // As in Chrome the module is told of a larger element, and its pixels stay pixels.
      page.awaitPixel(6, 100, 0);
      page.awaitPixel(200, 100, GREEN);
      page.awaitPixel(230, 130, WHITE);
      page.zoom(1);
      page.js("m.remove()");
      page.awaitPixel(200, 100, WHITE);
    }
  }

  @Test
  void aPictureOfAnotherSizeThanItsElementIsNotStretched() throws Exception {
    try (LivePage page = open("<body style='margin:0'>" + ELEMENT + ">")) {
      paintRedWithGreenCorner(page, 1);
      page.awaitPixel(199, 99, GREEN);
      page.js("m.width = 300; m.height = 200");
      page.awaitPixel(199, 99, GREEN);
      page.awaitPixel(201, 99, WHITE);
      page.js("m.width = 100; m.height = 80");
      page.awaitPixel(99, 79, RED);
      page.awaitPixel(101, 79, WHITE);
      page.js("m.width = 300; m.height = 200");
      page.ask("scale 0.5", "scaled 1");
      page.ask("flush", "flushed 0");
      page.awaitPixel(98, 48, GREEN);
      page.awaitPixel(103, 48, WHITE);
      page.ask("scale 1", "scaled 1");
      // Twice as large around (10, 10), then moved left and up by 20.
      page.ask("layer 2 10 10 20 20", "layered 1");
      page.ask("flush", "flushed 0");
      page.awaitPixel(265, 60, RED);
      page.awaitPixel(275, 75, GREEN);
    }
  }

  @Test
  void whereThePictureIsTransparentThePageIsSeen() throws Exception {
    try (LivePage page = open("<body style='margin:0;background:#00f'>" + ELEMENT + ">")) {
      assertEquals("created 1", page.ask("create 200 100 0", "created"));
      page.ask("bind", "bound 1");
      page.tell("fill 0 0 100 100 80800000"); // premultiplied: half red
      page.ask("flush", "flushed 0");
      page.awaitPixel(50, 50, 0x80007f);
      page.awaitPixel(150, 50, BLUE);
      page.tell("fill 0 0 100 100 00000000");
      page.ask("flush", "flushed 0");
      page.awaitPixel(50, 50, BLUE);
    }
  }

  @Test
  void anOpaquePictureHasNoAlpha() throws Exception {
    try (LivePage page = open("<body style='margin:0;background:#00f'>" + ELEMENT + ">")) {
      assertEquals("created 1", page.ask("create 200 100 1", "created"));
      page.ask("bind", "bound 1");
      page.tell("fill 0 0 100 100 00ff0000");
      page.ask("flush", "flushed 0");
      page.awaitPixel(50, 50, RED);
      page.awaitPixel(150, 50, 0);
    }
  }

  @Test
  void aModuleThatDiesLeavesNoPicture() throws Exception {
    try (LivePage page = open("<body style='margin:0'>" + ELEMENT + ">")) {
      paintRedWithGreenCorner(page, 1);
      page.awaitPixel(50, 50, RED);
      page.ask("crash", "exit");
      page.awaitPixel(50, 50, WHITE);
    }
  }

  @Test
  void framesAreAnsweredAtTheScreensPaceSeenOrNot() throws Exception {
    try (LivePage page = open("<body style='margin:0'><div id=pad></div>" + ELEMENT + ">")) {
      assertEquals("created 1", page.ask("create 200 100 1", "created"));
      page.ask("bind", "bound 1");
      assertEquals("ran 0 100", page.ask("run 100", "ran").substring(0, 9));
      page.awaitPixel(50, 50, 100 * 0x010305);
      page.js("pad.style.height = '3000px'");
      assertEquals("ran 0 10", page.ask("run 10", "ran").substring(0, 8));
      page.js("m.style.display = 'none'");
      assertEquals("ran 0 10", page.ask("run 10", "ran").substring(0, 8));
    }
  }
}
