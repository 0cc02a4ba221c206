package org.halite.ppapi.header;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.halite.ppapi.Function;

/** Writes one C header: what it includes, its types, and its interfaces as structs of pointers. */
final class CHeader {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String path;
  private final List<HeaderItem> items;
  private final Map<String, String> homes;
  private final StringBuilder text = new StringBuilder();

  private CHeader(String path, List<HeaderItem> items, Map<String, String> homes) {
    this.path = path;
    this.items = items;
    this.homes = homes;
  }

  /**
   * The header's text.
   *
   * @param path such as {@code ppb_core.h}
   * @param items what it defines, in order
   * @param homes the paths of the headers that define each type
   * @param tail what is written by hand: inline functions, numbers without a type
   */
  static String text(String path, List<HeaderItem> items, Map<String, String> homes, String tail) {
    CHeader header = new CHeader(path, items, homes);
    header.write(tail);
    return header.text.toString();
  }

  private void write(String tail) {
    String guard = "PPAPI_C_" + path.replace('.', '_').replace('/', '_').toUpperCase(Locale.ROOT);
    line("#ifndef " + guard + "_");
    line("#define " + guard + "_");
    line("");
    includes(tail).forEach(file -> line("#include \"ppapi/c/" + file + "\""));
    Map<String, List<HeaderItem.Interface>> families = new LinkedHashMap<>();
    for (HeaderItem item : items) {
      if (!(item instanceof HeaderItem.Interface)) {
        line("");
      }
      switch (item) {
        case HeaderItem.Enumeration e -> enumeration(e);
        case HeaderItem.Aggregate a -> {
          line(a.keyword() + " " + a.name() + " {");
          a.fields().forEach(field -> line("  " + declarator(field) + ";"));
          line("};");
        }
        case HeaderItem.Typedef t -> line("typedef " + t.type() + " " + t.name() + ";");
        case HeaderItem.FunctionType f -> {
          int list = f.type().indexOf(" (");
          line(
              "typedef "
                  + f.type().substring(0, list)
                  + " (*"
                  + f.name()
                  + ")"
                  + f.type().substring(list + 1)
                  + ";");
        }
        case HeaderItem.Interface i ->
            families.computeIfAbsent(i.family(), family -> new ArrayList<>()).add(i);
      }
    }
    families.forEach(this::family);
    if (!tail.isEmpty()) {
      line("");
      text.append(tail);
    }
    line("");
    line("#endif");
  }

  private Set<String> includes(String tail) {
    Set<String> includes = new TreeSet<>(List.of("pp_macros.h", "pp_stdint.h"));
    StringBuilder all = new StringBuilder(tail);
    items.forEach(item -> all.append(item).append('\n'));
    Matcher words = IDENTIFIER.matcher(all);
    while (words.find()) {
      String home = homes.get(words.group());
      if (home != null && !home.equals(path)) {
        includes.add(home);
      }
    }
    return includes;
  }

  private void enumeration(HeaderItem.Enumeration e) {
    line("typedef enum " + e.name() + " {");
    for (int i = 0; i < e.values().size(); i++) {
      String[] words = e.values().get(i).split(" ", 2);
      line("  " + words[0] + " = " + words[1] + (i + 1 < e.values().size() ? "," : ""));
    }
    line("} " + e.name() + ";");
  }

  private void family(String family, List<HeaderItem.Interface> versions) {
    HeaderItem.Interface chosen = chosen(versions);
    line("");
    for (HeaderItem.Interface version : versions) {
      if (version.isNamed()) {
        if (!version.served()) {
          line("/* Halite answers NULL to this one: */");
        }
        for (String macro : macros(family)) {
          line(
              "#define "
                  + macro
                  + version.versionSuffix()
                  + " \""
                  + version.interfaceName()
                  + "\"");
        }
      }
    }
    if (chosen.isNamed()) {
      for (String macro : macros(family)) {
        line("#define " + macro + " " + macro + chosen.versionSuffix());
      }
    }
    for (HeaderItem.Interface version : versions) {
      line("");
      line("struct " + version.name() + " {");
      version.signatures().forEach(function -> line("  " + member(Function.parse(function)) + ";"));
      line("};");
    }
    line("");
    line("typedef struct " + chosen.name() + " " + family + ";");
  }

  /** What a program without a wish gets: the newest version that is served, else the newest. */
  private static HeaderItem.Interface chosen(List<HeaderItem.Interface> versions) {
    HeaderItem.Interface chosen = versions.getFirst();
    for (HeaderItem.Interface version : versions) {
      boolean newer = number(version) > number(chosen);
      if (version.served() == chosen.served() ? newer : version.served()) {
        chosen = version;
      }
    }
    return chosen;
  }

  private static int number(HeaderItem.Interface version) {
    String[] parts = version.versionSuffix().substring(1).split("_", -1);
    return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
  }

  /**
   * The names of the string's macro: the field writes {@code PPB_VAR_ARRAY_INTERFACE} but {@code
   * PPB_MESSAGELOOP_INTERFACE}, so that both forms are there.
   */
  static List<String> macros(String family) {
    TreeSet<String> names = new TreeSet<>();
    names.add(family.toUpperCase(Locale.ROOT) + "_INTERFACE");
    names.add(
        family
                .replaceAll("(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
                .replaceAll("_+", "_")
                .replace("Open_GLES_2", "OpenGLES2")
                .replace("Open_GLES2", "OpenGLES2")
                .toUpperCase(Locale.ROOT)
            + "_INTERFACE");
    if (family.startsWith("PPB_OpenGLES2") && family.length() > "PPB_OpenGLES2".length()) {
      names.add(
          "PPB_OPENGLES2_"
              + family.substring("PPB_OpenGLES2".length()).toUpperCase(Locale.ROOT)
              + "_INTERFACE");
    }
    return List.copyOf(names);
  }

  private static String member(Function function) {
    StringBuilder member = new StringBuilder();
    member.append(function.result()).append(" (*").append(function.name()).append(")(");
    for (int i = 0; i < function.parameters().size(); i++) {
      Function.Parameter parameter = function.parameters().get(i);
      member.append(i == 0 ? "" : ", ");
      member.append(declarator(parameter.type() + " " + parameter.name()));
    }
    return member.append(function.parameters().isEmpty() ? "void)" : ")").toString();
  }

  /** C writes an array's brackets behind the name. */
  private static String declarator(String typeAndName) {
    int space = typeAndName.lastIndexOf(' ');
    String type = typeAndName.substring(0, space);
    String name = typeAndName.substring(space + 1);
    int bracket = type.indexOf('[');
    return bracket < 0
        ? type + " " + name
        : type.substring(0, bracket) + " " + name + type.substring(bracket);
  }

  private void line(String words) {
    text.append(words).append('\n');
  }
}
