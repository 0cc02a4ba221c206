package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;
import org.halite.runtime.machine.ModuleMemory;

/** PPB_Graphics2D 1.0 to 1.2. */
final class Graphics2DService implements Service {
  private final Resources resources;
  private final Elements elements;
  private final Screens screens;
  private final MessageLoops loops;
  private final Notices notices;

  Graphics2DService(
      Resources resources,
      Elements elements,
      Screens screens,
      MessageLoops loops,
      Notices notices) {
    this.resources = resources;
    this.elements = elements;
    this.screens = screens;
    this.loops = loops;
    this.notices = notices;
  }

  @Override
  public void call(PepperCall call) {
    if (call.function().equals("Create")) {
      call.answer(create(call));
      return;
    }
    Graphics2D graphics = resources.get(call.word(0), Graphics2D.class);
    switch (call.function()) {
      case "IsGraphics2D" -> call.answer(graphics != null);
      case "Describe" -> describe(call, graphics);
      case "PaintImageData" -> paint(call, graphics);
      case "Scroll" -> scroll(call, graphics);
      case "ReplaceContents" -> replace(call, graphics);
      case "Flush" ->
          call.answer(
              graphics == null
                  ? Completion.fail(call.callback(1), loops, PpError.PP_ERROR_BADRESOURCE)
                  : flush(graphics, call.callback(1)));
      case "SetScale" -> call.answer(graphics != null && graphics.setScale(call.real32(1)));
      case "GetScale" -> call.answer(graphics == null ? 0f : graphics.scale());
      case "SetLayerTransform" -> call.answer(graphics != null && transform(call, graphics));
      default -> throw call.undeclared();
    }
  }

  private int create(PepperCall call) {
    ModuleMemory memory = call.memory();
    int instance = call.word(0);
    byte[] size = memory.read(call.unsigned(1), 8);
    int width = Bytes.int32(size, 0);
    int height = Bytes.int32(size, 4);
    if (!elements.isLive(instance) || !Screens.isPictureSize(width, height)) {
      return 0;
    }
    Pixels pixels = screens.pixels(width, height, true, memory);
    if (pixels == null) {
      return 0;
    }
    Graphics2D graphics = new Graphics2D(screens, instance, width, height, call.bool(2), pixels);
    int id = resources.add(graphics);
    if (id == 0) {
      graphics.gone();
    }
    return id;
  }

  private static void describe(PepperCall call, Graphics2D graphics) {
    byte[] size = new byte[8];
    if (graphics != null) {
      Bytes.putInt32(size, 0, graphics.width());
      Bytes.putInt32(size, 4, graphics.height());
    }
    call.memory().write(call.unsigned(1), size);
    call.memory().writeInt(call.unsigned(2), graphics != null && graphics.isOpaque() ? 1 : 0);
    call.answer(graphics != null);
  }

  private void paint(PepperCall call, Graphics2D graphics) {
    ImageData image = resources.get(call.word(1), ImageData.class);
    if (graphics == null || image == null) {
      refused(call, "of what is no graphics context or no image");
      return;
    }
    byte[] topLeft = call.memory().read(call.unsigned(2), 8);
    int x = Bytes.int32(topLeft, 0);
    int y = Bytes.int32(topLeft, 4);
    Area area = Area.within(call.memory(), call.unsigned(3), image.width(), image.height());
    boolean inside =
        area != null
            && (long) x + area.x() >= 0
            && (long) y + area.y() >= 0
            && (long) x + area.x() + area.width() <= graphics.width()
            && (long) y + area.y() + area.height() <= graphics.height();
    if (!inside) {
      refused(call, "of an area that is not wholly in the image and in the graphics context");
    } else if (!graphics.paint(image, area, x, y)) {
      refusedForMany(call);
    }
  }

  private void scroll(PepperCall call, Graphics2D graphics) {
    if (graphics == null) {
      refused(call, "of what is no graphics context");
      return;
    }
    Area clip = Area.within(call.memory(), call.unsigned(1), graphics.width(), graphics.height());
    byte[] amount = call.memory().read(call.unsigned(2), 8);
    int dx = Bytes.int32(amount, 0);
    int dy = Bytes.int32(amount, 4);
    if (clip == null) {
      refused(call, "of an area that is not wholly in the graphics context");
      return;
    }
    // By more than its size nothing of the area stays: no scrolling at all, as in Chrome.
    boolean stays = Math.abs((long) dx) < clip.width() && Math.abs((long) dy) < clip.height();
    if (stays && !graphics.scroll(clip, dx, dy)) {
      refusedForMany(call);
    }
  }

  private void replace(PepperCall call, Graphics2D graphics) {
    ImageData image = resources.get(call.word(1), ImageData.class);
    if (graphics == null || image == null) {
      refused(call, "of what is no graphics context or by what is no image");
    } else if (image.width() != graphics.width() || image.height() != graphics.height()) {
      refused(call, "by an image of another size");
    } else if (!graphics.replace(image)) {
      refusedForMany(call);
    }
  }

  private int flush(Graphics2D graphics, CompletionCallback callback) {
    if (!graphics.reserveFlush()) {
      return Completion.fail(callback, loops, PpError.PP_ERROR_INPROGRESS);
    }
    int result = Completion.run(callback, loops, graphics::flush);
    if (result == PpError.PP_ERROR_BLOCKS_MAIN_THREAD
        || result == PpError.PP_ERROR_WOULD_BLOCK_THREAD
        || result == PpError.PP_ERROR_NO_MESSAGE_LOOP) {
      graphics.giveUpFlush();
    }
    return result;
  }

  private boolean transform(PepperCall call, Graphics2D graphics) {
    float scale = call.real32(1);
    byte[] origin = call.memory().read(call.unsigned(2), 8);
    byte[] translate = call.memory().read(call.unsigned(3), 8);
    if (!(scale > 0) || Float.isInfinite(scale)) {
      return false;
    }
    double x = (1.0 - scale) * Bytes.int32(origin, 0) - Bytes.int32(translate, 0);
    double y = (1.0 - scale) * Bytes.int32(origin, 4) - Bytes.int32(translate, 4);
    return graphics.transform(new Frame.Layer(scale, x, y));
  }

  private void refused(PepperCall call, String why) {
    notices.warnOnce("PPB_Graphics2D." + call.function() + " was left out: " + why);
  }

  private void refusedForMany(PepperCall call) {
    refused(call, "more than " + Graphics2D.MAX_OPERATIONS + " operations wait for a Flush");
  }
}
