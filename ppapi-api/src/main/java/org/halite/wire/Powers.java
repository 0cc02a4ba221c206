package org.halite.wire;

/**
 * What a module may do beyond the usual, as who starts it says. On the wire each is a bit beside
 * the kind in {@code configure}.
 *
 * @param exceptions it may handle its own faults (spec/nacl.md ch. 13, sel_ldr's "-e")
 * @param sockets it may make sockets and shared memory of its own (spec/nacl.md ch. 11, "-a")
 * @param files it may use the files of a directory, which is named beside (spec/nacl.md 11.3, "-m")
 */
public record Powers(boolean exceptions, boolean sockets, boolean files) {
  public static final Powers NONE = new Powers(false, false, false);

  private static final int EXCEPTIONS = 0x100;
  private static final int SOCKETS = 0x200;
  private static final int FILES = 0x400;

  /** The powers in a kind. */
  public static Powers of(int kind) {
    return new Powers((kind & EXCEPTIONS) != 0, (kind & SOCKETS) != 0, (kind & FILES) != 0);
  }

  /** The kind without its powers. */
  public static int without(int kind) {
    return kind & ~(EXCEPTIONS | SOCKETS | FILES);
  }

  /** A kind with these powers. */
  public int with(int kind) {
    return kind | (exceptions ? EXCEPTIONS : 0) | (sockets ? SOCKETS : 0) | (files ? FILES : 0);
  }
}
