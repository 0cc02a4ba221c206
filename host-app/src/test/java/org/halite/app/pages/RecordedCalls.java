package org.halite.app.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.halite.ppapi.CompatibilityTable;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.Declarations;
import org.halite.ppapi.Function;
import org.halite.ppapi.header.PpapiHeaders;

/**
 * Writes {@code recorded_calls.h} for a conformance module: for each interface and version that it
 * proves a table like the browser's, whose functions pass each call on to the browser's and note
 * what came back. So the module itself can tell, at its end, which function of which version was
 * never called, never did what it is for, or never refused to. Made from the declarations, it lists
 * each slot; {@code conformance.h} has the rest.
 */
final class RecordedCalls {
  private static final Path ONE_WAY =
      Path.of("..", "sample-apps", "src", "test", "conformance", "one-way.txt");

  private static final int ACCEPTED = 1;
  private static final int REFUSED = 2;

  private RecordedCalls() {}

  /**
   * The header's text.
   *
   * @param proof the module's name in the compatibility table
   */
  static String header(String proof) throws IOException {
    Set<String> oneWay = oneWay();
    StringBuilder text = new StringBuilder();
    for (String header : PpapiHeaders.all().keySet()) {
      text.append("#include \"").append(header).append("\"\n");
    }
    StringBuilder all = new StringBuilder("static struct recorded recorded_tables[] = {\n");
    int number = 0;
    for (Declaration declaration : Declarations.BROWSER) {
      if (CompatibilityTable.proofOf(declaration.family()).equals(proof)) {
        table(text, declaration, number, oneWay);
        all.append(
            "  {\"%1$s\", %2$d, slots_%3$d, wrappers_%3$d, &real_%3$d, 0},\n"
                .formatted(declaration.name(), declaration.size(), number));
        number++;
      }
    }
    return text.append(all).append("};\n").toString();
  }

  private static void table(
      StringBuilder text, Declaration declaration, int number, Set<String> oneWay) {
    List<String> slots = new ArrayList<>();
    List<String> wrappers = new ArrayList<>();
    text.append(
        "static const void *const *real_%1$d;\nstatic struct recorded_slot slots_%1$d[%2$d];\n"
            .formatted(number, declaration.size()));
    for (int slot = 0; slot < declaration.size(); slot++) {
      Function function = declaration.function(slot);
      String name = declaration.name() + " " + function.name();
      int never =
          (oneWay.contains(name + " accepted") ? ACCEPTED : 0)
              | (oneWay.contains(name + " refused") ? REFUSED : 0);
      int asked = function.parameters().isEmpty() ? 0 : (ACCEPTED | REFUSED) & ~never;
      slots.add(
          "{.name = \"%s\", .asked = %d, .never = %d, .optional = {%s}}"
              .formatted(function.name(), asked, never, optional(function)));
      wrappers.add("(const void *)call_%d_%d".formatted(number, slot));
      wrapper(text, function, number, slot);
    }
    text.append(
        "static struct recorded_slot slots_%d[] = {%s};\n"
            .formatted(number, String.join(", ", slots)));
    text.append(
        "static const void *const wrappers_%d[] = {%s};\n"
            .formatted(number, String.join(", ", wrappers)));
  }

  private static void wrapper(StringBuilder text, Function function, int number, int slot) {
    List<String> types = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (Function.Parameter parameter : function.parameters()) {
      String type = parameter.type().replace("[]", "*");
      types.add(type);
      parameters.add(type + " a" + arguments.size());
      arguments.add("a" + arguments.size());
    }
    String none = types.isEmpty() ? "void" : "";
    String first = types.isEmpty() ? "0, 0" : "&a0, sizeof a0";
    String call =
        "((%s (*)(%s%s))real_%d[%d])(%s)"
            .formatted(
                function.result(),
                String.join(", ", types),
                none,
                number,
                slot,
                String.join(", ", arguments));
    List<String> absent = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      String test = absent(types.get(i), "a" + i);
      if (!test.isEmpty()) {
        absent.add("%s ? %d : 0".formatted(test, 1 << i));
      }
    }
    String at = "&slots_%d[%d], %s".formatted(number, slot, first);
    text.append(
        "static %s call_%d_%d(%s%s) {\n"
            .formatted(function.result(), number, slot, String.join(", ", parameters), none));
    if (!absent.isEmpty()) {
      text.append(
          "  record_absent(&slots_%d[%d], (%s));\n"
              .formatted(number, slot, String.join(") | (", absent)));
    }
    if (function.result().equals("void")) {
      text.append("  %s;\n  record_nothing(%s);\n}\n".formatted(call, at));
    } else {
      text.append(
          "  %s result = %s;\n  %s(%s, &result, sizeof result);\n  return result;\n}\n"
              .formatted(function.result(), call, kind(function), at));
    }
  }

  /** The C condition that an argument is not there; empty for numbers, which always are. */
  private static String absent(String type, String argument) {
    return switch (type) {
      case "PP_Instance", "PP_Resource" -> "!" + argument;
      case "struct PP_Var" -> argument + ".type <= PP_VARTYPE_NULL";
      case "struct PP_CompletionCallback" -> "!" + argument + ".func";
      default -> type.endsWith("*") || type.startsWith("PPB_Audio_Callback") ? "!" + argument : "";
    };
  }

  /** The names of the parameters that a call may leave out, in their places. */
  private static String optional(Function function) {
    List<String> names = new ArrayList<>();
    for (Function.Parameter parameter : function.parameters()) {
      boolean may = !absent(parameter.type().replace("[]", "*"), "").isEmpty();
      names.add(may ? '"' + parameter.name() + '"' : "0");
    }
    return names.isEmpty() ? "0" : String.join(", ", names);
  }

  /** How a result tells whether a function did what it is for. */
  private static String kind(Function function) {
    String result = function.result();
    if (result.equals("struct PP_Var")) {
      return "record_var";
    }
    if (result.equals("int32_t") && !function.name().startsWith("Get")) {
      return "record_error";
    }
    return "record_value";
  }

  /** Lines of "PPB_X;1.0 Function accepted" or "refused": what never happens, and why. */
  private static Set<String> oneWay() throws IOException {
    Set<String> known = new HashSet<>();
    for (Declaration declaration : Declarations.BROWSER) {
      for (Function function : declaration.functions()) {
        known.add(declaration.name() + " " + function.name());
      }
    }
    Set<String> lines = new HashSet<>();
    for (String line : Files.readAllLines(ONE_WAY)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ", 5);
      boolean sound =
          words.length == 5
              && known.contains(words[0] + " " + words[1])
              && words[2].equals("never")
              && (words[3].equals("accepted:") || words[3].equals("refused:"));
      if (!sound) {
        throw new IOException(
            ONE_WAY
                + ": \""
                + line
                + "\" is not INTERFACE FUNCTION never accepted|refused: REASON");
      }
      lines.add(words[0] + " " + words[1] + " " + words[3].replace(":", ""));
    }
    return lines;
  }
}
