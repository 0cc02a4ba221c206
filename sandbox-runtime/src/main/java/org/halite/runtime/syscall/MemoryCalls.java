package org.halite.runtime.syscall;

import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.imc.DescriptorTable;
import org.halite.runtime.imc.SharedMemory;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.CodeRegion;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.FilePart;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;

/** brk, mmap, munmap, mprotect: spec/nacl.md 11.1 and 11.2. Of code, what the manifest lists. */
public final class MemoryCalls {
  private static final int SHARED = 1;
  private static final int PRIVATE = 2;
  private static final int FIXED = 0x10;
  private static final int ANONYMOUS = 0x20;

  private final AddressSpace space;
  private final CodeRegion code;
  private final ModuleMemory memory;
  private final DescriptorTable descriptors;
  private final boolean oldAbi;

  MemoryCalls(Sandbox sandbox, DescriptorTable descriptors, boolean oldAbi) {
    this.space = sandbox.space();
    this.code = sandbox.code();
    this.memory = sandbox.memory();
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
    if ((protection & ~(AddressSpace.READ | AddressSpace.WRITE | AddressSpace.EXECUTE)) != 0) {
      return -Errno.EINVAL;
    }
    if (offset < 0 || offset % AddressSpace.PAGE != 0) {
      return -Errno.EINVAL;
    }
    boolean fixed = (flags & FIXED) != 0;
    boolean anonymous = (flags & ANONYMOUS) != 0;
    if ((protection & AddressSpace.EXECUTE) != 0) {
      return anonymous || !fixed || (protection & AddressSpace.WRITE) != 0
          ? -Errno.EINVAL
          : mapCode(start, length, descriptors.get((int) number), offset);
    }
    if (anonymous) {
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
    boolean shared = sharing == SHARED;
    if (descriptor instanceof HostFile file) {
      return mapFile(file, offset, start, length, (int) protection, shared, fixed);
    }
    if (descriptor instanceof ResourceFile file) {
      HostFile sealed = file.sealed();
      return sealed == null
          ? mapCopy(file, offset, start, length, (int) protection, shared, fixed)
          : mapFile(sealed, offset, start, length, (int) protection, shared, fixed);
    }
    return -Errno.ENODEV; // neither a file nor shared memory
  }

  private long mapFile(
      HostFile file,
      long offset,
      long start,
      long length,
      int protection,
      boolean shared,
      boolean fixed) {
    long size = file.size();
    int host = file.enter();
    if (host < 0) {
      return -Errno.EBADF;
    }
    try {
      FilePart part = new FilePart(host, size, offset, shared);
      return space.mapFile(part, start, length, protection, fixed);
    } finally {
      file.leave();
    }
  }

  /** Code of a file: only of one that nobody can change. The address, or -errno. */
  private long mapCode(long start, long length, Descriptor descriptor, long offset) {
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    if (!(descriptor instanceof ResourceFile file)) {
      return -Errno.EINVAL;
    }
    SealedFile sealed = file.sealed();
    int host = sealed == null ? -1 : sealed.enter();
    if (host < 0) {
      return -Errno.ENODEV; // it can be read, and its code be created
    }
    try {
      FilePart part = new FilePart(host, file.size(), offset, true);
      long failed = code.map(start, length, part, file.acceptedBefore(offset, length));
      return failed == 0 ? start : failed;
    } finally {
      sealed.leave();
    }
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
