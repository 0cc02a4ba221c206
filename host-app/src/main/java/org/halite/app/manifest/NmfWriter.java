package org.halite.app.manifest;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes a manifest for the files that a module consists of. */
public final class NmfWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_MODULE = 256L << 20;

  private final Path folder;
  private final boolean stage;
  private final List<Path> libraryFolders;
  private final ObjectNode root = JSON.createObjectNode();
  private final Map<String, Path> programs = new LinkedHashMap<>();
  private final Map<String, String> interpreters = new LinkedHashMap<>();

  /** File name and architecture of what is listed. */
  private final Set<String> listed = new HashSet<>();

  private final Deque<Wanted> wanted = new ArrayDeque<>();
  private final List<String> warnings = new ArrayList<>();

  /** A library that a file names. */
  private record Wanted(String name, String architecture, Path by) {}

  /**
   * @param folder of the manifest, from which its URLs count
   * @param stage whether files are copied into that folder, libraries into one for each
   *     architecture
   * @param libraryFolders where libraries are looked for that are not named
   */
  public NmfWriter(Path folder, boolean stage, List<Path> libraryFolders) {
    this.folder = folder.toAbsolutePath().normalize();
    this.stage = stage;
    this.libraryFolders = List.copyOf(libraryFolders);
  }

  /** Sentences about what will not work. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * The manifest.
   *
   * @param modules programs, at most one an architecture, and libraries
   * @param files other files by the names under which the module opens them
   * @throws IOException with a sentence about what is wrong with a file
   */
  public String manifest(List<Path> modules, Map<String, Path> files) throws IOException {
    List<Path> libraries = new ArrayList<>();
    for (Path module : modules) {
      byte[] bytes = bytes(module);
      ModuleHeader header = ModuleHeader.read(module, bytes);
      if (header.library()) {
        libraries.add(module);
      } else {
        program(module, header, bytes);
      }
    }
    if (programs.isEmpty()) {
      throw new IOException("there is no program among the files: name at least one .nexe");
    }
    for (Path library : libraries) {
      library(library);
    }
    while (!wanted.isEmpty()) {
      find(wanted.pop());
    }
    for (Map.Entry<String, Path> file : files.entrySet()) {
      ObjectNode entry = root.withObjectProperty("files").withObjectProperty(file.getKey());
      if (!entry.isEmpty()) {
        throw new IOException(file.getKey() + " would be listed twice in files");
      }
      entry.set("portable", entry(file.getValue(), bytes(file.getValue()), ""));
    }
    return text();
  }

  private void program(Path module, ModuleHeader header, byte[] bytes) throws IOException {
    Path before = programs.put(header.architecture(), module);
    if (before != null) {
      throw new IOException(
          before
              + " and "
              + module
              + " are both programs for "
              + header.architecture()
              + "; a manifest has one for each architecture");
    }
    ObjectNode entry = entry(module, bytes, "");
    if (header.architecture().equals("portable")) {
      ObjectNode translate = JSON.createObjectNode();
      translate.set("pnacl-translate", entry);
      entry = translate;
    }
    root.withObjectProperty("program").set(header.architecture(), entry);
    if (header.interpreter() != null) {
      String name = Path.of(header.interpreter()).getFileName().toString();
      interpreters.put(header.architecture(), name);
      wanted.add(new Wanted(name, header.architecture(), module));
    }
    header.needed().forEach(name -> wanted.add(new Wanted(name, header.architecture(), module)));
  }

  private void library(Path library) throws IOException {
    byte[] bytes = bytes(library);
    ModuleHeader header = ModuleHeader.read(library, bytes);
    String name = library.getFileName().toString();
    String architecture = header.architecture();
    if (!listed.add(name + " " + architecture)) {
      throw new IOException(
          library + ": there is another library called " + name + " for " + architecture);
    }
    ObjectNode entry = entry(library, bytes, "lib-" + architecture);
    if (name.equals(interpreters.get(architecture))) {
      root.withObjectProperty("interpreter").set(architecture, entry);
    } else {
      root.withObjectProperty("files").withObjectProperty(name).set(architecture, entry);
    }
    header.needed().forEach(needed -> wanted.add(new Wanted(needed, architecture, library)));
  }

  private void find(Wanted library) throws IOException {
    if (listed.contains(library.name() + " " + library.architecture())) {
      return;
    }
    if (library.name().contains("/")) {
      warnings.add(
          library.by() + " names a library by a path, which no page has: " + library.name());
      return;
    }
    for (Path place : libraryFolders) {
      Path candidate = place.resolve(library.name());
      if (Files.isRegularFile(candidate)) {
        ModuleHeader header = ModuleHeader.read(candidate, bytes(candidate));
        if (header.library() && header.architecture().equals(library.architecture())) {
          library(candidate);
          return;
        }
      }
    }
    listed.add(library.name() + " " + library.architecture());
    warnings.add(
        library.by()
            + " needs "
            + library.name()
            + " for "
            + library.architecture()
            + ", which is not among the files; name it, or its folder with -L");
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_MODULE) {
        throw new IOException(file + " is larger than 256 MiB, which the loader refuses");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
  }

  private ObjectNode entry(Path file, byte[] bytes, String subfolder) throws IOException {
    Path place = file.toAbsolutePath().normalize();
    if (stage) {
      place = folder.resolve(subfolder).resolve(file.getFileName());
      if (!place.equals(file.toAbsolutePath().normalize())) {
        Files.createDirectories(place.getParent());
        Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    ObjectNode entry = JSON.createObjectNode();
    entry.put("url", url(folder.relativize(place)));
    entry.put("sha256", sha256(bytes));
    return entry;
  }

  /** A relative URL; names with a colon would look like a scheme. */
  private static String url(Path relative) throws IOException {
    List<String> parts = new ArrayList<>();
    relative.forEach(part -> parts.add(part.toString()));
    String path = String.join("/", parts);
    try {
      String escaped = new URI(null, null, "/" + path, null).getRawPath().substring(1);
      return parts.getFirst().contains(":") ? "./" + escaped : escaped;
    } catch (java.net.URISyntaxException e) {
      throw new IOException(relative + " cannot be written as a URL", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Program, interpreter, files, the last by name, so that the same files give the same text. */
  private String text() throws IOException {
    ObjectNode ordered = JSON.createObjectNode();
    ordered.set("program", root.get("program"));
    if (root.has("interpreter")) {
      ordered.set("interpreter", root.get("interpreter"));
    }
    if (root.has("files")) {
      ObjectNode files = ordered.putObject("files");
      TreeSet<String> names = new TreeSet<>();
      root.get("files").fieldNames().forEachRemaining(names::add);
      names.forEach(name -> files.set(name, root.get("files").get(name)));
    }
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return JSON.writer(printer).writeValueAsString(ordered) + "\n";
  }
}
