package org.halite.app.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What a teacher can switch.
 *
 * @param cors whom the library host allows to read its libraries
 * @param redirect where it sends who asks for one
 * @param hash what the apps' manifests say of the libraries' bytes
 * @param shared whether the browser shares pinned libraries between sites
 */
record Switches(Cors cors, Redirect redirect, Hash hash, boolean shared) {
  static final Switches FIRST = new Switches(Cors.EVERYONE, Redirect.NONE, Hash.RIGHT, false);

  /** {@code Access-Control-Allow-Origin} of the library host. */
  enum Cors {
    NONE,
    EVERYONE,
    GALLERY
  }

  /** Before a library comes. */
  enum Redirect {
    NONE,
    /** To another path of the library host. */
    WITHIN,
    /** To the studio's origin. */
    ACROSS
  }

  /** {@code sha256} in the manifests. */
  enum Hash {
    NONE,
    RIGHT,
    WRONG
  }

  /** The switches as JSON, in lower case. */
  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("cors", word(cors))
        .put("redirect", word(redirect))
        .put("hash", word(hash))
        .put("shared", shared);
  }

  /**
   * These switches with those changed that {@code json} names.
   *
   * @throws IllegalArgumentException with a sentence when it names none that there is
   */
  Switches with(JsonNode json) {
    try {
      return new Switches(
          json.has("cors") ? Cors.valueOf(name(json, "cors")) : cors,
          json.has("redirect") ? Redirect.valueOf(name(json, "redirect")) : redirect,
          json.has("hash") ? Hash.valueOf(name(json, "hash")) : hash,
          json.path("shared").asBoolean(shared));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("There is no such position of a switch.", e);
    }
  }

  private static String name(JsonNode json, String key) {
    return json.path(key).asText().toUpperCase(Locale.ROOT);
  }

  private static String word(Enum<?> position) {
    return position.name().toLowerCase(Locale.ROOT);
  }
}
