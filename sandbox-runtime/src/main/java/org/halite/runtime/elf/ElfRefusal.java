package org.halite.runtime.elf;

/**
 * A file that is not a loadable module: the code, and a sentence that says what was wrong, where,
 * and what is right.
 */
public final class ElfRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final LoadCode code;

  public ElfRefusal(LoadCode code, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
  }

  public LoadCode code() {
    return code;
  }
}
