package org.halite.runtime.machine;

import java.util.Arrays;

/**
 * What we know of the module's 65536 pages of 64 KiB: rights, and what they show. Ours alone; the
 * module cannot reach it. Guarded by the lock of {@link AddressSpace}.
 */
final class PageTable {
  static final int PAGE = AddressSpace.PAGE;

  /** The page belongs to something; set together with its protection. */
  private static final int MAPPED = 8;

  /** The page shows a shared object or a file, not memory of our reservation. */
  private static final int FOREIGN = 16;

  private static final int COUNT = (int) (AddressSpace.SIZE / PAGE);

  private final byte[] pages = new byte[COUNT];

  /** The object that a page shows, and the page's number in it; made with the first object. */
  private SharedObject[] objects;

  private int[] places;

  /** Pages after which another kind of page begins: how many mappings the kernel has to keep. */
  private int borders;

  static int page(long address) {
    return (int) (address / PAGE);
  }

  void mark(long address, long length, int protection) {
    set(address, length, (byte) (protection | MAPPED));
  }

  void clear(long address, long length) {
    set(address, length, (byte) 0);
  }

  /** Changes rights; what the pages show stays. */
  void protect(long address, long length, int protection) {
    int first = page(address);
    int end = page(address + length);
    borders -= bordersAround(first, end);
    for (int i = first; i < end; i++) {
      pages[i] = (byte) (protection | MAPPED | pages[i] & FOREIGN);
    }
    borders += bordersAround(first, end);
  }

  void markFile(long address, long length, int protection) {
    set(address, length, (byte) (protection | MAPPED | FOREIGN));
  }

  void markShared(long address, long length, int protection, SharedObject object, long offset) {
    if (objects == null) {
      objects = new SharedObject[COUNT];
      places = new int[COUNT];
    }
    int first = page(address);
    int end = page(address + length);
    borders -= bordersAround(first, end);
    forget(first, end);
    Arrays.fill(pages, first, end, (byte) (protection | MAPPED | FOREIGN));
    Arrays.fill(objects, first, end, object);
    for (int i = first; i < end; i++) {
      places[i] = page(offset) + i - first;
    }
    object.addPages(end - first);
    borders += bordersAround(first, end);
  }

  private void set(long address, long length, byte value) {
    int first = page(address);
    int end = page(address + length);
    borders -= bordersAround(first, end);
    forget(first, end);
    Arrays.fill(pages, first, end, value);
    borders += bordersAround(first, end);
  }

  private void forget(int first, int end) {
    if (objects != null) {
      for (int i = first; i < end; i++) {
        if (objects[i] != null) {
          objects[i].addPages(-1);
          objects[i] = null;
        }
      }
    }
  }

  private int bordersAround(int first, int end) {
    int found = 0;
    for (int i = Math.max(first, 1); i <= Math.min(end, COUNT - 1); i++) {
      if (isBorder(i)) {
        found++;
      }
    }
    return found;
  }

  private boolean isBorder(int page) {
    if (pages[page] != pages[page - 1]) {
      return true;
    }
    return objects != null
        && (objects[page] != objects[page - 1]
            || objects[page] != null && places[page] != places[page - 1] + 1);
  }

  int borders() {
    return borders;
  }

  /** Borders that are neither in this range nor at its ends. */
  int bordersWithout(long address, long length) {
    return borders - bordersAround(page(address), page(address + length));
  }

  boolean isMapped(int page) {
    return (pages[page] & MAPPED) != 0;
  }

  boolean isForeign(int page) {
    return (pages[page] & FOREIGN) != 0;
  }

  /** Null for everything but shared objects. */
  SharedObject object(int page) {
    return objects == null ? null : objects[page];
  }

  /** Whether the whole range is mapped with these rights. */
  boolean allows(long address, long length, int protection) {
    int wanted = protection | MAPPED;
    for (int i = page(address); i < page(AddressSpace.roundUp(address + length)); i++) {
      if ((pages[i] & wanted) != wanted) {
        return false;
      }
    }
    return true;
  }

  boolean isFree(long address, long length) {
    for (int i = page(address); i < page(address + length); i++) {
      if (isMapped(i)) {
        return false;
      }
    }
    return true;
  }

  /** Bytes that count against the module's limit: a shared object counts itself, once. */
  long counted(long address, long length) {
    long bytes = 0;
    for (int i = page(address); i < page(address + length); i++) {
      if (isMapped(i) && object(i) == null) {
        bytes += PAGE;
      }
    }
    return bytes;
  }

  /**
   * Free pages.
   *
   * @param hint at or above it, if that is possible; else the highest
   * @return the address, or -1
   */
  long findHole(long hint, long size, long floor, long ceiling) {
    int need = page(size);
    int top = page(ceiling);
    int bottom = page(floor);
    if (hint != 0 && page(hint) >= bottom) {
      int run = 0;
      for (int i = page(hint); i < top; i++) {
        run = isMapped(i) ? 0 : run + 1;
        if (run == need) {
          return (long) (i - need + 1) * PAGE;
        }
      }
    }
    int run = 0;
    for (int i = top - 1; i >= bottom; i--) {
      run = isMapped(i) ? 0 : run + 1;
      if (run == need) {
        return (long) i * PAGE;
      }
    }
    return -1;
  }
}
