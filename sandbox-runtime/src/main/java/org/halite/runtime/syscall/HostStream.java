package org.halite.runtime.syscall;

/** Where a standard descriptor of the module leads: the terminal, or the browser. */
public interface HostStream {
  /**
   * Reads what is there, waiting for the first byte.
   *
   * @return how many bytes, 0 at the end, or -errno
   */
  long read(byte[] into);

  /** Writes all of it; how many bytes, or -errno. */
  long write(byte[] bytes);

  /** Whether a person sits at the other end. */
  default boolean isTerminal() {
    return false;
  }

  /** Always at its end; swallows what is written. */
  HostStream NOTHING =
      new HostStream() {
        @Override
        public long read(byte[] into) {
          return 0;
        }

        @Override
        public long write(byte[] bytes) {
          return bytes.length;
        }
      };
}
