package org.halite.runtime.machine;

/**
 * Trusted access to the module's 4 GiB. Addresses are module addresses (offsets from the base),
 * taken as unsigned 32-bit: pass {@code Integer.toUnsignedLong} of what the module gave. Every
 * access is bounded and fault-safe; a bad one throws {@link BadAddress} and never harms the
 * process, even while another untrusted thread unmaps the page.
 */
public interface ModuleMemory {
  /** A copy of {@code length} bytes; later changes by the module do not show in it. */
  byte[] read(long address, int length);

  void write(long address, byte[] bytes);

  /**
   * A NUL-terminated UTF-8 string of at most {@code max} bytes; longer or unterminated ones are a
   * BadAddress.
   */
  String readString(long address, int max);

  /** As {@link #readString}, but the bytes as they are, without the NUL: names of files. */
  byte[] readText(long address, int max);

  int readInt(long address);

  long readLong(long address);

  void writeInt(long address, int value);

  void writeLong(long address, long value);

  /**
   * Memory that the module can read and write and that never moves: strings handed to it, copied
   * arguments, mapped buffers. 16-byte aligned, zeroed; 0 when the module's memory limit is
   * reached.
   */
  int allocate(int bytes);

  /**
   * Shows memory of the browser's to the module.
   *
   * @param descriptor of this process; looked at before anything is mapped, and closed in any case
   * @param size what it must have, a multiple of 64 KiB
   * @return null when it is something else or the module has no room
   */
  SharedPages share(int descriptor, long size);

  /** Gives back what {@link #allocate} returned. */
  void free(int address);
}
