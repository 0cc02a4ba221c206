package org.halite.runtime.machine;

import java.lang.foreign.MemorySegment;

/**
 * Code in a file that nobody can change any more: first shown to the validator, outside of the
 * module and only to be read, then to the module. Both are mappings of the same pages of the
 * kernel's, so what was judged is what runs. They are shared mappings through a descriptor that can
 * only be read: not even who has escaped can give them the right to be written. Used by {@link
 * CodeRegion}, and by who judges code for others.
 */
public final class MappedCode implements AutoCloseable {
  private static final int READ_EXECUTE = Kernel.PROT_READ | Kernel.PROT_EXEC;

  /** The very flags that the system call filter lets pass with the right to execute. */
  private static final int EXACTLY_THERE = Kernel.MAP_SHARED | Kernel.MAP_FIXED;

  private final FilePart part;
  private final long view;
  private final long length;

  private MappedCode(FilePart part, long view, long length) {
    this.part = part;
    this.view = view;
    this.length = length;
  }

  /**
   * Maps it for the validator; null when the kernel has no room.
   *
   * @param part of a file that nobody can change
   * @param length of that part, in bytes, not beyond the file's end
   */
  public static MappedCode of(FilePart part, long length) {
    long view =
        Kernel.call(
            Kernel.MMAP,
            0,
            length,
            Kernel.PROT_READ,
            Kernel.MAP_SHARED,
            part.number(),
            part.offset());
    return Kernel.failed(view) ? null : new MappedCode(part, view, length);
  }

  /** Its bytes, until this is closed. */
  public MemorySegment bytes() {
    return Kernel.MEMORY.asSlice(view, length).asReadOnly();
  }

  /**
   * Lets it appear in the module, to be executed.
   *
   * @param address absolute, in the module's reservation
   * @return false when files may not be executed here; nothing has changed then
   */
  boolean show(long address) {
    long at =
        Kernel.call(
            Kernel.MMAP,
            address,
            length,
            READ_EXECUTE,
            EXACTLY_THERE,
            part.number(),
            part.offset());
    if (at == -Errno.EPERM || at == -Errno.EACCES) { // said before anything is taken away
      return false;
    }
    ForeignPages.takeOver(at);
    return true;
  }

  @Override
  public void close() {
    Kernel.unmap(view, length);
  }
}
