package org.halite.runtime.syscall;

import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.syscall.SystemCalls.Standing;

/** What arguments the calls of {@link SystemCallTableText} take, for tests that forge them. */
public final class Prototypes {
  /** What an argument is, as far as its type says. */
  public enum Kind {
    PATH,
    /** Times and offsets: zeroes are good ones. */
    TIME,
    MESSAGE_HEADER,
    POINTER,
    LENGTH,
    /** Numbers of descriptors, flags, values. */
    NUMBER
  }

  /**
   * @param address whether the result is an address
   */
  public record Prototype(int number, String name, boolean address, List<Kind> arguments) {}

  private Prototypes() {}

  /** All calls that do something: a number that is answered and has no prototype is an error. */
  public static List<Prototype> of(SystemCalls calls) {
    List<Prototype> prototypes = new ArrayList<>();
    for (int number = 0; number < 151; number++) {
      if (calls.standing(number) != Standing.MISSING) {
        prototypes.add(prototype(number));
      }
    }
    return prototypes;
  }

  private static Prototype prototype(int number) {
    for (SystemCallTableText.Row row : SystemCallTableText.ROWS) {
      if (row.number() == number) {
        String text = row.prototype();
        List<Kind> kinds = new ArrayList<>();
        String arguments = text.substring(text.indexOf('(') + 1, text.lastIndexOf(')'));
        if (!arguments.equals("void")) {
          for (String argument : arguments.split(",", -1)) {
            kinds.add(kind(argument.strip()));
          }
        }
        return new Prototype(number, row.name(), text.startsWith("void *"), kinds);
      }
    }
    throw new AssertionError("system call " + number + " has no prototype");
  }

  private static Kind kind(String argument) {
    if (argument.contains("const char *")) {
      return Kind.PATH;
    } else if (argument.contains("timespec") || argument.contains("timeval")) {
      return Kind.TIME;
    } else if (argument.contains("int64 *")) {
      return Kind.TIME;
    } else if (argument.contains("NaClImcMsgHdr")) {
      return Kind.MESSAGE_HEADER;
    } else if (argument.contains("*") || argument.contains("[") || argument.contains("handler")) {
      return Kind.POINTER;
    } else if (argument.contains("size_t") || argument.contains("len")) {
      return Kind.LENGTH;
    }
    return Kind.NUMBER;
  }
}
