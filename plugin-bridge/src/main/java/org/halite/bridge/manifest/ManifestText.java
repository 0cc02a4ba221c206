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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.halite.bridge.origin.UrlReference;

/** From a manifest's bytes to a JSON tree: bounded in size, depth and numbers, no key twice. */
final class ManifestText {
  private static final int MAX_DEPTH = 32;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(Nmf.MAX_BYTES)
                          .maxStringLength(Nmf.MAX_BYTES)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String name;
  private final boolean quotable;

  /**
   * @param name for sentences
   * @param quotable whether a sentence may quote a text that is no JSON: a page must not read any
   *     file of the disk by calling it a manifest
   */
  ManifestText(String name, boolean quotable) {
    this.name = name;
    this.quotable = quotable;
  }

  /** The JSON object that the bytes say. */
  JsonNode object(byte[] bytes) throws ManifestException {
    if (bytes.length > Nmf.MAX_BYTES) {
      throw bad("is too large: " + bytes.length + " bytes, a manifest may have " + Nmf.MAX_BYTES);
    }
    JsonNode root = json(text(bytes));
    if (root.isMissingNode()) {
      throw bad("is empty; a manifest is a JSON object with the key program");
    }
    if (!root.isObject()) {
      throw bad("must be a JSON object with the key program, found " + kind(root));
    }
    return root;
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
      String words = quotable ? problem.lines().findFirst().orElse("") : "no JSON stands there";
      throw bad("is not JSON: " + place(e) + UrlReference.shown(words));
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? ""
        : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
  }

  /** What stands there instead, with its article. */
  static String kind(JsonNode node) {
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

  private ManifestException bad(String problem) {
    return new ManifestException(name + " " + problem);
  }
}
