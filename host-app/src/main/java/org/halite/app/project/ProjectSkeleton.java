package org.halite.app.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A folder with a C file, a makefile, a page and a manifest, which work as they are. */
public final class ProjectSkeleton {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  private ProjectSkeleton() {}

  /** What kind of module. */
  public enum Kind {
    /** An ordinary program with main(), whose input and output are the page's messages. */
    PROGRAM("program"),
    /** A module of PPAPI, which answers messages. */
    MODULE("module");

    private final String folder;

    Kind(String folder) {
      this.folder = folder;
    }
  }

  /**
   * Writes the files into a new or empty folder.
   *
   * @param folder whose last name is the project's
   * @param command how makefiles call Halite
   * @return the files' names
   * @throws IOException with a sentence when the folder is taken or the name does not do
   */
  public static List<String> write(Path folder, Kind kind, String command) throws IOException {
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    if (!NAME.matcher(name).matches()) {
      throw new IOException(
          name
              + " is no name for a project: use a letter, then letters, digits, - and _; at most 64");
    }
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder(folder)) {
      throw new IOException(folder + " is there already; nothing was written: choose another name");
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put(name + ".c", text(kind.folder + "/app.c.txt"));
    files.put("Makefile", text("Makefile.txt"));
    files.put("index.html", text(kind.folder + "/index.html.txt"));
    files.put(name + ".nmf", "{ \"program\": { \"x86-64\": { \"url\": \"@NAME@.nexe\" } } }\n");
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      String content =
          file.getValue()
              .replace("@NAME@", name)
              .replace("@HALITE@", command)
              .replace("@LIBRARY@", kind == Kind.PROGRAM ? "ppapi_simple" : "ppapi");
      try {
        Files.writeString(
            folder.resolve(file.getKey()),
            content,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        throw new IOException(folder.resolve(file.getKey()) + " came to be meanwhile", e);
      }
    }
    return List.copyOf(files.keySet());
  }

  private static boolean isEmptyFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream in = ProjectSkeleton.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("Halite's own file " + name + " is missing in its jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
