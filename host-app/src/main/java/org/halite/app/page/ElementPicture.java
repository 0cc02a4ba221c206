package org.halite.app.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.halite.app.surface.Surface;
import org.halite.bridge.module.Frame;

/** What an element shows of its module. On the JavaFX thread. */
final class ElementPicture {
  private final PageWindow window;
  private final Consumer<String> tell;
  private Surface surface;
  private Place place;

  /**
   * @param tell gives the page's shim what to draw as the content of the element: empty for nothing
   */
  ElementPicture(PageWindow window, Consumer<String> tell) {
    this.window = window;
    this.tell = tell;
  }

  /** What a frame says beside its pixels, which are given up with it. */
  private record Place(double scale, double x, double y) {
    Place(Frame frame) {
      this(frame.scale() * frame.layerScale(), frame.layerX(), frame.layerY());
    }
  }

  void show(Frame frame, Runnable shown) {
    if (surface == null) {
      surface = new Surface();
    }
    surface.show(frame, shown);
    place = new Place(frame);
    place();
  }

  /** Pixels of pictures are device-independent ones: zoom makes elements larger, not pictures. */
  void place() {
    if (surface == null) {
      return;
    }
    double zoom = window.zoom();
    ObjectNode picture = JsonNodeFactory.instance.objectNode();
    picture.put("name", surface.name());
    picture.put("width", surface.width());
    picture.put("height", surface.height());
    picture.put("scale", place.scale / zoom);
    picture.put("x", place.x / zoom);
    picture.put("y", place.y / zoom);
    tell.accept(picture.toString());
  }

  void showNothing() {
    if (surface != null) {
      surface.dispose();
      surface = null;
      tell.accept("");
    }
  }
}
