package org.halite.runtime.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Pages of the module that show something else than memory of our reservation: shared objects and
 * files. The kernel's side of {@link AddressSpace}, whose lock guards it.
 */
final class ForeignPages {
  private static final int RESERVATION =
      Kernel.MAP_PRIVATE | Kernel.MAP_ANONYMOUS | Kernel.MAP_NORESERVE | Kernel.MAP_FIXED;

  private static final int OBJECT = Kernel.MAP_SHARED | Kernel.MAP_ANONYMOUS | Kernel.MAP_NORESERVE;

  private static final long HOST_PAGE = 4096;

  /** Objects at a time: each is a mapping that the kernel has to keep, besides the module's. */
  private static final int MAX_OBJECTS = 8192;

  /** The process's status when the space is no longer whole. */
  private static final int HALTED = 70;

  private final long base;
  private final List<SharedObject> objects = new ArrayList<>();

  /**
   * @param base absolute address of module address 0
   */
  ForeignPages(long base) {
    this.base = base;
  }

  /** Null when there are too many, or the kernel has no room. */
  SharedObject create(long size) {
    if (objects.size() >= MAX_OBJECTS) {
      return null;
    }
    long view = Kernel.call(Kernel.MMAP, 0, size, Kernel.PROT_NONE, OBJECT, -1, 0);
    if (Kernel.failed(view)) {
      return null;
    }
    SharedObject object = new SharedObject(view, size, true);
    objects.add(object);
    return object;
  }

  /** Memory behind a descriptor, which was checked and may be closed afterwards; else as above. */
  SharedObject adopt(SealedMemory memory) {
    if (objects.size() >= MAX_OBJECTS) {
      return null;
    }
    int flags = Kernel.MAP_SHARED | Kernel.MAP_NORESERVE;
    long view =
        Kernel.call(Kernel.MMAP, 0, memory.size(), Kernel.PROT_NONE, flags, memory.descriptor(), 0);
    if (Kernel.failed(view)) {
      return null;
    }
    SharedObject object = new SharedObject(view, memory.size(), memory.writable());
    objects.add(object);
    return object;
  }

  /** Frees objects that neither a descriptor nor a page shows; how many bytes they had. */
  long freeUnused() {
    long bytes = 0;
    for (int i = objects.size() - 1; i >= 0; i--) {
      SharedObject object = objects.get(i);
      if (object.isUnused()) {
        object.free();
        bytes += object.size();
        objects.remove(i);
      }
    }
    return bytes;
  }

  /** Frees all objects; nothing shows them any more. */
  void release() {
    for (SharedObject object : objects) {
      object.free();
    }
    objects.clear();
  }

  /**
   * Lets a part of an object appear in the module, with its rights set before.
   *
   * @return false when the kernel has no room; nothing has changed then
   */
  boolean show(SharedObject object, long offset, long length, long address, int protection) {
    long from = Kernel.call(Kernel.MREMAP, object.view() + offset, 0, length, Kernel.MAYMOVE, 0, 0);
    if (Kernel.failed(from)) {
      return false;
    }
    if (Kernel.failed(Kernel.call(Kernel.MPROTECT, from, length, protection))) {
      Kernel.unmap(from, length);
      return false;
    }
    takeOver(
        Kernel.call(Kernel.MREMAP, from, length, length, Kernel.MAYMOVE_FIXED, base + address, 0));
    return true;
  }

  /**
   * Lets a part of a file appear in the module. Host pages behind the file's end are inaccessible.
   *
   * @param length whole 64 KiB pages, the last of which may be behind the end in part
   * @return 0 or -errno; nothing has changed then
   */
  long show(FilePart part, long length, long address, int protection) {
    int sharing = part.shared() ? Kernel.MAP_SHARED : Kernel.MAP_PRIVATE;
    long from =
        Kernel.call(Kernel.MMAP, 0, length, protection, sharing, part.number(), part.offset());
    if (Kernel.failed(from)) {
      return from;
    }
    takeOver(
        Kernel.call(Kernel.MREMAP, from, length, length, Kernel.MAYMOVE_FIXED, base + address, 0));
    long there = (part.fileSize() - part.offset() + HOST_PAGE - 1) & -HOST_PAGE;
    if (there < length) {
      // Without it the access is SIGBUS, a fault as well.
      long unused =
          Kernel.call(Kernel.MPROTECT, base + address + there, length - there, Kernel.PROT_NONE);
      assert unused <= 0;
    }
    return 0;
  }

  /** Puts the reservation back where something else is shown; the page table is left as it is. */
  void restore(PageTable pages, long address, long size) {
    int end = PageTable.page(address + size);
    for (int i = PageTable.page(address); i < end; i++) {
      int first = i;
      while (i < end && pages.isForeign(i)) {
        i++;
      }
      if (i > first) {
        long from = base + (long) first * PageTable.PAGE;
        long length = (long) (i - first) * PageTable.PAGE;
        takeOver(Kernel.call(Kernel.MMAP, from, length, Kernel.PROT_NONE, RESERVATION, -1, 0));
      }
    }
  }

  /**
   * The kernel replaces mappings in two steps: first the old ones go. Where the second fails, a
   * hole may be left, and the JVM's next mapping would lie within the module's reach. The process
   * ends before that can be used.
   */
  static void takeOver(long result) {
    if (Kernel.failed(result)) {
      Runtime.getRuntime().halt(HALTED);
    }
  }
}
