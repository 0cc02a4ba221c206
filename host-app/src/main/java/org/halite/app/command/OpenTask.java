package org.halite.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import javafx.scene.image.WritableImage;
import netscape.javascript.JSException;
import org.halite.app.internal.InternalPages;
import org.halite.app.internal.NetworkLog;
import org.halite.app.page.BrowserPage;
import org.halite.app.page.PageObserver;
import org.halite.app.sound.JavaSound;
import org.halite.app.window.BrowserWindow;
import org.halite.app.window.Picture;
import org.halite.app.window.Toolkit;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.sound.RecordedOutput;
import org.halite.bridge.sound.SilentOutput;
import org.halite.bridge.sound.SoundOutput;

/**
 * Opens one page and does what was asked with it. Runs on the command's thread and asks the JavaFX
 * thread, never without a time limit: a page may loop for ever.
 *
 * @param timeout null: stay open until the person closes the window
 * @param waitFor expression, or null
 * @param eval expression, or null
 * @param screenshot file, or null
 * @param then a page to open after all that, for the picture; null for none
 * @param keeping what of earlier runs is used and kept
 * @param files how much a page opened from disk may do with the files beside it
 * @param sounds a folder into which what modules play is written as well; null for none
 */
@SuppressWarnings("removal") // JSException is what WebEngine.executeScript throws.
record OpenTask(
    String url,
    boolean headless,
    Duration timeout,
    String waitFor,
    String eval,
    Path screenshot,
    String then,
    Backend.Keeping keeping,
    FilePages.Access files,
    Path sounds) {
  private static final long POLL_MILLIS = 20;

  /** A page counts as settled when nothing loads for so long: scripts may add elements. */
  private static final long QUIET_MILLIS = 150;

  /**
   * @param observer may be null
   * @return exit code
   */
  int run(Backend backend, PageObserver observer, PrintWriter out)
      throws IOException, InterruptedException {
    return run(backend, backend.moduleHost(keeping, files, sound()), observer, out);
  }

  /** Where nobody watches nobody listens. */
  private SoundOutput sound() throws IOException {
    SoundOutput heard = headless ? new SilentOutput() : new JavaSound();
    return sounds == null ? heard : RecordedOutput.into(sounds, heard);
  }

  /**
   * The same with modules of another host.
   *
   * @param host closed at the end
   */
  int run(Backend backend, ModuleHost host, PageObserver observer, PrintWriter out)
      throws IOException, InterruptedException {
    long deadline = timeout == null ? Long.MAX_VALUE : System.nanoTime() + timeout.toNanos();
    Toolkit.start(headless);
    // Ctrl-C must not leave runtime processes behind.
    Thread hook = new Thread(host::close, "end-modules");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      BrowserWindow window =
          Toolkit.call(
              () -> {
                BrowserPage page = new BrowserPage(host, !headless);
                NetworkLog log = new NetworkLog(ProgramStart.nanos());
                page.observe(log);
                if (observer != null) {
                  page.observe(observer);
                  page.observeConsole();
                }
                return new BrowserWindow(
                    page, new InternalPages(log, backend::inventory), headless);
              });
      try {
        if (timeout != null) {
          return new Steps(window, deadline, out).all();
        }
        Toolkit.call(
            () -> {
              window.open(url);
              return null;
            });
        return window.awaitClosed();
      } finally {
        closeSoon(window);
      }
    } finally {
      host.close();
      passEvents(); // the modules' last words
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  /** What waits for the JavaFX thread runs, unless a page holds that thread. */
  private static void passEvents() throws InterruptedException {
    try {
      Toolkit.call(() -> null, Duration.ofSeconds(1));
    } catch (TimeoutException stuck) {
      return;
    }
  }

  /**
   * A page in an endless loop never lets go of the JavaFX thread; the program ends all the same.
   */
  private static void closeSoon(BrowserWindow window) throws InterruptedException {
    try {
      Toolkit.call(
          () -> {
            window.close();
            return null;
          },
          Duration.ofSeconds(2));
    } catch (TimeoutException stuck) {
      return;
    }
  }

  /** What is asked of a loaded page, in order. */
  private final class Steps {
    private final BrowserWindow window;
    private final long deadline;
    private final PrintWriter out;

    Steps(BrowserWindow window, long deadline, PrintWriter out) {
      this.window = window;
      this.deadline = deadline;
      this.out = out;
    }

    int all() throws IOException, InterruptedException {
      open(url);
      if (waitFor == null) {
        settle();
      } else {
        until(
            "The time ran out after "
                + seconds()
                + " seconds before --wait-for became true: "
                + waitFor,
            () -> window.page().isTruthy(waitFor));
      }
      if (eval != null) {
        out.println(onPage(() -> window.page().evaluateAsJson(eval), "--eval"));
        out.flush();
      }
      if (then != null) {
        open(then);
        settle();
      }
      if (screenshot != null) {
        onPage(
            () -> {
              window.page().requestFrames();
              return null;
            },
            "--screenshot");
        until("The page did not paint itself.", () -> window.page().framesPainted());
        WritableImage picture = onPage(() -> window.page().snapshot(), "--screenshot");
        Picture.write(picture, screenshot);
      }
      return ExitCodes.OK;
    }

    private void open(String address) throws InterruptedException {
      onPage(
          () -> {
            window.open(address); // a file's scripts run within this call
            return null;
          },
          address);
      until(address + " did not load within " + seconds() + " seconds.", () -> isLoaded(address));
    }

    private String seconds() {
      return timeout.toMillis() % 1000 == 0
          ? Long.toString(timeout.toSeconds())
          : Double.toString(timeout.toMillis() / 1000.0);
    }

    private boolean isLoaded(String address) {
      String failure = window.failure();
      if (failure != null) {
        throw new Failure(ExitCodes.FAILURE, address + " could not be loaded: " + failure);
      }
      return window.isLoaded();
    }

    private void settle() throws InterruptedException {
      long quietSince = System.nanoTime();
      while (System.nanoTime() - quietSince < QUIET_MILLIS * 1_000_000) {
        if (!onPage(() -> window.page().isSettled(), "the modules")) {
          quietSince = System.nanoTime();
        }
        if (System.nanoTime() > deadline) {
          throw new Failure(
              ExitCodes.TIMEOUT, "The modules did not load within " + seconds() + " seconds.");
        }
        Thread.sleep(POLL_MILLIS);
      }
    }

    private void until(String otherwise, Callable<Boolean> condition) throws InterruptedException {
      while (!onPage(condition, "--wait-for")) {
        if (System.nanoTime() > deadline) {
          throw new Failure(ExitCodes.TIMEOUT, otherwise);
        }
        Thread.sleep(POLL_MILLIS);
      }
    }

    private <T> T onPage(Callable<T> action, String option) throws InterruptedException {
      try {
        long left = Math.max(deadline - System.nanoTime(), 0);
        return Toolkit.call(action, Duration.ofNanos(left).plusSeconds(1));
      } catch (TimeoutException e) {
        throw new Failure(
            ExitCodes.TIMEOUT,
            "The page did not answer within " + seconds() + " seconds: a script of it is running.",
            e);
      } catch (JSException e) {
        boolean syntax = String.valueOf(e.getMessage()).startsWith("SyntaxError");
        throw new Failure(
            syntax ? ExitCodes.USAGE : ExitCodes.FAILURE,
            option + " failed in the page: " + e.getMessage(),
            e);
      }
    }
  }
}
