package org.halite.runtime.elf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What must hold of every accepted image, said without the parser's own words. */
public final class ImageInvariants {
  private static final long STACK_AND_THUNKS = 0xfefe0000L;

  private ImageInvariants() {}

  /**
   * @throws AssertionError when an image could harm
   */
  public static void check(ElfImage image, long fileSize) {
    Segment text = image.text();
    List<Segment> all = new ArrayList<>();
    for (Segment segment : new Segment[] {text, image.readOnly(), image.data()}) {
      if (segment != null) {
        all.add(segment);
        hold(segment.offset() >= 0 && segment.fileSize() >= 0, "negative", segment);
        hold(segment.offset() <= fileSize - segment.fileSize(), "outside the file", segment);
        hold(segment.memorySize() >= segment.fileSize(), "larger in the file", segment);
        hold(segment.address() >= 0x20000, "below the code", segment);
        hold(segment.memorySize() <= STACK_AND_THUNKS - segment.address(), "too high", segment);
      }
    }
    all.sort(Comparator.comparingLong(Segment::address));
    for (int i = 1; i < all.size(); i++) {
      long page = all.get(i).address() & -0x10000;
      hold(all.get(i - 1).end() <= page, "shares a page with the one before", all.get(i));
    }
    hold(all.getFirst() == text && text.address() == 0x20000, "not the code first", text);
    long entry = image.entry() - 0x20000;
    hold(entry >= 0 && entry < text.fileSize() && entry % 32 == 0, "entry", text);
    hold(image.initialBreak() >= all.getLast().end(), "break inside a segment", all.getLast());
    hold(image.initialBreak() <= STACK_AND_THUNKS, "break too high", all.getLast());
  }

  private static void hold(boolean claim, String what, Segment segment) {
    if (!claim) {
      throw new AssertionError(what + ": " + segment + ", " + segment.fileSize() + " bytes");
    }
  }
}
