package org.halite.runtime.pepper;

import org.halite.runtime.machine.ModuleMemory;

/** PPB_ImageData 1.0. */
final class ImageDataService implements Service {
  private final Resources resources;
  private final Elements elements;
  private final Screens screens;

  ImageDataService(Resources resources, Elements elements, Screens screens) {
    this.resources = resources;
    this.elements = elements;
    this.screens = screens;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "GetNativeImageDataFormat" -> call.answer(ImageData.BGRA);
      case "IsImageDataFormatSupported" -> call.answer(isSupported(call.word(0)));
      case "Create" -> call.answer(create(call));
      case "IsImageData" -> call.answer(image(call) != null);
      case "Describe" -> {
        ImageData image = image(call);
        call.memory().write(call.unsigned(1), image == null ? new byte[16] : image.description());
        call.answer(image != null);
      }
      case "Map" -> {
        ImageData image = image(call);
        call.answer(image == null ? 0 : image.pixels().pages().address());
      }
      // The pixels stay where they are, as in Chrome: modules of the time used them after Unmap.
      case "Unmap" -> {}
      default -> throw call.undeclared();
    }
  }

  private ImageData image(PepperCall call) {
    return resources.get(call.word(0), ImageData.class);
  }

  private static boolean isSupported(int format) {
    return format == ImageData.BGRA || format == ImageData.RGBA;
  }

  private int create(PepperCall call) {
    ModuleMemory memory = call.memory();
    byte[] size = memory.read(call.unsigned(2), 8);
    int width = Bytes.int32(size, 0);
    int height = Bytes.int32(size, 4);
    if (!elements.isLive(call.word(0))
        || !isSupported(call.word(1))
        || !Screens.isPictureSize(width, height)) {
      return 0;
    }
    Pixels pixels = screens.pixels(width, height, call.bool(3), memory);
    if (pixels == null) {
      return 0;
    }
    ImageData image = new ImageData(screens, call.word(0), call.word(1), width, height, pixels);
    int id = resources.add(image);
    if (id == 0) {
      image.gone();
    }
    return id;
  }
}
