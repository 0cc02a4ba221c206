package org.halite.sdk.assembly;

/**
 * Where a statement comes from.
 *
 * @param file as the compiler or the person named it; null when only a compiler knows
 * @param line from 1; 0 when unknown
 */
public record Position(String file, int line) {
  public static final Position UNKNOWN = new Position(null, 0);

  public boolean isKnown() {
    return file != null;
  }

  @Override
  public String toString() {
    return line == 0 ? String.valueOf(file) : file + ":" + line;
  }
}
