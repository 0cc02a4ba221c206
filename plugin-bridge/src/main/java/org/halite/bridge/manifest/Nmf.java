package org.halite.bridge.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.halite.bridge.fetch.Sha256;
import org.halite.bridge.origin.Origin;
import org.halite.bridge.origin.UrlReference;

/**
 * Reads NMF: which file stands for what on an x86-64 machine, by Chrome's rules: the exact
 * architecture, else {@code portable}; entries for other architectures must be well formed too;
 * unknown keys have no effect. Called when a manifest has arrived.
 */
public final class Nmf {
  /** No manifest of the field comes near it; Chrome's limit was the same. */
  public static final int MAX_BYTES = 1 << 20;

  /** Each is fetched when the page begins; the largest ports of the field had some 300. */
  public static final int MAX_FILES = 1000;

  private static final int MAX_FILE_NAME = 255;
  private static final int MAX_NOTES = 20;
  private static final String ISA = "x86-64";
  private static final String PORTABLE = "portable";
  private static final String TRANSLATE = "pnacl-translate";
  private static final String DEBUG = "pnacl-debug";
  private static final Set<String> ISAS = Set.of("x86-32", ISA, "arm", "mips32", PORTABLE);
  private static final Set<String> SPEC = Set.of("url", "sha256");
  private static final Set<String> PORTABLE_SPEC = Set.of("url", "sha256", "optlevel");

  /** The manifest of spring 2011, {@code {"nexes": {"x86-64": "app.nexe"}}}: srpc-era.md 3.1. */
  private static final String HISTORIC = "nexes";

  private final URI base;
  private final String name;
  private final List<String> notes = new ArrayList<>();

  private Nmf(URI base, String name) {
    this.base = base;
    this.name = name;
  }

  /**
   * Reads a manifest.
   *
   * @param url where it came from, after redirects
   * @param document of the element, against which a {@code data:} manifest is resolved
   */
  public static Manifest parse(byte[] bytes, URI url, URI document) throws ManifestException {
    boolean inline = Origin.scheme(url).equals("data");
    String name = inline ? "the data: manifest" : UrlReference.name(url);
    JsonNode root = new ManifestText(name, !Origin.scheme(url).equals("file")).object(bytes);
    return new Nmf(inline ? document : url, name).manifest(root);
  }

  private Manifest manifest(JsonNode root) throws ManifestException {
    JsonNode program = root.get("program");
    JsonNode historic = root.get(HISTORIC);
    if (program == null && historic == null) {
      throw new ManifestException(
          name
              + " has no program: {\"program\": {\""
              + ISA
              + "\": {\"url\": \"app.nexe\"}}} is the least a manifest holds");
    }
    ManifestEntry start =
        program == null ? here(HISTORIC, withUrls(historic)) : here("program", program);
    JsonNode interpreter = root.get("interpreter");
    ManifestEntry loader = interpreter == null ? null : here("interpreter", interpreter);
    Map<String, ManifestEntry> files = files(root.get("files"));
    noteOthers(root, "", Set.of(program == null ? HISTORIC : "program", "interpreter", "files"));
    return new Manifest(base, start, loader, files, notes);
  }

  /** The historic form's strings as the objects they became. */
  private JsonNode withUrls(JsonNode historic) throws ManifestException {
    if (!historic.isObject()) {
      throw bad(HISTORIC + " must be an object with the key " + ISA + ", found " + kind(historic));
    }
    var entries = JsonNodeFactory.instance.objectNode();
    historic
        .properties()
        .forEach(
            one ->
                entries.set(
                    one.getKey(),
                    one.getValue().isTextual()
                        ? JsonNodeFactory.instance.objectNode().set("url", one.getValue())
                        : one.getValue()));
    return entries;
  }

  private Map<String, ManifestEntry> files(JsonNode files) throws ManifestException {
    Map<String, ManifestEntry> found = new LinkedHashMap<>();
    if (files == null) {
      return found;
    }
    if (!files.isObject()) {
      throw bad("files must be an object with a key for each file, found " + kind(files));
    }
    if (files.size() > MAX_FILES) {
      throw bad("files has " + files.size() + " entries, a manifest may list " + MAX_FILES);
    }
    for (Map.Entry<String, JsonNode> file : files.properties()) {
      String path = "files[\"" + UrlReference.shown(file.getKey()) + "\"]";
      checkName(path, file.getKey());
      ManifestEntry entry = chosen(path, file.getValue(), false);
      if (entry == null) {
        note(path + " has no " + ISA + " and no portable entry: it cannot be opened here");
      } else {
        found.put(file.getKey(), entry);
      }
    }
    return found;
  }

  private void checkName(String path, String file) throws ManifestException {
    if (file.isEmpty() || file.length() > MAX_FILE_NAME) {
      throw bad(
          path
              + " is no name for a file: it has "
              + file.length()
              + " characters, 1 to "
              + MAX_FILE_NAME
              + " are right");
    }
    if (file.chars().anyMatch(Character::isISOControl)) {
      throw bad(path + " is no name for a file: it contains a control character");
    }
  }

  /** The entry of program or interpreter, which must be there for this machine. */
  private ManifestEntry here(String path, JsonNode isas) throws ManifestException {
    ManifestEntry entry = chosen(path, isas, path.equals("program"));
    if (entry == null) {
      throw bad(
          path
              + " has no "
              + ISA
              + " entry: "
              + (isas.isEmpty() ? "it is empty" : "it is there for " + keysOf(isas)));
    }
    return entry;
  }

  private static String keysOf(JsonNode object) {
    List<String> there = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (there.size() == 8) {
        there.add("…");
        break;
      }
      there.add(UrlReference.shown(property.getKey()));
    }
    return String.join(", ", there);
  }

  /** Checks the entries of all known architectures and reads the one that counts; null for none. */
  private ManifestEntry chosen(String path, JsonNode isas, boolean translatable)
      throws ManifestException {
    if (!isas.isObject()) {
      throw bad(path + " must be an object with the key " + ISA + ", found " + kind(isas));
    }
    String best = isas.has(ISA) ? ISA : PORTABLE;
    ManifestEntry found = null;
    for (Map.Entry<String, JsonNode> isa : isas.properties()) {
      String key = isa.getKey();
      String at = path + "." + UrlReference.shown(key);
      if (!ISAS.contains(key)) {
        noteUnknown(at);
        continue;
      }
      JsonNode spec = isa.getValue();
      boolean portable = translatable && key.equals(PORTABLE) && !spec.has("url");
      checkObject(at, spec, portable ? TRANSLATE : "url");
      ManifestEntry entry =
          portable
              ? translated(at, spec, key.equals(best))
              : file(at, spec, SPEC, key.equals(best));
      found = key.equals(best) ? entry : found;
    }
    return found;
  }

  private ManifestEntry translated(String path, JsonNode spec, boolean wanted)
      throws ManifestException {
    JsonNode translate = spec.get(TRANSLATE);
    if (translate == null) {
      throw bad(path + " has neither url nor " + TRANSLATE);
    }
    noteOthers(spec, path + ".", Set.of(TRANSLATE, DEBUG));
    ManifestEntry debug = null;
    if (spec.has(DEBUG)) {
      debug = portable(path + "." + DEBUG, spec.get(DEBUG), wanted, null);
    }
    return portable(path + "." + TRANSLATE, translate, wanted, debug);
  }

  private ManifestEntry portable(String path, JsonNode spec, boolean wanted, ManifestEntry debug)
      throws ManifestException {
    checkObject(path, spec, "url");
    JsonNode level = spec.get("optlevel");
    if (level != null && !level.isIntegralNumber()) {
      throw bad(path + ".optlevel must be a whole number, 0 or 2, found " + kind(level));
    }
    ManifestEntry plain = file(path, spec, PORTABLE_SPEC, wanted);
    if (plain == null) {
      return null;
    }
    int optLevel = level == null || level.bigIntegerValue().signum() > 0 ? 2 : 0;
    return new ManifestEntry(
        path, plain.url(), plain.sha256(), new ManifestEntry.Translation(optLevel, debug));
  }

  private void checkObject(String path, JsonNode node, String key) throws ManifestException {
    if (!node.isObject()) {
      throw bad(path + " must be an object with the key " + key + ", found " + kind(node));
    }
  }

  /**
   * An object with {@code url} and perhaps {@code sha256}.
   *
   * @param wanted whether it is for this machine: else it is only checked, and the result is null
   */
  private ManifestEntry file(String path, JsonNode spec, Set<String> known, boolean wanted)
      throws ManifestException {
    JsonNode reference = spec.get("url");
    if (reference == null) {
      throw bad(path + " has no url");
    }
    if (!reference.isTextual()) {
      throw bad(path + ".url must be a string, found " + kind(reference));
    }
    Sha256 sha256 = spec.has("sha256") ? sha256(path + ".sha256", spec.get("sha256")) : null;
    noteOthers(spec, path + ".", known);
    if (!wanted) {
      return null;
    }
    try {
      URI url = UrlReference.resolve(base, reference.textValue());
      return new ManifestEntry(path, url, sha256, null);
    } catch (URISyntaxException e) {
      throw bad(
          path
              + ".url is no URL: \""
              + UrlReference.shown(reference.textValue())
              + "\" "
              + reason(e));
    }
  }

  private Sha256 sha256(String path, JsonNode node) throws ManifestException {
    if (!node.isTextual()) {
      throw bad(path + " must be a string of 64 hexadecimal digits, found " + kind(node));
    }
    Sha256 parsed = Sha256.parse(node.textValue());
    if (parsed == null) {
      throw bad(
          path
              + " must be 64 hexadecimal digits, found \""
              + UrlReference.shown(node.textValue(), 80)
              + "\" of "
              + node.textValue().length());
    }
    return parsed;
  }

  private static String reason(URISyntaxException e) {
    String reason = e.getReason();
    return Character.isUpperCase(reason.charAt(0))
        ? "(" + reason.toLowerCase(Locale.ROOT) + ")"
        : reason;
  }

  private void noteOthers(JsonNode object, String path, Set<String> known) {
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (!known.contains(property.getKey())) {
        noteUnknown(path + UrlReference.shown(property.getKey()));
      }
    }
  }

  private void noteUnknown(String path) {
    note("the key " + path + " is not known and has no effect");
  }

  private void note(String sentence) {
    if (notes.size() < MAX_NOTES) {
      notes.add(name + ": " + sentence);
    }
  }

  private static String kind(JsonNode node) {
    return ManifestText.kind(node);
  }

  /** A problem that begins with the path of its key. */
  private ManifestException bad(String problem) {
    return new ManifestException(name + ": " + problem);
  }
}
