package org.halite.sdk.assembly;

/** Assembly that cannot be made into sandboxed code; the message says what to do. */
public final class AssemblyRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Position position;

  public AssemblyRefusal(Position position, String sentence) {
    super(sentence);
    this.position = position;
  }

  public Position position() {
    return position;
  }

  /** The sentence behind its place, as compilers write it. */
  public String report() {
    return (position.isKnown() ? position + ": error: " : "error: ") + getMessage();
  }
}
