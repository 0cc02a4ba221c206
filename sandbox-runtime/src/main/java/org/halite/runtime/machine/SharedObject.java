package org.halite.runtime.machine;

/**
 * Memory that can be mapped more than once. It is an anonymous shared mapping outside of the
 * module, never accessible there; mappings in the module are duplicates of it, so that no file has
 * to be opened after the process locked itself down. Made and freed by {@link AddressSpace}, whose
 * lock guards all of it.
 */
public final class SharedObject {
  private final long size;

  /** Absolute address of the original; 0 when freed. */
  private long view;

  /** Whether a descriptor stands for it. */
  private boolean open = true;

  /** Pages of the module that show it. */
  private int pages;

  SharedObject(long view, long size) {
    this.view = view;
    this.size = size;
  }

  /** Bytes, a multiple of 64 KiB. */
  public long size() {
    return size;
  }

  long view() {
    return view;
  }

  boolean isOpen() {
    return open;
  }

  void close() {
    open = false;
  }

  void addPages(int count) {
    pages += count;
  }

  boolean isUnused() {
    return !open && pages == 0 && view != 0;
  }

  void free() {
    Kernel.unmap(view, size);
    view = 0;
  }
}
