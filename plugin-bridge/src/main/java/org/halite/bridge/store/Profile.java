package org.halite.bridge.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the browser keeps what outlives it, by the XDG base directory rules: what must not be lost
 * below {@code XDG_DATA_HOME}, what can be made again below {@code XDG_CACHE_HOME}.
 *
 * @param data holds the profile's key
 * @param cache holds what the key authenticates
 */
public record Profile(Path data, Path cache) {
  /** A folder of its own for a profile of its own: for tests, benchmarks and the build. */
  public static final String PROPERTY = "halite.profile";

  private static final String NAME = "halite";

  /**
   * The profile of the person who runs this program; null when the environment names no home where
   * it could be.
   */
  public static Profile ofThisPerson() {
    String own = System.getProperty(PROPERTY, "");
    if (!own.isEmpty()) {
      Path folder = Path.of(own).toAbsolutePath();
      return new Profile(folder.resolve("data"), folder.resolve("cache"));
    }
    Path home = absolute(System.getProperty("user.home"));
    Path data = folder("XDG_DATA_HOME", home, Path.of(".local", "share"));
    Path cache = folder("XDG_CACHE_HOME", home, Path.of(".cache"));
    return data == null || cache == null ? null : new Profile(data, cache);
  }

  private static Path folder(String variable, Path home, Path usual) {
    Path base = absolute(System.getenv(variable));
    if (base == null) {
      base = home == null ? null : home.resolve(usual);
    }
    return base == null ? null : base.resolve(NAME);
  }

  /** The rules say that a relative path in such a variable is to be ignored. */
  private static Path absolute(String path) {
    try {
      return path != null && path.startsWith("/") ? Path.of(path) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
