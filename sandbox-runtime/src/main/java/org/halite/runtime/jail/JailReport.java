package org.halite.runtime.jail;

import java.util.List;

/** Which walls stand around this process, for the log and the tests. */
public record JailReport(List<Wall> walls) {
  /**
   * One wall.
   *
   * @param why what it consists of, or why it does not stand
   */
  public record Wall(String name, boolean stands, String why) {
    @Override
    public String toString() {
      return name + ": " + (stands ? "yes" : "no") + " (" + why + ")";
    }
  }

  public JailReport {
    walls = List.copyOf(walls);
  }

  /** Whether the wall of this name stands. */
  public boolean stands(String name) {
    for (Wall wall : walls) {
      if (wall.name.equals(name)) {
        return wall.stands;
      }
    }
    throw new IllegalArgumentException("no wall is called " + name);
  }

  /** One line for all: which stand, and which do not and why. */
  public String summary() {
    StringBuilder standing = new StringBuilder();
    StringBuilder missing = new StringBuilder();
    for (Wall wall : walls) {
      StringBuilder list = wall.stands ? standing : missing;
      list.append(list.isEmpty() ? "" : ", ").append(wall.name);
      if (!wall.stands) {
        list.append(" (").append(wall.why).append(')');
      }
    }
    return "walls that stand: "
        + standing
        + (missing.isEmpty() ? "; none is missing" : "; missing: " + missing);
  }

  /** One line a wall. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    for (Wall wall : walls) {
      lines.append(wall).append('\n');
    }
    return lines.toString();
  }
}
