package org.halite.app.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import org.halite.app.internal.InternalAddress;

/** What a person calls a page: an URL, a file, or a page of the browser's own. */
public final class PageAddress {
  private static final Set<String> SCHEMES = Set.of("http", "https", "file", "about", "data");

  private PageAddress() {}

  /**
   * The URL to load.
   *
   * @throws IllegalArgumentException with one sentence when there is none
   */
  public static String resolve(String text) {
    if (InternalAddress.isMeant(text)) {
      return InternalAddress.parse(text).toString();
    }
    try {
      URI url = new URI(text);
      if (url.getScheme() != null && SCHEMES.contains(url.getScheme())) {
        return checked(text, url);
      }
      if (url.getScheme() != null && url.getAuthority() != null) {
        throw new IllegalArgumentException(
            text + " cannot be opened: pages come from http:, https: and file: URLs.");
      }
    } catch (URISyntaxException e) {
      // a file name may look like anything
    }
    try {
      Path file = Path.of(text);
      if (Files.isDirectory(file) && Files.exists(file.resolve("index.html"))) {
        file = file.resolve("index.html");
      }
      if (Files.isRegularFile(file)) {
        return file.toAbsolutePath().normalize().toUri().toString();
      }
    } catch (InvalidPathException e) {
      // said below
    }
    throw new IllegalArgumentException(
        text + " is neither an http:, https: or file: URL nor a file that exists.");
  }

  private static String checked(String text, URI url) {
    if ("file".equals(url.getScheme())
        && url.getPath() != null
        && !Files.exists(Path.of(url.getPath()))) {
      throw new IllegalArgumentException(url.getPath() + " does not exist.");
    }
    return text;
  }
}
