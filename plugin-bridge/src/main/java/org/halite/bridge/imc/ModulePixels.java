package org.halite.bridge.imc;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.halite.wire.WireException;

/**
 * The shared memory in which a page's module paints: made here, lent to it by number, and mapped
 * here when it is first shown. Used by one thread at a time.
 */
public final class ModulePixels {
  /** Mapped at a time: modules swap two or three. */
  private static final int MAPPED = 4;

  private final LentThings lent;
  private final DescriptorGiver giver;

  /** By number, the one shown longest ago first. */
  private final Map<Integer, FramePixels> mapped = new LinkedHashMap<>(8, 0.75f, true);

  /**
   * @param files that the process may ask for as well
   * @param memory how many bytes the module may have at a time, 0 for the usual limit
   */
  public ModulePixels(RuntimeConnection wire, RuntimeConnection.Files files, long memory) {
    this(wire, new LentThings(), files, memory);
  }

  ModulePixels(
      RuntimeConnection wire, LentThings lent, RuntimeConnection.Files files, long memory) {
    this.lent = lent;
    giver = new DescriptorGiver(wire, lent, files, memory);
  }

  /** The process will ask for memory and files. */
  public void begin() throws WireException {
    giver.begin();
  }

  /** The module has done with memory. */
  public void drop(int number) throws WireException {
    lent.drop(number);
    FramePixels gone = mapped.remove(number);
    if (gone != null) {
      gone.release();
    }
  }

  /**
   * Memory that is to be shown, held by the caller.
   *
   * @param bytes what must be in it
   * @return null when there is no room to map it
   * @throws WireException when the module has no such memory
   */
  public FramePixels open(int number, long bytes) throws WireException {
    FramePixels known = mapped.get(number);
    if (known == null) {
      known = map(number);
      if (known == null) {
        return null;
      }
      mapped.put(number, known);
      if (mapped.size() > MAPPED) {
        int oldest = mapped.keySet().iterator().next();
        mapped.remove(oldest).release();
      }
    }
    if (bytes > known.bytes().capacity()) {
      throw new WireException("a picture larger than the memory that it is in");
    }
    return known.retain();
  }

  private FramePixels map(int number) throws WireException {
    ImcDescriptor thing = lent.get(number);
    if (!(thing instanceof ImcDescriptor.SharedMemory memory)) {
      thing.close();
      throw new WireException("a picture in what is no memory");
    }
    if (!FramePixels.isShowable(memory.size())) {
      memory.close();
      return null;
    }
    try {
      return new FramePixels(memory);
    } catch (IOException noRoom) {
      return null;
    }
  }

  /**
   * Memory for anything else than a picture, to be closed by the caller.
   *
   * @param bytes what must be in it
   * @throws WireException when the module has no such memory
   */
  public ImcDescriptor.SharedMemory memory(int number, long bytes) throws WireException {
    ImcDescriptor thing = lent.get(number);
    if (!(thing instanceof ImcDescriptor.SharedMemory memory) || memory.size() < bytes) {
      thing.close();
      throw new WireException("memory " + number + ", which is none of " + bytes + " bytes");
    }
    return memory;
  }

  /** The module is gone; what others hold stays mapped. */
  public void end() {
    mapped.values().forEach(FramePixels::release);
    mapped.clear();
    lent.end();
  }
}
