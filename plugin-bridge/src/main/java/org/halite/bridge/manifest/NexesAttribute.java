package org.halite.bridge.manifest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.halite.bridge.origin.UrlReference;

/**
 * The {@code nexes} attribute of 2010, which named the module without a manifest: lines of {@code
 * ISA: url}, blanks around both, ISAs as in NMF but {@code ARM} in capitals ({@code srpc-era.md}
 * 3.1). Called by the page shim's side.
 */
public final class NexesAttribute {
  private static final int MAX_CHARS = 64 << 10;

  private NexesAttribute() {}

  /**
   * The same as a {@code data:} manifest of the form that followed, {@code {"nexes": {"x86-64":
   * "url"}}}.
   *
   * @throws ManifestException with a sentence that names the line
   */
  public static URI manifest(String text) throws ManifestException {
    if (text.length() > MAX_CHARS) {
      throw bad("it is longer than " + MAX_CHARS + " characters");
    }
    ObjectNode nexes = JsonNodeFactory.instance.objectNode();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw bad(
            "line "
                + number
                + " is \""
                + UrlReference.shown(line.strip())
                + "\", \"x86-64: app.nexe\" would be right");
      }
      String isa = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String url = line.substring(colon + 1).strip();
      if (nexes.has(isa)) {
        throw bad("line " + number + " names " + UrlReference.shown(isa) + " for the second time");
      }
      nexes.put(isa, url);
    }
    byte[] json =
        JsonNodeFactory.instance
            .objectNode()
            .set("nexes", nexes)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    return URI.create("data:application/json;base64," + Base64.getEncoder().encodeToString(json));
  }

  private static ManifestException bad(String problem) {
    return new ManifestException("The element's nexes attribute cannot be read: " + problem);
  }
}
