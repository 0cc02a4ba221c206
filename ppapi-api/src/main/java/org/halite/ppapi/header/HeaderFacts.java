package org.halite.ppapi.header;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.Declarations;

/**
 * Which header has what: the table {@code facts.txt} of this jar, with the signatures of the
 * interfaces that Java declares put in from there. Source: spec/ppapi.txt.
 */
final class HeaderFacts {
  private final Map<String, List<HeaderItem>> headers = new LinkedHashMap<>();
  private final Map<String, Declaration> declared = new HashMap<>();
  private List<HeaderItem> items = List.of();

  private HeaderFacts() {
    for (Declaration declaration : Declarations.BROWSER) {
      declared.put(declaration.name(), declaration);
    }
    for (Declaration declaration : Declarations.MODULE) {
      declared.put(declaration.name(), declaration);
    }
  }

  /**
   * Header paths such as {@code pp_var.h} or {@code dev/ppb_memory_dev.h}, and what they define.
   */
  static Map<String, List<HeaderItem>> read() throws IOException {
    HeaderFacts facts = new HeaderFacts();
    List<String> block = new ArrayList<>();
    for (String line : resource("facts.txt").split("\n", -1)) {
      if (line.isEmpty() || line.charAt(0) == '#') {
        continue;
      }
      if (line.charAt(0) != ' ') {
        facts.take(block);
        block.clear();
      }
      block.add(line.strip());
    }
    facts.take(block);
    return facts.headers;
  }

  static String resource(String name) throws IOException {
    try (InputStream in = HeaderFacts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the file " + name + " is missing in the jar of ppapi-api");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void take(List<String> block) throws IOException {
    if (block.isEmpty()) {
      return;
    }
    String[] words = block.getFirst().split(" ", 3);
    List<String> rest = List.copyOf(block.subList(1, block.size()));
    switch (words[0]) {
      case "header" -> {
        items = new ArrayList<>();
        headers.put(words[1], items);
      }
      case "enum" -> items.add(new HeaderItem.Enumeration(words[1], rest));
      case "struct", "union" -> items.add(new HeaderItem.Aggregate(words[0], words[1], rest));
      case "typedef" -> items.add(typedef(block.getFirst().substring("typedef ".length())));
      case "function" -> items.add(new HeaderItem.FunctionType(words[1], words[2]));
      case "interface" -> items.add(interfaceOf(words[1], words[2], rest));
      default -> throw new IOException("facts.txt of ppapi-api: what is " + block.getFirst());
    }
  }

  private static HeaderItem typedef(String text) {
    int space = text.lastIndexOf(' ');
    return new HeaderItem.Typedef(text.substring(0, space), text.substring(space + 1));
  }

  private HeaderItem interfaceOf(String name, String struct, List<String> signatures) {
    Declaration declaration = declared.get(name);
    return declaration == null
        ? new HeaderItem.Interface(name, struct, signatures, false)
        : new HeaderItem.Interface(name, struct, declaration.signatures(), true);
  }
}
