package org.halite.ppapi.header;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.halite.ppapi.PpError;

/** All C headers of PPAPI, by the names that programs include them by. */
public final class PpapiHeaders {
  private static final String FOLDER = "ppapi/c/";

  /** Headers that are written by hand. */
  private static final List<String> WHOLE = List.of("pp_macros.h", "pp_stdint.h");

  /** Headers with inline functions or prototypes behind the generated part. */
  private static final Set<String> WITH_TAIL =
      Set.of(
          "pp_bool.h",
          "pp_completion_callback.h",
          "pp_point.h",
          "pp_rect.h",
          "pp_size.h",
          "pp_var.h",
          "ppb_audio_config.h",
          "ppp.h");

  private PpapiHeaders() {}

  /** Paths such as {@code ppapi/c/ppb_core.h} and the texts of those files. */
  public static Map<String, String> all() throws IOException {
    Map<String, List<HeaderItem>> facts = HeaderFacts.read();
    Map<String, String> homes = new HashMap<>();
    facts.forEach((path, items) -> items.forEach(item -> homes.put(item.name(), path)));
    homes.put("PP_OK", "pp_errors.h");
    Map<String, String> headers = new TreeMap<>();
    for (Map.Entry<String, List<HeaderItem>> header : facts.entrySet()) {
      String path = header.getKey();
      String tail = WITH_TAIL.contains(path) ? HeaderFacts.resource("tail/" + path) : "";
      headers.put(FOLDER + path, CHeader.text(path, header.getValue(), homes, tail));
    }
    headers.put(FOLDER + "pp_errors.h", CHeader.text("pp_errors.h", errors(), homes, ""));
    for (String name : WHOLE) {
      headers.put(FOLDER + name, HeaderFacts.resource("tail/" + name));
    }
    return headers;
  }

  private static List<HeaderItem> errors() throws IOException {
    List<String> values = new ArrayList<>();
    try {
      for (Field field : PpError.class.getFields()) {
        values.add(field.getName() + " " + field.getInt(null));
      }
    } catch (IllegalAccessException e) {
      throw new IOException("the errors of PPAPI cannot be read", e);
    }
    values.sort((a, b) -> Integer.compare(value(b), value(a)));
    return List.of(new HeaderItem.Enumeration("PP_Error", values));
  }

  private static int value(String line) {
    return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
  }
}
