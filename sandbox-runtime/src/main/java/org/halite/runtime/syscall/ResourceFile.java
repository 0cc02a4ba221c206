package org.halite.runtime.syscall;

import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;

/**
 * A file of a page's manifest, open to read. The browser has its bytes, as memory that nobody can
 * change and that this process maps and reads; where it cannot have that, it asks for the bytes a
 * piece at a time and keeps none.
 */
final class ResourceFile extends Descriptor {
  private static final int IFREG = 0100000;
  private static final int READ_ONLY = 0400;

  private static final int FROM_HERE = 1;
  private static final int FROM_END = 2;

  /** A piece at a time: what one request to the browser may ask for. */
  static final int PIECE = 1 << 18;

  private final ResourceFiles files;
  private final Resources.Opened file;
  private final SealedFile sealed;
  private final Object asking = new Object();

  /** Whether there is no memory to be had; guarded by asking. */
  private boolean remote;

  private long position;

  ResourceFile(ResourceFiles files, Resources.Opened file) {
    this.files = files;
    this.file = file;
    sealed = new SealedFile(files, file);
    remote = file.size() == 0;
  }

  /** Its memory, which cannot be changed; null where this process has none of it. */
  SealedFile sealed() {
    synchronized (asking) {
      if (remote) {
        return null;
      }
      if (sealed.enter() < 0) {
        remote = true;
        return null;
      }
      sealed.leave();
      return sealed;
    }
  }

  /** Whether the browser has a verdict on code in it. */
  boolean acceptedBefore(long offset, long length) {
    return length <= file.size() && files.acceptedBefore(file, offset, length);
  }

  @Override
  protected void closed() {
    sealed.closed();
  }

  @Override
  public int mode() {
    return IFREG | READ_ONLY;
  }

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public synchronized long read(ModuleMemory memory, long address, long count) {
    long got = readAt(memory, address, count, position);
    if (got > 0) {
      position += got;
    }
    return got;
  }

  @Override
  public long readAt(ModuleMemory memory, long address, long count, long offset) {
    if (offset < 0) {
      return -Errno.EINVAL;
    }
    if (count == 0 || offset >= file.size()) {
      return 0;
    }
    SealedFile here = sealed();
    if (here != null) {
      return here.readAt(memory, address, count, offset);
    }
    byte[] bytes = files.read(file.number(), offset, (int) Math.min(count, PIECE));
    if (bytes == null) {
      return -Errno.EIO;
    }
    memory.write(address, bytes);
    return bytes.length;
  }

  @Override
  public long write(ModuleMemory memory, long address, long count) {
    return -Errno.EBADF;
  }

  @Override
  public long writeAt(ModuleMemory memory, long address, long count, long offset) {
    return -Errno.EBADF;
  }

  @Override
  public synchronized long seek(long offset, int whence) {
    long from = whence == FROM_HERE ? position : whence == FROM_END ? file.size() : 0;
    long to = from + offset;
    if (to < 0 || offset > 0 && to < from) {
      return -Errno.EINVAL;
    }
    position = to;
    return to;
  }

  /** Copies a part of the file into fresh pages; what lies behind its end stays zero. */
  long copyTo(ModuleMemory memory, long address, long length, long offset) {
    long end = Math.min(length, file.size() - offset);
    for (long done = 0; done < end; ) {
      long got = readAt(memory, address + done, end - done, offset + done);
      if (got <= 0) {
        return got == 0 ? -Errno.EIO : got;
      }
      done += got;
    }
    return 0;
  }
}
