package com.sun.webkit.graphics;

import com.sun.prism.Graphics;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.halite.app.surface.Surface;

/**
 * The player of one video element: of a surface when its address names one, else JavaFX's own,
 * which is made and told WebKit's pointer only then. WebKit calls it on its event thread, but for
 * rendering.
 */
final class SurfacePlayer extends WCMediaPlayer {
  private static final VarHandle POINTER = field("nPtr", long.class);
  private static final VarHandle PRELOAD = field("preload", int.class);

  private final WCGraphicsManager fx;

  /** JavaFX's, for videos and sounds of the page itself; null for a surface. */
  private WCMediaPlayer media;

  private volatile Surface surface;

  SurfacePlayer(WCGraphicsManager fx) {
    this.fx = fx;
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(WCMediaPlayer.class, MethodHandles.lookup())
          .findVarHandle(WCMediaPlayer.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JavaFX has another WCMediaPlayer", e);
    }
  }

  @Override
  protected void load(String url, String userAgent) {
    if (!Surface.isAddress(url)) {
      media = fx.createMediaPlayer();
      POINTER.set(media, (long) POINTER.get(this));
      PRELOAD.set(media, (int) PRELOAD.get(this));
      media.load(url, userAgent);
      return;
    }
    Surface found = Surface.find(url);
    if (found == null) {
      notifyNetworkStateChanged(NETWORK_STATE_NETWORK_ERROR);
      return;
    }
    surface = found;
    notifyNetworkStateChanged(NETWORK_STATE_LOADED);
    notifyReady(true, false, Float.POSITIVE_INFINITY);
    notifySizeChanged(Math.max(found.width(), 1), Math.max(found.height(), 1));
    notifyReadyStateChanged(READY_STATE_HAVE_ENOUGH_DATA);
  }

  @Override
  protected void renderCurrentFrame(WCGraphicsContext context, int x, int y, int w, int h) {
    Surface shown = surface;
    if (shown != null) {
      shown.paint((Graphics) context.getPlatformGraphics(), x, y, w, h);
    } else if (media != null) {
      media.renderCurrentFrame(context, x, y, w, h);
    }
  }

  @Override
  protected void cancelLoad() {
    if (media != null) {
      media.cancelLoad();
    }
  }

  @Override
  protected void disposePlayer() {
    surface = null;
    if (media != null) {
      POINTER.set(media, 0L); // as WebKit has just done to this one
      media.disposePlayer();
    }
  }

  @Override
  protected void prepareToPlay() {
    if (media != null) {
      media.prepareToPlay();
    }
  }

  @Override
  protected void play() {
    if (media != null) {
      media.play();
    }
  }

  @Override
  protected void pause() {
    if (media != null) {
      media.pause();
    }
  }

  @Override
  protected float getCurrentTime() {
    return media == null ? 0 : media.getCurrentTime();
  }

  @Override
  protected void seek(float time) {
    if (media != null) {
      media.seek(time);
    }
  }

  @Override
  protected void setRate(float rate) {
    if (media != null) {
      media.setRate(rate);
    }
  }

  @Override
  protected void setVolume(float volume) {
    if (media != null) {
      media.setVolume(volume);
    }
  }

  @Override
  protected void setMute(boolean mute) {
    if (media != null) {
      media.setMute(mute);
    }
  }

  @Override
  protected void setSize(int width, int height) {
    if (media != null) {
      media.setSize(width, height);
    }
  }

  @Override
  protected void setPreservesPitch(boolean preserves) {
    if (media != null) {
      media.setPreservesPitch(preserves);
    }
  }
}
