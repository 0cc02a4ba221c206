package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.halite.ppapi.PpError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Graphics contexts and images of a scripted module. */
@Timeout(60)
final class Graphics2DServiceTest {
  private static final String GRAPHICS = "PPB_Graphics2D;1.2";
  private static final String IMAGES = "PPB_ImageData;1.0";
  private static final int RED = 0xffff0000;
  private static final int BLUE = 0xff0000ff;

  private Scene scene;
  private int callback;

  @BeforeEach
  void start() throws InterruptedException {
    scene = new Scene(1 << 24).startWithInstance();
    callback =
        scene.module.function(
            arguments -> {
              scene.events.add("flushed " + (int) arguments[1]);
              return 0;
            });
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private int words(int... values) {
    return scene.module.tableOf(values);
  }

  private int graphics(int width, int height) {
    return scene.call(GRAPHICS, "Create", Scene.INSTANCE, words(width, height), false).word();
  }

  private int empty(int format, int width, int height) {
    return scene.call(IMAGES, "Create", Scene.INSTANCE, format, words(width, height), true).word();
  }

  private int image(int width, int height, int argb) {
    int image = empty(ImageData.BGRA, width, height);
    int at = scene.call(IMAGES, "Map", image).word();
    for (int i = 0; i < width * height; i++) {
      scene.module.writeInt(at + 4L * i, argb);
    }
    return image;
  }

  private void paint(int graphics, int image, int x, int y) {
    scene.call(GRAPHICS, "PaintImageData", graphics, image, words(x, y), 0);
  }

  private int flush(int graphics) {
    return scene.call(GRAPHICS, "Flush", graphics, new CompletionCallback(callback, 0, 0)).word();
  }

  private void flushAndWait(int graphics) throws InterruptedException {
    onMain(() -> assertEquals(PpError.PP_OK_COMPLETIONPENDING, flush(graphics)));
    scene.expect("flushed 0");
  }

  /** Flush needs a thread with a message loop. */
  private void onMain(Runnable work) throws InterruptedException {
    int function =
        scene.module.function(
            _ -> {
              work.run();
              scene.events.add("done");
              return 0;
            });
    scene.call("PPB_Core;1.0", "CallOnMainThread", 0, new CompletionCallback(function, 0, 0), 0);
    scene.expect("done");
  }

  private boolean bind(int graphics) {
    return scene.call("PPB_Instance;1.0", "BindGraphics", Scene.INSTANCE, graphics).bool();
  }

  private int pixel(Frame frame, int x, int y) {
    int at = scene.module.lastShared(frame.memory());
    return scene.module.readInt(at + 4L * (y * frame.width() + x));
  }

  private Frame newest() throws InterruptedException {
    Frame frame = scene.frames.take();
    while (!scene.frames.isEmpty()) {
      frame = scene.frames.take();
    }
    return frame;
  }

  @Test
  void whatWasPaintedIsThereAfterTheFlush() throws InterruptedException {
    int graphics = graphics(8, 4);
    assertTrue(bind(graphics));
    paint(graphics, image(2, 2, RED), 3, 1);
    assertEquals(0, pixel(newest(), 3, 1), "before the flush");
    flushAndWait(graphics);
    Frame frame = newest();
    assertEquals(new Area(3, 1, 2, 2), frame.dirty());
    assertEquals(List.of(8, 4), List.of(frame.width(), frame.height()));
    assertEquals(0, pixel(frame, 2, 1));
    assertEquals(RED, pixel(frame, 3, 1));
    assertEquals(RED, pixel(frame, 4, 2));
    assertEquals(0, pixel(frame, 5, 2));
  }

  @Test
  void aSourceRectangleIsPlacedByTheImagesOwnCorner() throws InterruptedException {
    int graphics = graphics(8, 4);
    bind(graphics);
    int image = image(20, 4, RED);
    // The image hangs out on both sides, the painted part does not.
    scene.call(GRAPHICS, "PaintImageData", graphics, image, words(-6, -1), words(7, 1, 2, 2));
    flushAndWait(graphics);
    Frame frame = newest();
    assertEquals(new Area(1, 0, 2, 2), frame.dirty());
    assertEquals(RED, pixel(frame, 2, 1));
    assertEquals(0, pixel(frame, 3, 1));
  }

  @Test
  void whatIsNotWhollyInsideIsNotPainted() throws InterruptedException {
    int graphics = graphics(8, 4);
    bind(graphics);
    int image = image(4, 4, RED);
    paint(graphics, image, 5, 0);
    paint(graphics, image, -1, 0);
    paint(graphics, image, Integer.MAX_VALUE, Integer.MAX_VALUE);
    paint(graphics, image, Integer.MIN_VALUE, 0);
    for (int rect :
        new int[] {
          words(0, 0, 0, 1),
          words(0, 0, -1, 1),
          words(-1, 0, 1, 1),
          words(1, 0, Integer.MAX_VALUE, 1),
          words(0, 2, 1, 3)
        }) {
      scene.call(GRAPHICS, "PaintImageData", graphics, image, words(0, 0), rect);
    }
    flushAndWait(graphics);
    assertTrue(newest().dirty().isEmpty());
  }

  @Test
  void anImageOfTheOtherFormatIsConverted() throws InterruptedException {
    int graphics = graphics(4, 4);
    bind(graphics);
    int image = empty(ImageData.RGBA, 4, 4);
    int at = scene.call(IMAGES, "Map", image).word();
    for (int i = 0; i < 16; i++) {
      scene.module.writeInt(at + 4L * i, 0x80112233); // red 33, green 22, blue 11
    }
    paint(graphics, image, 0, 0);
    flushAndWait(graphics);
    assertEquals(0x80332211, pixel(newest(), 3, 3));
    scene.call(GRAPHICS, "ReplaceContents", graphics, image);
    flushAndWait(graphics);
    assertEquals(0x80332211, pixel(newest(), 3, 3));
  }

  @Test
  void scrollingMovesWhatStaysInsideAndNothingElse() throws InterruptedException {
    int graphics = graphics(8, 8);
    bind(graphics);
    paint(graphics, image(1, 1, RED), 4, 4);
    paint(graphics, image(1, 1, BLUE), 7, 7);
    scene.call(GRAPHICS, "Scroll", graphics, words(2, 2, 4, 4), words(-2, 1));
    flushAndWait(graphics);
    Frame frame = newest();
    assertEquals(RED, pixel(frame, 2, 5));
    assertEquals(BLUE, pixel(frame, 7, 7));
    scene.call(GRAPHICS, "Scroll", graphics, 0, words(0, -5));
    scene.call(GRAPHICS, "Scroll", graphics, 0, words(8, 0)); // nothing would stay: left out
    flushAndWait(graphics);
    frame = newest();
    assertEquals(RED, pixel(frame, 2, 0));
    assertEquals(BLUE, pixel(frame, 7, 2));
  }

  @Test
  void replacedContentsAreTheImagesOwnMemory() throws InterruptedException {
    int graphics = graphics(8, 4);
    bind(graphics);
    int before = newest().memory();
    int image = image(8, 4, RED);
    scene.call(GRAPHICS, "ReplaceContents", graphics, image);
    scene.call("PPB_Core;1.0", "ReleaseResource", image);
    flushAndWait(graphics);
    Frame frame = newest();
    assertNotEquals(before, frame.memory());
    assertEquals(RED, pixel(frame, 7, 3));
    // The memory that went out of use serves the next image.
    int memories = scene.memories;
    int next = image(8, 4, BLUE);
    assertEquals(memories, scene.memories);
    scene.call(GRAPHICS, "ReplaceContents", graphics, next);
    flushAndWait(graphics);
    assertEquals(before, newest().memory());
  }

  @Test
  void anImageThatIsReleasedBeforeTheFlushIsStillPainted() throws InterruptedException {
    int graphics = graphics(8, 4);
    bind(graphics);
    int image = image(8, 4, RED);
    paint(graphics, image, 0, 0);
    scene.call("PPB_Core;1.0", "ReleaseResource", image);
    assertFalse(scene.call(IMAGES, "IsImageData", image).bool());
    int other = image(8, 4, BLUE); // must not get the same memory
    flushAndWait(graphics);
    assertEquals(RED, pixel(newest(), 0, 0));
    assertTrue(scene.call(IMAGES, "IsImageData", other).bool());
  }

  @Test
  void oneFlushAtATimeAndItsCallbackWaitsForTheScreen() throws InterruptedException {
    scene.screenIsQuick = false;
    int graphics = graphics(4, 4);
    bind(graphics);
    CompletionCallback optional = new CompletionCallback(callback, 0, 1);
    onMain(
        () -> {
          assertEquals(PpError.PP_OK_COMPLETIONPENDING, flush(graphics));
          assertEquals(-11, scene.call(GRAPHICS, "Flush", graphics, optional).word());
          assertEquals(PpError.PP_OK_COMPLETIONPENDING, flush(graphics), "its callback is told");
        });
    scene.expect("flushed " + PpError.PP_ERROR_INPROGRESS);
    scene.unseen.take().run(); // what binding showed
    Runnable flush = scene.unseen.take();
    flush.run();
    scene.expect("flushed 0");
    onMain(() -> assertEquals(PpError.PP_OK_COMPLETIONPENDING, flush(graphics)));
  }

  @Test
  void aFloodOfFlushesAndBindingsPutsOneFrameUnderWay() throws InterruptedException {
    scene.screenIsQuick = false;
    int first = graphics(4, 4);
    int second = graphics(4, 4);
    onMain(
        () -> {
          for (int i = 0; i < 10_000; i++) {
            assertTrue(bind(first));
            flush(first);
            assertTrue(bind(second));
            flush(second);
            assertTrue(bind(0));
          }
        });
    assertEquals(1, scene.frames.size());
    assertEquals(1, scene.unseen.size());
  }

  @Test
  void aFlushThatNobodySeesEndsToo() throws InterruptedException {
    int graphics = graphics(4, 4);
    flushAndWait(graphics);
    assertTrue(scene.frames.isEmpty());
  }

  @Test
  void unboundWhileFlushingTheCallbackStillComes() throws InterruptedException {
    scene.screenIsQuick = false;
    int graphics = graphics(4, 4);
    bind(graphics);
    onMain(() -> flush(graphics));
    assertTrue(bind(0));
    scene.expect("flushed 0");
    scene.unseen.take().run();
    assertEquals(0, newest().memory());
  }

  @Test
  void aContextThatIsReleasedWhileFlushingAbortsAndShowsNothing() throws InterruptedException {
    scene.screenIsQuick = false;
    int graphics = graphics(4, 4);
    bind(graphics);
    onMain(() -> flush(graphics));
    scene.call("PPB_Core;1.0", "ReleaseResource", graphics);
    scene.expect("flushed " + PpError.PP_ERROR_ABORTED);
    scene.unseen.take().run();
    assertEquals(0, newest().memory());
  }

  @Test
  void flushOnTheMainThreadMayNotBlock() throws InterruptedException {
    int graphics = graphics(4, 4);
    onMain(
        () -> {
          CompletionCallback blocking = new CompletionCallback(0, 0, 0);
          for (int i = 0; i < 2; i++) {
            assertEquals(
                PpError.PP_ERROR_BLOCKS_MAIN_THREAD,
                scene.call(GRAPHICS, "Flush", graphics, blocking).word());
          }
        });
    flushAndWait(graphics);
  }

  @Test
  void scaleAndLayerTravelWithTheFrame() throws InterruptedException {
    int graphics = graphics(4, 4);
    bind(graphics);
    assertEquals(1f, scene.call(GRAPHICS, "GetScale", graphics).real32());
    assertTrue(scene.call(GRAPHICS, "SetScale", graphics, 0.5f).bool());
    for (float bad : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertFalse(scene.call(GRAPHICS, "SetScale", graphics, bad).bool());
    }
    assertEquals(0.5f, scene.call(GRAPHICS, "GetScale", graphics).real32());
    int origin = words(10, 20);
    int translate = words(1, 2);
    String transform = "SetLayerTransform";
    assertFalse(scene.call(GRAPHICS, transform, graphics, 0f, origin, translate).bool());
    assertTrue(scene.call(GRAPHICS, transform, graphics, 3f, origin, translate).bool());
    flushAndWait(graphics);
    Frame frame = newest();
    assertEquals(0.5, frame.scale());
    assertEquals(new Frame.Layer(3, -21, -42), frame.layer());
  }

  @Test
  void onlyTheInstancesOwnContextIsBound() throws InterruptedException {
    scene.pepper.createInstance(7, List.of(), List.of());
    scene.expect("created 7 true");
    int others = scene.call(GRAPHICS, "Create", 7, words(4, 4), true).word();
    assertNotEquals(0, others);
    assertFalse(bind(others));
    assertFalse(bind(image(4, 4, RED)));
    assertFalse(bind(12345));
    assertFalse(scene.call("PPB_Instance;1.0", "BindGraphics", 99, others).bool());
    assertTrue(bind(0));
  }

  @Test
  void noSizeThatCannotBeMakesAPicture() {
    int[][] sizes = {
      {0, 1},
      {1, 0},
      {-1, -1},
      {Integer.MIN_VALUE, Integer.MIN_VALUE},
      {Integer.MAX_VALUE, Integer.MAX_VALUE},
      {1 << 16, 1 << 16},
      {Integer.MAX_VALUE / 4, 1},
      {1 << 30, 4}
    };
    for (int[] size : sizes) {
      assertEquals(0, graphics(size[0], size[1]));
      assertEquals(0, empty(ImageData.BGRA, size[0], size[1]));
    }
    assertEquals(0, empty(2, 4, 4));
    assertEquals(0, empty(-1, 4, 4));
    assertEquals(0, scene.call(GRAPHICS, "Create", 99, words(4, 4), true).word());
    assertEquals(0, scene.call(GRAPHICS, "Create", Scene.INSTANCE, 16, true).word());
    assertEquals(0, scene.memories);
  }

  @Test
  void whereTheBrowserGivesNoMoreMemoryThereIsNoPicture() {
    scene.mostMemories = 1;
    int graphics = graphics(4, 4);
    assertNotEquals(0, graphics);
    assertEquals(0, empty(ImageData.BGRA, 4, 4));
    scene.call("PPB_Core;1.0", "ReleaseResource", graphics);
    assertNotEquals(0, empty(ImageData.BGRA, 4, 4));
    assertNotEquals(0, scene.memories);
  }

  @Test
  void whatIsGivenBackIsKeptInAFewAndNoMore() {
    int[] images = new int[40];
    for (int i = 0; i < images.length; i++) {
      images[i] = empty(ImageData.BGRA, 4, 4);
    }
    assertEquals(40, scene.memories);
    for (int image : images) {
      scene.call("PPB_Core;1.0", "ReleaseResource", image);
    }
    assertEquals(4, scene.memories);
  }

  @Test
  void describeTellsTheTruthOrZeroes() {
    int at = words(1, 2, 3, 4);
    int opaque = words(7);
    assertTrue(scene.call(GRAPHICS, "Describe", graphics(5, 6), at, opaque).bool());
    assertEquals(5, scene.module.readInt(at));
    assertEquals(6, scene.module.readInt(at + 4L));
    assertEquals(0, scene.module.readInt(opaque));
    assertFalse(scene.call(GRAPHICS, "Describe", 99, at, opaque).bool());
    assertEquals(0, scene.module.readInt(at));
    assertTrue(scene.call(IMAGES, "Describe", empty(1, 5, 6), at).bool());
    assertEquals(1, scene.module.readInt(at));
    assertEquals(20, scene.module.readInt(at + 12L));
    assertFalse(scene.call(IMAGES, "Describe", 99, at).bool());
    assertEquals(0, scene.module.readInt(at + 12L));
    assertEquals(0, scene.call(IMAGES, "Map", 99).word());
  }

  @Test
  void operationsThatWaitAreBounded() throws InterruptedException {
    int graphics = graphics(4, 4);
    bind(graphics);
    int image = image(4, 4, RED);
    for (int i = 0; i < Graphics2D.MAX_OPERATIONS + 5; i++) {
      paint(graphics, image, 0, 0);
    }
    assertTrue(scene.logs.getLast().contains("10000 operations wait"), () -> "" + scene.logs);
    flushAndWait(graphics);
    paint(graphics, image, 0, 0);
    flushAndWait(graphics);
    assertFalse(newest().dirty().isEmpty());
  }

  @Test
  void theEndOfTheElementTakesItsPicturesWithIt() throws InterruptedException {
    scene.screenIsQuick = false;
    int graphics = graphics(4, 4);
    int image = image(4, 4, RED);
    bind(graphics);
    paint(graphics, image, 0, 0);
    onMain(() -> flush(graphics));
    scene.pepper.destroyInstance(Scene.INSTANCE);
    scene.expect("flushed " + PpError.PP_ERROR_ABORTED);
    assertFalse(scene.call(GRAPHICS, "IsGraphics2D", graphics).bool());
    assertFalse(scene.call(IMAGES, "IsImageData", image).bool());
    scene.unseen.take().run();
    assertEquals(1, scene.frames.size());
  }
}
