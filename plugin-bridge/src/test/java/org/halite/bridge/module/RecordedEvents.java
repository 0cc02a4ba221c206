package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.fail;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.halite.bridge.origin.Decision;
import org.halite.ppapi.Var;

/** Events as lines, in order, and a way to wait for one. */
final class RecordedEvents implements ModuleEvents {
  private final List<String> lines = new ArrayList<>();
  private final List<Runnable> unconsumed = new ArrayList<>();
  private boolean consuming = true;
  private volatile Runnable onLoad = () -> {};
  private ExitReport exit;

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  synchronized void consume(boolean now) {
    consuming = now;
    if (now) {
      unconsumed.forEach(Runnable::run);
      unconsumed.clear();
    }
  }

  /** What a page's listener would do, before the session goes on. */
  void onLoad(Runnable listener) {
    onLoad = listener;
  }

  /** Waits for a line that begins so. */
  String await(String start) throws InterruptedException {
    return await(line -> line.startsWith(start), start);
  }

  void awaitLoad() throws InterruptedException {
    String _ = await("load"::equals, "load");
  }

  String awaitOne(Predicate<String> wanted) throws InterruptedException {
    return await(wanted, "such line");
  }

  private synchronized String await(Predicate<String> wanted, String name)
      throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (true) {
      for (String line : lines) {
        if (wanted.test(line)) {
          return line;
        }
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return fail("no " + name + " among " + lines);
      }
      wait(left);
    }
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Without fetches, progress and console. */
  synchronized List<String> life() {
    return lines.stream()
        .filter(
            l ->
                !l.startsWith("progress")
                    && !l.startsWith("fetched")
                    && !l.startsWith("stored")
                    && !l.startsWith("opened")
                    && !l.startsWith("console"))
        .toList();
  }

  synchronized ExitReport exit() {
    return exit;
  }

  @Override
  public void loadStart() {
    add("loadstart");
  }

  @Override
  public void progress(URI url, boolean lengthComputable, long loaded, long total) {
    add("progress " + lengthComputable + " " + loaded + "/" + total);
  }

  @Override
  public void load() {
    add("load");
    onLoad.run();
  }

  @Override
  public void error(String lastError, ExitReport report) {
    add("error " + lastError);
  }

  @Override
  public void abort() {
    add("abort");
  }

  @Override
  public void loadEnd() {
    add("loadend");
  }

  @Override
  public void crash(String lastError, ExitReport report) {
    add("crash " + lastError);
  }

  @Override
  public synchronized void message(Var data, Runnable consumed) {
    add("message " + (data instanceof Var.Text text ? text.value() : data.toString()));
    if (consuming) {
      consumed.run();
    } else {
      unconsumed.add(consumed);
    }
  }

  @Override
  public synchronized void frame(Frame frame, Runnable shown) {
    add("frame " + (frame.pixels() == null ? "none" : frame.width() + "x" + frame.height()));
    frame.release();
    if (consuming) {
      shown.run();
    } else {
      unconsumed.add(shown);
    }
  }

  @Override
  public void inputRequested(int taken, int filtered) {
    add("input " + taken + " " + filtered);
  }

  @Override
  public synchronized void wished(ElementWish wish) {
    switch (wish) {
      case ElementWish.Cursor cursor -> {
        add("cursor " + cursor.type() + " " + cursor.pixels().length);
        cursor.done().run();
      }
      case ElementWish.Fullscreen fullscreen -> {
        add("fullscreen " + fullscreen.wanted());
        fullscreen.decided().accept(false);
      }
      case ElementWish.ScreenSize size -> size.answer().is(1920, 1080);
      case ElementWish.MouseLock lock -> {
        add("lock " + lock.wanted());
        lock.decided().accept(0);
      }
      case ElementWish.TextInput text -> {
        add("text " + text.type() + " " + text.around());
        text.done().run();
      }
    }
  }

  @Override
  public void console(Level level, String text) {
    add("console " + level + " " + text);
  }

  @Override
  public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {
    add("fetched " + url.getPath() + " " + status + " " + decision.reason());
  }

  @Override
  public void stored(URI url, String initiator, boolean asked, long bytes) {
    add("stored " + url.getPath() + " " + asked + " " + bytes);
  }

  @Override
  public void opened(String name, Opening opening, long bytes) {
    add("opened " + opening + " " + name);
  }

  @Override
  public synchronized void exit(ExitReport report) {
    exit = report;
    add("exit " + report.status());
  }
}
