package org.halite.app.bench;

import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import org.halite.app.window.Toolkit;
import org.halite.bridge.module.ModuleHost;
import org.halite.ppapi.Var;

/**
 * What interactive modules get: pictures of 1280 by 720 pixels beside a plain animation of JavaFX
 * of the same size, the time from a movement of the mouse to the module's handler, and messages
 * beside the way to Java alone.
 *
 * @param module pictures a second, and processor time
 * @param animation the same of JavaFX alone
 * @param input milliseconds from the robot's movement to the handler
 * @param small microseconds of a round trip of 64 bytes, with the module and without one
 * @param large MB a second of an ArrayBuffer of 16 MB, there and back, both counted
 */
record Pictures(Rate module, Rate animation, Samples input, Pair small, Pair large) {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int FRAMES = 300;
  private static final int MOVES = 200;
  private static final int BUFFER = 16 << 20;
  private static final int ROUNDS = 7;

  /**
   * Short and many: by where the kernel puts the threads a round takes half of another's time, or
   * twice as long, and both sides shall meet all of that.
   */
  private static final int SMALL_ROUNDS = 40;

  private static final int SMALL = 1000;

  /** Of the animation, whose pictures are counted in so long a time after it. */
  private static final int WARM_UP_MILLIS = 1000;

  private static final int COUNTED_MILLIS = 5000;

  /** The browser starts a spare process for each that it uses. */
  private static final int SETTLING_MILLIS = 2000;

  /**
   * @param perSecond pictures
   * @param cores processor seconds a second, of the browser and the module's process
   */
  record Rate(double perSecond, double cores) {}

  /** With the module, and its yardstick. */
  record Pair(Samples module, Samples yardstick) {
    double ratio() {
      return module.median() / yardstick.median();
    }
  }

  /** A browser's modules. */
  interface Hosts {
    ModuleHost open() throws IOException;
  }

  /**
   * @param folder with pictures.nexe
   */
  static Pictures measure(Hosts hosts, Path folder) throws IOException, InterruptedException {
    Toolkit.start(true);
    Rate module;
    Samples input;
    Rate animation = animate();
    try (ShownPage page = new ShownPage(hosts.open(), folder)) {
      Rate _ = frames(page); // warms up
      module = frames(page);
      input = moves(page);
    }
    try (ShownPage page = new ShownPage(hosts.open(), folder);
        ShownPage echo = new ShownPage(new EchoHost(), folder)) {
      Thread.sleep(SETTLING_MILLIS);
      // One after the other: what collects large garbage would be measured with the small ones.
      Pair small =
          beside(
              SMALL_ROUNDS, page, echo, each -> trips(each, "'m'.repeat(64)", SMALL) / SMALL * 1e3);
      Pair large =
          beside(
              ROUNDS,
              page,
              echo,
              each -> {
                double trip = trips(each, "new ArrayBuffer(" + BUFFER + ")", 2) / 2;
                return 2 * BUFFER / 1e6 / (trip / 1e3);
              });
      return new Pictures(module, animation, input, small, large);
    }
  }

  /** What is measured of a page. */
  private interface Figure {
    double of(ShownPage page) throws IOException, InterruptedException;
  }

  /** Both, taken in turns; a quarter more before, which warms up. */
  private static Pair beside(int rounds, ShownPage page, ShownPage echo, Figure figure)
      throws IOException, InterruptedException {
    double[] module = new double[rounds];
    double[] yardstick = new double[rounds];
    for (int i = -(rounds + 3) / 4; i < rounds; i++) {
      double one = figure.of(page);
      double other = figure.of(echo);
      if (i >= 0) {
        module[i] = one;
        yardstick[i] = other;
      }
    }
    return new Pair(new Samples(module), new Samples(yardstick));
  }

  private static Rate frames(ShownPage page) throws IOException, InterruptedException {
    LinkedBlockingQueue<Double> answers = answers(page);
    double begin = Processor.seconds();
    page.js("m.postMessage(" + FRAMES + ")");
    double seconds = next(answers);
    return new Rate(FRAMES / seconds, (Processor.seconds() - begin) / seconds);
  }

  private static Samples moves(ShownPage page) throws IOException, InterruptedException {
    LinkedBlockingQueue<Double> answers = answers(page);
    double[] times = new double[MOVES];
    for (int i = -20; i < MOVES; i++) {
      double begin = System.nanoTime() / 1e9;
      page.moveMouse(100 + Math.floorMod(7 * i, 900), 100 + Math.floorMod(i, 500));
      double heard = next(answers);
      if (i >= 0) { // before, it warms up
        times[i] = (heard - begin) * 1e3;
      }
      Thread.sleep(5);
    }
    return new Samples(times);
  }

  private static LinkedBlockingQueue<Double> answers(ShownPage page) {
    LinkedBlockingQueue<Double> answers = new LinkedBlockingQueue<>();
    page.listen(
        data -> {
          if (data instanceof Var.Real number) {
            answers.add(number.value());
          }
        });
    return answers;
  }

  private static double next(LinkedBlockingQueue<Double> answers)
      throws IOException, InterruptedException {
    Double answer = answers.poll(60, TimeUnit.SECONDS);
    if (answer == null || answer < 0) {
      throw new IOException("the module of the pictures did not answer");
    }
    return answer;
  }

  private static double trips(ShownPage page, String value, int count)
      throws IOException, InterruptedException {
    page.js("roundTrips(" + value + ", " + count + ")");
    page.await("done");
    return ((Number) page.js("done")).doubleValue();
  }

  /** The yardstick: an image that Java fills before each picture of JavaFX. */
  private static Rate animate() throws InterruptedException {
    Stage stage = ShownPage.onScreen(Pictures::animated);
    Thread.sleep(WARM_UP_MILLIS);
    double cpu = Processor.seconds();
    int first = ShownPage.onScreen(() -> ((Animation) stage.getUserData()).frames);
    long begin = System.nanoTime();
    Thread.sleep(COUNTED_MILLIS);
    int last = ShownPage.onScreen(() -> ((Animation) stage.getUserData()).frames);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Rate rate = new Rate((last - first) / seconds, (Processor.seconds() - cpu) / seconds);
    return ShownPage.onScreen(
        () -> {
          ((Animation) stage.getUserData()).stop();
          stage.close();
          return rate;
        });
  }

  private static Stage animated() {
    PixelBuffer<IntBuffer> buffer =
        new PixelBuffer<>(
            WIDTH, HEIGHT, IntBuffer.allocate(WIDTH * HEIGHT), PixelFormat.getIntArgbPreInstance());
    Stage stage = new Stage();
    stage.setScene(new Scene(new Group(new ImageView(new WritableImage(buffer))), WIDTH, HEIGHT));
    Animation animation = new Animation(buffer);
    stage.setUserData(animation);
    stage.show();
    animation.start();
    return stage;
  }

  /** The same picture as the module's. */
  private static final class Animation extends AnimationTimer {
    private final PixelBuffer<IntBuffer> buffer;
    private int frames;

    Animation(PixelBuffer<IntBuffer> buffer) {
      this.buffer = buffer;
    }

    @Override
    public void handle(long now) {
      frames++;
      int[] pixels = buffer.getBuffer().array();
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          pixels[y * WIDTH + x] =
              0xff000000 | ((x + frames) * 3 & 0xff) << 8 | ((y + frames) & 0xff);
        }
      }
      buffer.updateBuffer(changed -> null);
    }
  }
}
