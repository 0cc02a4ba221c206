package org.halite.runtime.syscall;

import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.imc.DescriptorTable;
import org.halite.runtime.imc.SharedMemory;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.FilePart;
import org.halite.runtime.machine.ModuleMemory;

/** brk, mmap, munmap, mprotect: spec/nacl.md 11.1 and 11.2. */
public final class MemoryCalls {
  private static final int SHARED = 1;
  private static final int PRIVATE = 2;
  private static final int FIXED = 0x10;
  private static final int ANONYMOUS = 0x20;

  private final AddressSpace space;
  private final ModuleMemory memory;
  private final DescriptorTable descriptors;
  private final boolean oldAbi;

  MemoryCalls(
      AddressSpace space, ModuleMemory memory, DescriptorTable descriptors, boolean oldAbi) {
    this.space = space;
    this.memory = memory;
    this.descriptors = descriptors;
    this.oldAbi = oldAbi;
  }

  public long brk(long address) {
    return space.moveBreak(address);
  }

  /** mmap with the offset in memory; by value before 2011. */
  long mmap(long start, long length, long protection, long flags, long number, long offset) {
    if (oldAbi) {
      return map(start, length, protection, flags, number, (int) offset);
    }
    return map(start, length, protection, flags, number, memory.readLong(offset));
  }

  /** The address, or -errno. */
  public long map(long start, long length, long protection, long flags, long number, long offset) {
    long sharing = flags & (SHARED | PRIVATE);
    if (sharing == 0 || sharing == (SHARED | PRIVATE)) {
      return -Errno.EINVAL;
    }
    if ((protection & ~3) != 0) { // executable memory only by dyncode_create
      return -Errno.EINVAL;
    }
    if (offset < 0 || offset % AddressSpace.PAGE != 0) {
      return -Errno.EINVAL;
    }
    boolean fixed = (flags & FIXED) != 0;
    if ((flags & ANONYMOUS) != 0) {
      return space.mapAnonymous(start, length, (int) protection, fixed);
    }
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    if (descriptor instanceof SharedMemory shared) {
      // Shared, even where the module says private: spec/nacl.md ch. 17.
      return shared.map(offset, start, length, (int) protection, fixed);
    }
    if (descriptor instanceof HostFile file) {
      long size = file.size();
      int host = file.enter();
      if (host < 0) {
        return -Errno.EBADF;
      }
      try {
        FilePart part = new FilePart(host, size, offset, sharing == SHARED);
        return space.mapFile(part, start, length, (int) protection, fixed);
      } finally {
        file.leave();
      }
    }
    if (descriptor instanceof ResourceFile file) {
      return mapCopy(file, offset, start, length, (int) protection, sharing == SHARED, fixed);
    }
    return -Errno.ENODEV; // neither a file nor shared memory
  }

  /** Pages with the file's bytes, which nobody can change: as good as its own. */
  private long mapCopy(
      ResourceFile file,
      long offset,
      long start,
      long length,
      int protection,
      boolean shared,
      boolean fixed) {
    if (offset > file.size()) {
      return -Errno.EINVAL;
    }
    if (shared && (protection & AddressSpace.WRITE) != 0) {
      return -Errno.EACCES;
    }
    int open = AddressSpace.READ | AddressSpace.WRITE;
    long at = space.mapAnonymous(start, length, open, fixed);
    if (at < 0) {
      return at;
    }
    long failed = file.copyTo(memory, at, length, offset);
    if (failed < 0) {
      long unused = space.unmap(at, length);
      assert unused <= 0;
      return failed;
    }
    if (protection != open) {
      long unused = space.protectData(at, length, protection);
      assert unused <= 0;
    }
    return at;
  }

  public long munmap(long start, long length) {
    return space.unmap(start, length);
  }

  public long mprotect(long start, long length, long protection) {
    return space.protectData(start, length, (int) protection);
  }
}
