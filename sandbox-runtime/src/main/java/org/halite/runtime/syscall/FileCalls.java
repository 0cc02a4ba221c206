package org.halite.runtime.syscall;

import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.imc.DescriptorTable;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;

/** Calls on descriptors: dup, read, write, lseek, fstat; and those that files alone have. */
public final class FileCalls {
  private static final int PERMISSIONS = 0777;

  private final AddressSpace space;
  private final ModuleMemory memory;
  private final DescriptorTable descriptors;
  private final boolean oldAbi;
  private boolean allowed;

  /** Null for a module without a page. */
  private ResourceFiles resources;

  FileCalls(Sandbox sandbox, DescriptorTable descriptors, boolean oldAbi) {
    this.space = sandbox.space();
    this.memory = sandbox.memory();
    this.descriptors = descriptors;
    this.oldAbi = oldAbi;
  }

  /** The module may use files: it sees more of them, and may do more with them. */
  void allow() {
    allowed = true;
  }

  boolean isAllowed() {
    return allowed;
  }

  public long dup(long number) {
    return descriptors.duplicate((int) number);
  }

  public long dup2(long number, long to) {
    return descriptors.duplicateTo((int) number, (int) to);
  }

  public long close(long number) {
    return descriptors.close((int) number);
  }

  /** open of a module that was given no files. */
  public long open(long path) {
    return memory.readString(path, 1023).isEmpty() ? -Errno.ENOENT : -Errno.EACCES;
  }

  /** The files that {@link #openResource} opens; before the module starts. */
  void offer(Resources listed) {
    resources = new ResourceFiles(listed);
  }

  /** A number for a file of the page's manifest, or -errno. */
  public long openResource(String name) {
    ResourceFile opened = resources == null ? null : resources.open(name);
    return opened == null ? -Errno.ENOENT : descriptors.add(opened);
  }

  public long read(long number, long address, long count) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    if (!canBeRead(address, count)) {
      return -Errno.EFAULT;
    }
    return descriptor.read(memory, address, Math.min(count, Integer.MAX_VALUE));
  }

  /** pread, with the offset in memory. */
  long readAt(long number, long address, long count, long offset) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    long at = memory.readLong(offset);
    if (!canBeRead(address, count)) {
      return -Errno.EFAULT;
    }
    return descriptor.readAt(memory, address, Math.min(count, Integer.MAX_VALUE), at);
  }

  /** pwrite, with the offset in memory. */
  long writeAt(long number, long address, long count, long offset) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    long at = memory.readLong(offset);
    if (address + count > AddressSpace.SIZE) {
      return -Errno.EFAULT;
    }
    return descriptor.writeAt(memory, address, Math.min(count, Integer.MAX_VALUE), at);
  }

  /** Bad buffers are told before anything is taken out of a stream. */
  private boolean canBeRead(long address, long count) {
    return count == 0
        || address + count <= AddressSpace.SIZE && space.allows(address, 1, AddressSpace.WRITE);
  }

  public long write(long number, long address, long count) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    if (address + count > AddressSpace.SIZE) {
      return -Errno.EFAULT;
    }
    return descriptor.write(memory, address, Math.min(count, Integer.MAX_VALUE));
  }

  /** The new position, or -errno. */
  public long seek(long number, long offset, long whence) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    if (whence > 2) {
      return -Errno.EINVAL;
    }
    return descriptor.seek(offset, (int) whence);
  }

  /** lseek with the offset in memory, in and out; since 2011. */
  long lseek(long number, long offsetAddress, long whence) {
    if (oldAbi) {
      return seek(number, (int) offsetAddress, whence);
    }
    long position = seek(number, memory.readLong(offsetAddress), whence);
    if (position >= 0) {
      memory.writeLong(offsetAddress, position);
      return 0;
    }
    return position;
  }

  public long fstat(long number, long address) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    HostStat stat = allowed && descriptor instanceof KernelDescriptor file ? file.stat() : null;
    memory.write(
        address,
        (stat == null ? HostStat.madeUp(descriptor.mode(), descriptor.size()) : stat)
            .encode(oldAbi));
    return 0;
  }

  /** Bytes of struct dirent. */
  public long getdents(long number, long address, long count) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    if (!(descriptor instanceof HostDirectory directory)) {
      return -Errno.ENOTDIR;
    }
    return canBeRead(address, count) ? directory.entries(memory, address, count) : -Errno.EFAULT;
  }

  public long fsync(long number) {
    return onFile(number, Kernel.FSYNC, 0);
  }

  public long fdatasync(long number) {
    return onFile(number, Kernel.FDATASYNC, 0);
  }

  public long fchmod(long number, long mode) {
    return onFile(number, Kernel.FCHMOD, mode & PERMISSIONS);
  }

  public long ftruncate(long number, long length) {
    return onFile(number, Kernel.FTRUNCATE, length);
  }

  private long onFile(long number, int call, long value) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    return allowed && descriptor instanceof KernelDescriptor file
        ? file.call(call, value, 0, 0)
        : -Errno.EINVAL;
  }

  /** 1 for a terminal, else -ENOTTY. */
  public long isatty(long number) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    return descriptor instanceof StreamDescriptor stream && stream.isTerminal() ? 1 : -Errno.ENOTTY;
  }
}
