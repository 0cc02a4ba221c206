package org.halite.bridge.origin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The rule for pages opened from disk. Each is an origin of its own, which equals no other: it
 * reads no other file. It may run what lies in its own folder and below, as it may have scripts
 * from there; and with the developer's switch it may read there too. What counts is the real path,
 * after symbolic links.
 */
public final class FilePages {
  private FilePages() {}

  /** A file that a file page may read: its real path, to be opened without following links. */
  public record Judged(Decision decision, Path realPath) {}

  /** How much a page opened from disk may do with the files beside it. */
  public enum Access {
    /** Run modules, and read nothing: what every page gets. */
    RUN,
    /** Read too: the developer's switch. */
    READ
  }

  /**
   * Judges {@code target}, a file URL, for the page at {@code document}; the path is null when
   * refused.
   *
   * @param wanted what the page wants to do with it
   * @param given the most that pages opened from disk may do
   */
  public static Judged judge(URI document, URI target, Access wanted, Access given) {
    String name = UrlReference.name(target);
    if (!Origin.scheme(document).equals("file")) {
      return refused(
          name
              + " was refused: a page of "
              + Origin.of(document).serialize()
              + " may not read file URLs; serve the"
              + " file over http beside the page");
    }
    if (wanted == Access.READ && given == Access.RUN) {
      return refused(
          name
              + " was refused: a page opened from disk is an origin of its own and reads no other"
              + " file; open it with --allow-file-access, or serve its folder with halite serve");
    }
    Path folder;
    Path file;
    try {
      folder = pathOf(document).toRealPath().getParent();
    } catch (IOException | IllegalArgumentException e) {
      return refused(
          name
              + " was refused: the page's own file "
              + UrlReference.name(document)
              + " cannot be resolved");
    }
    try {
      file = pathOf(target).toRealPath();
    } catch (IOException | IllegalArgumentException e) {
      // The same sentence for missing and unreadable files: which ones exist is not the page's
      // business.
      return refused(
          name + " was not found: " + UrlReference.shown(target.toString()) + " cannot be read");
    }
    if (folder == null || !file.startsWith(folder)) {
      return refused(
          name
              + " was refused: it lies outside the page's folder "
              + folder
              + "; a page opened from disk may only load"
              + " modules from its own folder and below");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return refused(name + " was refused: it is not a regular file");
    }
    return new Judged(Decision.allow("file below the page's folder"), file);
  }

  private static Judged refused(String reason) {
    return new Judged(Decision.refuse(reason), null);
  }

  private static Path pathOf(URI url) {
    String host = url.getHost();
    if (host != null && !host.isEmpty() && !host.equals("localhost")) {
      throw new IllegalArgumentException("a file on another machine");
    }
    String path = url.getPath();
    if (path == null || !path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw new InvalidPathException(UrlReference.shown(url.toString()), "not an absolute path");
    }
    return Path.of(path);
  }
}
