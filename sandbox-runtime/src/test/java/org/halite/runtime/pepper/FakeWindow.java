package org.halite.runtime.pepper;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A window that writes down what it is asked, and decides when a test does. */
class FakeWindow extends FakeNetwork implements Window {
  /** What was asked of it. */
  record Wish(String what, Decided decided) {}

  final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();

  @Override
  public void setCursor(int instance, int type, Size size, int x, int y, byte[] pixels) {
    String image =
        pixels.length == 0
            ? ""
            : " "
                + size.width()
                + "x"
                + size.height()
                + " at "
                + x
                + ","
                + y
                + " of "
                + Integer.toHexString(Bytes.int32(pixels, 0));
    wishes.add(new Wish("cursor " + type + image, null));
  }

  @Override
  public void fullscreen(int instance, boolean wanted, Decided decided) {
    decide(new Wish("fullscreen " + wanted, decided));
  }

  @Override
  public Size screenSize(int instance) {
    return new Size(1920, 1080);
  }

  @Override
  public void lockMouse(int instance, boolean wanted, Decided decided) {
    decide(new Wish("lock " + wanted, decided));
  }

  @Override
  public void textInput(int instance, Text text) {
    wishes.add(
        new Wish(
            "text "
                + text.type()
                + " "
                + text.caret().x()
                + ","
                + text.caret().y()
                + " ["
                + text.around()
                + "] "
                + text.at()
                + " "
                + text.anchor()
                + (text.cancelled() ? " cancelled" : ""),
            null));
  }

  private void decide(Wish wish) {
    if (refusesAll) {
      wish.decided().is(-41);
    } else {
      wishes.add(wish);
    }
  }
}
