package org.halite.bridge.module;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.halite.bridge.imc.RuntimeListener;

/**
 * A directory that only this user can enter, with names for a runtime process's two domain sockets
 * in it. Gone once the process connected.
 */
final class PrivateSocket {
  /** sun_path of sockaddr_un, with its NUL. */
  private static final int MAX_PATH_BYTES = 107;

  private final Path directory;

  private PrivateSocket(Path directory) {
    this.directory = directory;
  }

  static PrivateSocket create() throws IOException {
    Path base = Path.of(System.getProperty("java.io.tmpdir"));
    String session = System.getenv("XDG_RUNTIME_DIR");
    if (session != null && !session.isEmpty() && Files.isWritable(Path.of(session))) {
      base = Path.of(session);
    }
    PrivateSocket socket =
        new PrivateSocket(
            Files.createTempDirectory(
                base,
                "halite-",
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------"))));
    if (RuntimeListener.beside(socket.path()).toString().getBytes(StandardCharsets.UTF_8).length
        > MAX_PATH_BYTES) {
      socket.delete();
      throw new IOException(
          "the path of the temporary directory "
              + base
              + " is too long for a socket; set TMPDIR to a shorter one");
    }
    return socket;
  }

  Path path() {
    return directory.resolve("s");
  }

  /** Removes all; from any thread, again does nothing. Answers whether nothing is left. */
  boolean delete() {
    try {
      Files.deleteIfExists(path());
      Files.deleteIfExists(RuntimeListener.beside(path()));
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
