package org.halite.app.window;

import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Platform;

/** Starts JavaFX once, with or without a display, and runs things on its thread. */
public final class Toolkit {
  /** Kept here: the logging framework holds loggers weakly, and with them their levels. */
  private static final Logger JAVAFX = Logger.getLogger("javafx");

  private static final Duration FOREVER = Duration.ofDays(1);

  private static boolean started;
  private static volatile boolean ending;

  private Toolkit() {}

  /** Whether a window could be shown. */
  public static boolean hasDisplay() {
    return given("DISPLAY") || given("WAYLAND_DISPLAY");
  }

  private static boolean given(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isEmpty();
  }

  /** Starts the toolkit; calls after the first do nothing. */
  public static synchronized void start(boolean headless) {
    if (started) {
      return;
    }
    if (headless) {
      System.setProperty("glass.platform", "Headless");
      System.setProperty("prism.order", "sw");
    }
    // Pictures are written with ImageIO, which must not look for a display of its own.
    System.setProperty("java.awt.headless", "true");
    // WebKit's HTTP/2 loader can hang a synchronous request.
    System.setProperty("com.sun.webkit.useHTTP2Loader", "false");
    // JavaFX warns that it lies on the class path, where we want it: WebKit's inspector is
    // internal.
    JAVAFX.setLevel(Level.SEVERE);
    // In memory only, and before the first WebEngine, which would install one of its own.
    CookieHandler.setDefault(new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER));
    CountDownLatch running = new CountDownLatch(1);
    Platform.startup(
        () -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler((thread, thrown) -> tell("the window", thrown));
          running.countDown();
        });
    // For all others; and JavaFX's has none of its own any longer while it ends.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> tell("the thread " + thread.getName(), thrown));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "ending"));
    Platform.setImplicitExit(false);
    try {
      running.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while JavaFX started", e);
    }
    started = true;
  }

  /**
   * A fault that nobody expected is a sentence, and at the end of the program nothing at all:
   * JavaFX takes its own threads down while the page still paints.
   */
  private static void tell(String where, Throwable thrown) {
    if (ending) {
      return;
    }
    System.err.println("halite: something unforeseen happened in " + where + " (" + thrown + ").");
    if (Boolean.getBoolean("halite.debug")) {
      thrown.printStackTrace();
    }
  }

  /** Runs something on the JavaFX thread and waits for its value. */
  public static <T> T call(Callable<T> action) throws InterruptedException {
    try {
      return call(action, FOREVER);
    } catch (TimeoutException e) {
      throw new IllegalStateException("JavaFX did not answer for a day", e);
    }
  }

  /** Runs something on the JavaFX thread and waits so long for its value. */
  public static <T> T call(Callable<T> action, Duration patience)
      throws InterruptedException, TimeoutException {
    FutureTask<T> task = new FutureTask<>(action);
    if (Platform.isFxApplicationThread()) {
      task.run();
    } else {
      Platform.runLater(task);
    }
    try {
      return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }
}
