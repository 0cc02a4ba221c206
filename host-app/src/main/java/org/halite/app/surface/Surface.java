package org.halite.app.surface;

import com.sun.javafx.tk.RenderJob;
import com.sun.javafx.tk.Toolkit;
import com.sun.prism.Graphics;
import com.sun.prism.PixelFormat;
import com.sun.prism.Texture;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.halite.bridge.module.Frame;

/**
 * What one element shows. WebKit takes it for a video: a page's shim draws that video into the
 * element's background, and whenever WebKit carries the drawing out, the newest pixels go from
 * shared memory into a texture. Frames come on the JavaFX thread; painting is on the render thread.
 */
public final class Surface {
  /** Larger pictures are shown in part; no screen has more. */
  public static final int MAX_SIDE = 8192;

  /** A video with such an address shows a surface. */
  private static final String SCHEME = "nacl://surface/";

  private static final int OPAQUE = 0xff000000;

  private static final Map<String, Surface> BY_NAME = new ConcurrentHashMap<>();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String name;

  // Guarded by this.
  private Frame frame;
  private Runnable shown;

  /** What the texture lacks. */
  private int left;

  private int top;
  private int right;
  private int bottom;

  /** Touched by the render thread only. */
  private Texture texture;

  /** A surface that nobody finds who was not told its name. */
  public Surface() {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    name = HexFormat.of().formatHex(random);
    BY_NAME.put(name, this);
  }

  /** The surface of a video's address; null when it is another video's. */
  public static Surface find(String url) {
    return url != null && url.startsWith(SCHEME)
        ? BY_NAME.get(url.substring(SCHEME.length()))
        : null;
  }

  /** Whether an address is a surface's, living or gone. */
  public static boolean isAddress(String url) {
    return url != null && url.startsWith(SCHEME);
  }

  public String name() {
    return name;
  }

  /**
   * Takes a frame and lets go of the one before.
   *
   * @param next with pixels
   * @param whenShown run when its pixels were taken; not, when another frame comes first
   */
  public synchronized void show(Frame next, Runnable whenShown) {
    boolean same =
        frame != null && frame.width() == next.width() && frame.height() == next.height();
    if (frame != null) {
      frame.release();
    }
    frame = next;
    shown = whenShown;
    if (!same) {
      lackAll();
    } else if (next.dirtyWidth() > 0 && next.dirtyHeight() > 0) {
      boolean more = right > left;
      left = more ? Math.min(left, next.x()) : next.x();
      top = more ? Math.min(top, next.y()) : next.y();
      int endX = next.x() + next.dirtyWidth();
      int endY = next.y() + next.dirtyHeight();
      right = more ? Math.max(right, endX) : endX;
      bottom = more ? Math.max(bottom, endY) : endY;
    }
  }

  private void lackAll() {
    left = 0;
    top = 0;
    right = frame.width();
    bottom = frame.height();
  }

  /** The size of what is shown, in pixels; 0 when nothing is. */
  public synchronized int width() {
    return frame == null ? 0 : Math.min(frame.width(), MAX_SIDE);
  }

  public synchronized int height() {
    return frame == null ? 0 : Math.min(frame.height(), MAX_SIDE);
  }

  /** Draws the newest frame; on the render thread. */
  public void paint(Graphics graphics, int x, int y, int width, int height) {
    Runnable done = null;
    synchronized (this) {
      if (frame == null) {
        return;
      }
      prepareTexture(graphics, width(), height());
      if (texture == null) {
        return;
      }
      upload();
      done = shown;
      shown = null;
    }
    graphics.drawTexture(texture, x, y, x + width, y + height, 0, 0, width(), height());
    texture.unlock();
    if (done != null) {
      done.run();
    }
  }

  /** A locked texture of this size, or none. */
  private void prepareTexture(Graphics graphics, int width, int height) {
    if (texture != null) {
      texture.lock();
      if (texture.isSurfaceLost()
          || texture.getContentWidth() != width
          || texture.getContentHeight() != height) {
        texture.dispose();
        texture = null;
      }
    }
    if (texture == null) {
      texture =
          graphics
              .getResourceFactory()
              .createTexture(
                  PixelFormat.INT_ARGB_PRE,
                  Texture.Usage.DYNAMIC,
                  Texture.WrapMode.CLAMP_TO_EDGE,
                  width,
                  height);
      if (texture != null) {
        texture.makePermanent();
        lackAll();
      }
    }
  }

  private void upload() {
    int w = Math.min(right, width()) - left;
    int h = Math.min(bottom, height()) - top;
    if (w > 0 && h > 0) {
      int stride = frame.width();
      // A buffer that begins with the area: not all of JavaFX's textures find a place inside of
      // one.
      IntBuffer pixels =
          frame
              .pixels()
              .bytes()
              .order(ByteOrder.LITTLE_ENDIAN)
              .asIntBuffer()
              .slice(top * stride + left, (h - 1) * stride + w);
      if (frame.opaque() && hasAlpha(pixels, w, h, stride)) {
        pixels = withoutAlpha(pixels, w, h, stride);
        stride = w;
      }
      texture.update(pixels, PixelFormat.INT_ARGB_PRE, left, top, 0, 0, w, h, stride * 4, false);
    }
    left = top = right = bottom = 0;
  }

  /** Whether any pixel is not opaque; only few modules leave that to the context's opacity. */
  private static boolean hasAlpha(IntBuffer pixels, int width, int height, int stride) {
    int[] line = new int[width];
    int all = OPAQUE;
    for (int y = 0; y < height && (all & OPAQUE) == OPAQUE; y++) {
      pixels.get(y * stride, line);
      for (int pixel : line) {
        all &= pixel;
      }
    }
    return (all & OPAQUE) != OPAQUE;
  }

  private static IntBuffer withoutAlpha(IntBuffer pixels, int width, int height, int stride) {
    int[] opaque = new int[width * height];
    for (int y = 0; y < height; y++) {
      pixels.get(y * stride, opaque, y * width, width);
    }
    for (int i = 0; i < opaque.length; i++) {
      opaque[i] |= OPAQUE;
    }
    return IntBuffer.wrap(opaque);
  }

  /** The element shows nothing more through it. */
  public void dispose() {
    BY_NAME.remove(name, this);
    synchronized (this) {
      if (frame != null) {
        frame.release();
        frame = null;
      }
      shown = null;
    }
    var _ = Toolkit.getToolkit().addRenderJob(new RenderJob(this::disposeTexture));
  }

  private void disposeTexture() {
    if (texture != null) {
      texture.dispose();
      texture = null;
    }
  }
}
