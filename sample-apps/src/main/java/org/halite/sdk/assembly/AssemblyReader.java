package org.halite.sdk.assembly;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads assembly text into statements and tells for each where it comes from: the C source by
 * {@code .loc} and by the markers around inline assembly, else the text's own line.
 */
public final class AssemblyReader {
  private final String input;
  private final Map<String, String> files = new HashMap<>();
  private final List<Statement> statements = new ArrayList<>();

  private int line;
  private boolean inComment;

  /** From a marker {@code # 12 "file.c"}: the place of the line that follows; null without one. */
  private String markedFile;

  private int markedLine;

  /** From the last {@code .loc}. */
  private Position location = Position.UNKNOWN;

  private AssemblyReader(String input) {
    this.input = input;
  }

  /**
   * @param text the whole file
   * @param input its name for positions; null when a compiler made it, so that its own lines mean
   *     nothing to a person
   */
  public static List<Statement> read(String text, String input) throws AssemblyRefusal {
    AssemblyReader reader = new AssemblyReader(input);
    for (String line : text.split("\n", -1)) {
      reader.line++;
      reader.readLine(line);
    }
    return reader.statements;
  }

  private Position position() {
    if (markedFile != null) {
      return new Position(markedFile, markedLine);
    }
    return input == null ? location : new Position(input, line);
  }

  private void readLine(String text) throws AssemblyRefusal {
    if (!inComment && text.startsWith("# ") && readMarker(text)) {
      return;
    }
    StringBuilder statement = new StringBuilder();
    boolean quoted = false;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (inComment) {
        if (text.startsWith("*/", i)) {
          inComment = false;
          i++;
        }
      } else if (quoted) {
        statement.append(c);
        if (c == '\\' && i + 1 < text.length()) {
          statement.append(text.charAt(++i));
        } else if (c == '"') {
          quoted = false;
        }
      } else if (text.startsWith("/*", i)) {
        inComment = true;
        statement.append(' ');
        i++;
      } else if (c == '#') {
        break;
      } else if (c == ';') {
        readStatement(statement.toString());
        statement.setLength(0);
      } else {
        quoted = c == '"';
        statement.append(c);
      }
      i++;
    }
    readStatement(statement.toString());
    if (markedFile != null) {
      markedLine++;
    }
  }

  /** {@code # LINE "FILE" FLAGS}; file "" ends inline assembly. */
  private boolean readMarker(String text) {
    int quote = text.indexOf('"');
    int end = quote < 0 ? -1 : text.indexOf('"', quote + 1);
    if (end < 0) {
      return false;
    }
    String number = text.substring(2, quote).strip();
    if (number.isEmpty() || number.length() > 9 || !number.chars().allMatch(Character::isDigit)) {
      return false;
    }
    String file = text.substring(quote + 1, end);
    markedFile = file.isEmpty() || file.startsWith("<") ? null : file;
    markedLine = Integer.parseInt(number);
    return true;
  }

  private void readStatement(String raw) throws AssemblyRefusal {
    String text = raw.strip();
    while (!text.isEmpty()) {
      int end = 0;
      while (end < text.length() && Expression.isSymbolPart(text.charAt(end))) {
        end++;
      }
      String after = text.substring(end).stripLeading();
      if (end > 0 && after.startsWith(":")) {
        statements.add(new Statement.Label(text.substring(0, end), position()));
        text = after.substring(1).strip();
      } else if (end > 0 && after.startsWith("=") && !after.startsWith("==")) {
        statements.add(
            new Statement.Assignment(
                text.substring(0, end), after.substring(1).strip(), position()));
        return;
      } else if (text.startsWith(".")) {
        readDirective(text.substring(0, end).toLowerCase(Locale.ROOT), after);
        return;
      } else {
        statements.add(new Statement.Code(InstructionReader.read(text, position()), position()));
        return;
      }
    }
  }

  private void readDirective(String name, String arguments) {
    if (name.equals(".file")) {
      int space = arguments.indexOf(' ');
      int quote = arguments.lastIndexOf('"', arguments.length() - 2);
      if (space > 0 && quote > 0 && arguments.endsWith("\"")) {
        files.put(
            arguments.substring(0, space), arguments.substring(quote + 1, arguments.length() - 1));
      }
    } else if (name.equals(".loc")) {
      String[] words = arguments.split("\\s+");
      if (words.length > 1 && files.containsKey(words[0]) && words[1].matches("[0-9]{1,9}")) {
        location = new Position(files.get(words[0]), Integer.parseInt(words[1]));
      }
    }
    statements.add(new Statement.Directive(name, arguments, position()));
  }
}
