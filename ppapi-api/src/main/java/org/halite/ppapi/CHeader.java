package org.halite.ppapi;

import java.util.List;
import java.util.Locale;

/**
 * Writes the C header of one interface family for the SDK: the name macros, a struct of function
 * pointers for each version, and a typedef for the newest. What the signatures name is expected in
 * {@code ppapi/c/pp_types.h}.
 */
public final class CHeader {
  private CHeader() {}

  /** The header's file name: {@code ppb_var_array.h} for PPB_VarArray. */
  public static String fileName(String family) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < family.length(); i++) {
      char c = family.charAt(i);
      boolean startsWord =
          i > 0 && Character.isUpperCase(c) && Character.isLowerCase(family.charAt(i - 1));
      if (startsWord) {
        name.append('_');
      }
      name.append(Character.toLowerCase(c));
    }
    return name.append(".h").toString();
  }

  /**
   * The header's text.
   *
   * @param versions the declarations of one family, oldest first
   */
  public static String text(List<Declaration> versions) {
    Declaration newest = versions.getLast();
    String family = newest.family();
    String guard = "PPAPI_C_" + fileName(family).replace('.', '_').toUpperCase(Locale.ROOT) + "_";
    StringBuilder text = new StringBuilder();
    text.append("#ifndef ").append(guard).append("\n#define ").append(guard).append("\n\n");
    text.append("#include \"ppapi/c/pp_types.h\"\n\n");
    for (Declaration version : versions) {
      text.append("#define ")
          .append(macro(version))
          .append(" \"")
          .append(version.name())
          .append("\"\n");
    }
    text.append("#define ")
        .append(macroBase(family))
        .append(' ')
        .append(macro(newest))
        .append('\n');
    for (Declaration version : versions) {
      text.append("\nstruct ").append(structName(version)).append(" {\n");
      for (Function function : version.functions()) {
        text.append("  ").append(member(function)).append(";\n");
      }
      text.append("};\n");
    }
    text.append("\ntypedef struct ")
        .append(structName(newest))
        .append(' ')
        .append(family)
        .append(";\n\n#endif\n");
    return text.toString();
  }

  private static String macroBase(String family) {
    String file = fileName(family);
    return file.substring(0, file.length() - 2).toUpperCase(Locale.ROOT) + "_INTERFACE";
  }

  private static String macro(Declaration version) {
    return macroBase(version.family()) + "_" + version.version().replace('.', '_');
  }

  private static String structName(Declaration version) {
    return version.family() + "_" + version.version().replace('.', '_');
  }

  private static String member(Function function) {
    StringBuilder text = new StringBuilder();
    text.append(function.result()).append(" (*").append(function.name()).append(")(");
    for (int i = 0; i < function.parameters().size(); i++) {
      text.append(i == 0 ? "" : ", ").append(declarator(function.parameters().get(i)));
    }
    return text.append(function.parameters().isEmpty() ? "void)" : ")").toString();
  }

  /** C writes an array's brackets behind the name. */
  private static String declarator(Function.Parameter parameter) {
    String type = parameter.type();
    int bracket = type.indexOf('[');
    return bracket < 0
        ? type + " " + parameter.name()
        : type.substring(0, bracket) + " " + parameter.name() + type.substring(bracket);
  }
}
