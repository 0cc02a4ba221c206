package org.halite.sdk.assembly;

/** Assembly that cannot be made into sandboxed code; the message says what to do. */
public final class AssemblyRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Position position;

  public AssemblyRefusal(Position position, String sentence) {
    super(sentence.replace('\t', ' '));
    this.position = position;
  }

  public Position position() {
    return position;
  }

  /** The same, when all that is known of the place is the file. */
  public AssemblyRefusal in(String file) {
    return position.isKnown() ? this : new AssemblyRefusal(new Position(file, 0), getMessage());
  }

  /** The sentence behind its place, as compilers write it. */
  public String report() {
    return (position.isKnown() ? position + ": error: " : "error: ") + getMessage();
  }
}
