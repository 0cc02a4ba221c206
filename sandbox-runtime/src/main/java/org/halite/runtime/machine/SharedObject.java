package org.halite.runtime.machine;

/**
 * Memory that can be mapped more than once. It is a shared mapping outside of the module, never
 * accessible there; mappings in the module are duplicates of it, so that nothing has to be open
 * after the process locked itself down. It is anonymous, or memory that the browser made and that
 * other processes may have as well. Made and freed by {@link AddressSpace}, whose lock guards all
 * of it.
 */
public final class SharedObject {
  private final long size;
  private final boolean writable;

  /** Absolute address of the original; 0 when freed. */
  private long view;

  /** Whether a descriptor stands for it. */
  private boolean open = true;

  /** Pages of the module that show it. */
  private int pages;

  SharedObject(long view, long size, boolean writable) {
    this.view = view;
    this.size = size;
    this.writable = writable;
  }

  /** Bytes, a multiple of 64 KiB. */
  public long size() {
    return size;
  }

  /** Whether it may be shown so that the module can write it. */
  boolean isWritable() {
    return writable;
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
