package org.halite.bridge.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.halite.bridge.origin.UrlReference;

/**
 * Reads NMF text: bounded JSON first, then the keys by name. Called when a manifest has arrived.
 */
public final class Nmf {
  /** No manifest of the field comes near it; Chrome's limit was the same. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 32;
  private static final String ISA = "x86-64";
  private static final String PORTABLE = "portable";
  private static final Set<String> ISAS = Set.of("x86-32", ISA, "arm", "mips32", PORTABLE);
  private static final int MAX_NOTES = 20;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(MAX_BYTES)
                          .maxStringLength(MAX_BYTES)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final URI url;
  private final String name;
  private final List<String> notes = new ArrayList<>();

  private Nmf(URI url) {
    this.url = url;
    this.name = UrlReference.name(url);
  }

  /**
   * Reads a manifest.
   *
   * @param url where it came from, after redirects
   */
  public static Manifest parse(byte[] bytes, URI url) throws ManifestException {
    return new Nmf(url).parse(bytes);
  }

  private Manifest parse(byte[] bytes) throws ManifestException {
    if (bytes.length > MAX_BYTES) {
      throw bad("is too large: " + bytes.length + " bytes, a manifest may have " + MAX_BYTES);
    }
    JsonNode root = json(text(bytes));
    if (root.isMissingNode()) {
      throw bad("is empty; a manifest is a JSON object with the key program");
    }
    if (!root.isObject()) {
      throw bad("must be a JSON object with the key program, found " + kind(root));
    }
    JsonNode program = root.get("program");
    if (program == null) {
      throw bad(
          "has no program: {\"program\": {\""
              + ISA
              + "\": {\"url\": \"app.nexe\"}}} is the least a manifest holds");
    }
    ManifestEntry entry = program(program);
    noteOthers(root, "", Set.of("program"));
    return new Manifest(url, entry, notes);
  }

  private ManifestEntry program(JsonNode program) throws ManifestException {
    if (!program.isObject()) {
      throw badKey("program must be an object with the key " + ISA + ", found " + kind(program));
    }
    JsonNode native64 = program.get(ISA);
    if (native64 == null) {
      throw badKey(withoutNative64(program));
    }
    noteOthers(program, "program.", ISAS);
    return file("program." + ISA, native64);
  }

  private static String withoutNative64(JsonNode program) {
    List<String> there = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : program.properties()) {
      if (there.size() == 8) {
        there.add("…");
        break;
      }
      there.add(UrlReference.shown(property.getKey()));
    }
    if (there.equals(List.of(PORTABLE))) {
      return "program has only a portable entry: portable modules (pexe) are not supported yet, add an "
          + ISA
          + " entry";
    }
    return "program has no "
        + ISA
        + " entry: "
        + (there.isEmpty() ? "it is empty" : "it is there for " + String.join(", ", there));
  }

  private ManifestEntry file(String path, JsonNode node) throws ManifestException {
    if (!node.isObject()) {
      throw badKey(path + " must be an object with the key url, found " + kind(node));
    }
    JsonNode reference = node.get("url");
    if (reference == null) {
      throw badKey(path + " has no url");
    }
    if (!reference.isTextual()) {
      throw badKey(path + ".url must be a string, found " + kind(reference));
    }
    noteOthers(node, path + ".", Set.of("url"));
    try {
      return new ManifestEntry(path, UrlReference.resolve(url, reference.textValue()));
    } catch (URISyntaxException e) {
      throw badKey(
          path
              + ".url is no URL: \""
              + UrlReference.shown(reference.textValue())
              + "\" "
              + reason(e));
    }
  }

  private static String reason(URISyntaxException e) {
    String reason = e.getReason();
    return Character.isUpperCase(reason.charAt(0))
        ? "(" + reason.toLowerCase(Locale.ROOT) + ")"
        : reason;
  }

  private void noteOthers(JsonNode object, String path, Set<String> known) {
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (!known.contains(property.getKey()) && notes.size() < MAX_NOTES) {
        notes.add(
            name
                + ": the key "
                + path
                + UrlReference.shown(property.getKey())
                + " is not known and has no effect");
      }
    }
  }

  private String text(byte[] bytes) throws ManifestException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw bad("is not UTF-8 text (byte " + in.position() + ")");
    }
  }

  /** The tree; Jackson's own words are kept where they are plain. */
  private JsonNode json(String text) throws ManifestException {
    try {
      return JSON.readTree(text);
    } catch (JsonEOFException e) {
      throw bad("is not JSON: " + place(e) + "the text ends too early, something is not closed");
    } catch (StreamConstraintsException e) {
      throw bad(
          "is no manifest: it is nested deeper than "
              + MAX_DEPTH
              + " levels or has a number or text that is too long");
    } catch (MismatchedInputException e) {
      throw bad("is not JSON: " + place(e) + "there is more text after the end");
    } catch (JsonProcessingException e) {
      String problem = e.getOriginalMessage();
      if (problem.startsWith("Duplicate field")) {
        throw bad(
            "has a key twice: "
                + place(e)
                + UrlReference.shown(problem.substring("Duplicate field ".length())));
      }
      throw bad(
          "is not JSON: " + place(e) + UrlReference.shown(problem.lines().findFirst().orElse("")));
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? ""
        : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> node.booleanValue() ? "true" : "false";
      case NULL -> "null";
      default -> "something else";
    };
  }

  /** A problem that begins with the path of its key. */
  private ManifestException badKey(String problem) {
    return new ManifestException(name + ": " + problem);
  }

  private ManifestException bad(String problem) {
    return new ManifestException(name + " " + problem);
  }
}
