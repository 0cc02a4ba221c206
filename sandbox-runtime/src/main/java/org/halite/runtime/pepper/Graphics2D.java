package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.PpError;

/**
 * A PPB_Graphics2D: a picture, and what the next Flush is to do to it. Guarded by the lock of
 * {@link Screens}.
 */
final class Graphics2D implements Resource {
  /** Operations that wait for a Flush; real modules queue a few. */
  static final int MAX_OPERATIONS = 10_000;

  private sealed interface Operation {}

  private record Paint(ImageData image, Pixels from, Area area, int x, int y)
      implements Operation {}

  private record Scroll(Area clip, int dx, int dy) implements Operation {}

  private record Replace(ImageData image, Pixels by) implements Operation {}

  private record Transform(Frame.Layer layer) implements Operation {}

  private final Screens screens;
  private final int instance;
  private final int width;
  private final int height;
  private final boolean opaque;
  private final List<Operation> operations = new ArrayList<>();
  private Pixels pixels;
  private float scale = 1;
  private Frame.Layer layer = Frame.Layer.IDENTITY;
  private Completion flushing;
  private boolean reserved;
  private boolean gone;

  Graphics2D(Screens screens, int instance, int width, int height, boolean opaque, Pixels pixels) {
    this.screens = screens;
    this.instance = instance;
    this.width = width;
    this.height = height;
    this.opaque = opaque;
    this.pixels = pixels;
  }

  @Override
  public int instance() {
    return instance;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  boolean isOpaque() {
    return opaque;
  }

  float scale() {
    synchronized (screens) {
      return scale;
    }
  }

  /** PPB_Graphics2D.SetScale, with its result; it shows with the next Flush. */
  boolean setScale(float wanted) {
    if (!(wanted > 0) || Float.isInfinite(wanted)) {
      return false;
    }
    synchronized (screens) {
      scale = wanted;
    }
    return true;
  }

  Area all() {
    return new Area(0, 0, width, height);
  }

  // Each answers false when too many operations wait, or the context is gone.

  boolean paint(ImageData image, Area area, int x, int y) {
    synchronized (screens) {
      Pixels from = mayQueue() ? image.hold() : null;
      return from != null && operations.add(new Paint(image, from, area, x, y));
    }
  }

  boolean scroll(Area clip, int dx, int dy) {
    synchronized (screens) {
      return mayQueue() && operations.add(new Scroll(clip, dx, dy));
    }
  }

  boolean replace(ImageData image) {
    synchronized (screens) {
      Pixels by = mayQueue() ? image.hold() : null;
      return by != null && operations.add(new Replace(image, by));
    }
  }

  boolean transform(Frame.Layer wanted) {
    synchronized (screens) {
      return mayQueue() && operations.add(new Transform(wanted));
    }
  }

  private boolean mayQueue() {
    return !gone && operations.size() < MAX_OPERATIONS;
  }

  /** Only one flush at a time; whoever gets true must {@link #flush} or {@link #giveUpFlush}. */
  boolean reserveFlush() {
    synchronized (screens) {
      if (reserved || gone) {
        return false;
      }
      reserved = true;
      return true;
    }
  }

  void giveUpFlush() {
    synchronized (screens) {
      reserved = false;
    }
  }

  /** Does what was queued, and shows it; {@code completion} completes when it is on the screen. */
  void flush(Completion completion) {
    synchronized (screens) {
      if (!gone) {
        flushing = completion;
        screens.show(this, carryOut());
        return;
      }
    }
    completion.abort();
  }

  /** The flush is on the screen. The lock of the screens is not held. */
  void flushed(Completion completion) {
    synchronized (screens) {
      if (flushing != completion) {
        return;
      }
      flushing = null;
      reserved = false;
    }
    completion.complete(PpError.PP_OK);
  }

  Completion flushing() {
    return flushing;
  }

  boolean isGone() {
    return gone;
  }

  private Area carryOut() {
    Area dirty = Area.NONE;
    for (Operation operation : operations) {
      dirty = dirty.and(carryOut(operation));
    }
    operations.clear();
    return dirty;
  }

  private Area carryOut(Operation operation) {
    switch (operation) {
      case Paint paint -> {
        Area area = paint.area;
        pixels.paint(
            paint.from,
            paint.image.width(),
            area,
            paint.image.format() == ImageData.RGBA,
            paint.x + area.x(),
            paint.y + area.y(),
            width);
        paint.from.release();
        return new Area(paint.x + area.x(), paint.y + area.y(), area.width(), area.height());
      }
      case Scroll scroll -> {
        pixels.scroll(scroll.clip, scroll.dx, scroll.dy, width);
        return scroll.clip;
      }
      case Replace replace -> {
        if (replace.image.format() == ImageData.BGRA) {
          pixels.release();
          pixels = replace.by; // which was retained for this
        } else {
          pixels.paint(replace.by, width, all(), true, 0, 0, width);
          replace.by.release();
        }
        return all();
      }
      case Transform transform -> {
        layer = transform.layer;
        return all();
      }
    }
  }

  /** What an element shows that it is bound to. */
  Frame frame(Area dirty) {
    return new Frame(pixels.number(), width, height, opaque, dirty, scale, layer);
  }

  @Override
  public void gone() {
    Completion pending;
    synchronized (screens) {
      gone = true;
      screens.forget(this);
      for (Operation operation : operations) {
        switch (operation) {
          case Paint paint -> paint.from.release();
          case Replace replace -> replace.by.release();
          case Scroll _, Transform _ -> {}
        }
      }
      operations.clear();
      pixels.release();
      pending = flushing;
      flushing = null;
    }
    if (pending != null) {
      pending.abort();
    }
  }
}
