package com.sun.webkit.graphics;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** JavaFX's graphics for WebKit, with players that show surfaces of modules. */
public final class SurfaceGraphics extends WCGraphicsManager {
  /** Nobody else's; WebKit asks for a type before it makes a player. */
  private static final String TYPE = "video/x-nacl-surface";

  private static final VarHandle IDS = field("idCount", AtomicInteger.class);
  private static final VarHandle REFS = field("refMap", HashMap.class);

  private final WCGraphicsManager fx;

  private SurfaceGraphics(WCGraphicsManager fx) {
    this.fx = fx;
  }

  /** Takes the place of JavaFX's own; after the first WebEngine, again does nothing. */
  public static void install() {
    WCGraphicsManager present = getGraphicsManager();
    if (!(present instanceof SurfaceGraphics)) {
      SurfaceGraphics graphics = new SurfaceGraphics(present);
      graphics.takeOver(present);
      setGraphicsManager(graphics);
    }
  }

  /**
   * What WebKit drew with until now keeps its numbers, by which it is named in lists of commands:
   * fonts and controls made before would else be mistaken for others made later.
   */
  @SuppressWarnings("unchecked")
  private void takeOver(WCGraphicsManager present) {
    AtomicInteger used = (AtomicInteger) IDS.get(present);
    ((AtomicInteger) IDS.get(this)).set(used.get());
    ((Map<Integer, Ref>) REFS.get(this)).putAll((Map<Integer, Ref>) REFS.get(present));
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(WCGraphicsManager.class, MethodHandles.lookup())
          .findVarHandle(WCGraphicsManager.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JavaFX has another WCGraphicsManager", e);
    }
  }

  @Override
  protected WCMediaPlayer createMediaPlayer() {
    return new SurfacePlayer(fx);
  }

  @Override
  protected String[] getSupportedMediaTypes() {
    String[] types = fx.getSupportedMediaTypes();
    String[] all = Arrays.copyOf(types, types.length + 1);
    all[types.length] = TYPE;
    return all;
  }

  @Override
  public float getDevicePixelScale() {
    return fx.getDevicePixelScale();
  }

  @Override
  protected WCImageDecoder getImageDecoder() {
    return fx.getImageDecoder();
  }

  @Override
  public WCGraphicsContext createGraphicsContext(Object graphics) {
    return fx.createGraphicsContext(graphics);
  }

  @Override
  public WCRenderQueue createRenderQueue(WCRectangle clip, boolean opaque) {
    return fx.createRenderQueue(clip, opaque);
  }

  @Override
  protected WCRenderQueue createBufferedContextRQ(WCImage image) {
    return fx.createBufferedContextRQ(image);
  }

  @Override
  public WCPageBackBuffer createPageBackBuffer() {
    return fx.createPageBackBuffer();
  }

  @Override
  protected WCFont getWCFont(String name, boolean bold, boolean italic, float size) {
    return fx.getWCFont(name, bold, italic, size);
  }

  @Override
  protected WCFontCustomPlatformData createFontCustomPlatformData(InputStream in)
      throws IOException {
    return fx.createFontCustomPlatformData(in);
  }

  @Override
  @SuppressWarnings("rawtypes") // as JavaFX declares it
  protected WCPath createWCPath() {
    return fx.createWCPath();
  }

  @Override
  @SuppressWarnings("rawtypes") // as JavaFX declares it
  protected WCPath createWCPath(WCPath path) {
    return fx.createWCPath(path);
  }

  @Override
  protected WCImage createWCImage(int width, int height) {
    return fx.createWCImage(width, height);
  }

  @Override
  protected WCImage createRTImage(int width, int height) {
    return fx.createRTImage(width, height);
  }

  @Override
  public WCImage getIconImage(String url) {
    return fx.getIconImage(url);
  }

  @Override
  public Object toPlatformImage(WCImage image) {
    return fx.toPlatformImage(image);
  }

  @Override
  protected WCImageFrame createFrame(int width, int height, ByteBuffer data) {
    return fx.createFrame(width, height, data);
  }

  @Override
  protected WCTransform createTransform(
      double m00, double m10, double m01, double m11, double m02, double m12) {
    return fx.createTransform(m00, m10, m01, m11, m02, m12);
  }
}
