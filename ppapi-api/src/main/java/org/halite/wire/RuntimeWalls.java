package org.halite.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What a runtime process says of the walls around it, as text: a line each of name, yes or no, and
 * why, with tabs between. Written by {@code --walls}, read by the browser for {@code halite
 * doctor}.
 */
public final class RuntimeWalls {
  /** Whether modules can run on this processor; no wall, but nothing runs without it. */
  public static final String PROCESSOR = "processor";

  /** Told as missing when the jail as a whole could not be closed. */
  public static final String JAIL = "jail";

  private static final int MAX_LINES = 64;
  private static final int MAX_CHARS = 4096;

  /**
   * One wall.
   *
   * @param why what it consists of, or why it does not stand
   */
  public record Wall(String name, boolean stands, String why) {}

  private RuntimeWalls() {}

  /** One line, with its end. */
  public static String line(String name, boolean stands, String why) {
    String plain = why.replace('\n', ' ').replace('\t', ' ');
    return name + '\t' + (stands ? "yes" : "no") + '\t' + plain + '\n';
  }

  /**
   * The walls of a whole report.
   *
   * @throws WireException when it is no such report
   */
  public static List<Wall> parse(String report) throws WireException {
    List<Wall> walls = new ArrayList<>();
    int at = 0;
    while (at < report.length()) {
      int end = report.indexOf('\n', at);
      int first = report.indexOf('\t', at);
      int second = first < 0 ? -1 : report.indexOf('\t', first + 1);
      if (end < 0 || second < 0 || second > end || end - at > MAX_CHARS) {
        throw new WireException("a report on walls with a broken line");
      }
      String stands = report.substring(first + 1, second);
      if (!stands.equals("yes") && !stands.equals("no")) {
        throw new WireException("a report on walls that neither stand nor are missing");
      }
      if (walls.size() == MAX_LINES) {
        throw new WireException("a report on more than " + MAX_LINES + " walls");
      }
      walls.add(
          new Wall(
              report.substring(at, first),
              stands.equals("yes"),
              report.substring(second + 1, end)));
      at = end + 1;
    }
    return walls;
  }
}
