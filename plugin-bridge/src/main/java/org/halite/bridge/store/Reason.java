package org.halite.bridge.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why the file system would not, in words: exceptions of files say little but the file's name. */
final class Reason {
  private Reason() {}

  static String of(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> denied.getFile() + " may not be accessed";
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      case FileSystemException other ->
          other.getReason() == null
              ? "something is in the way at " + other.getFile()
              : other.getFile() + ": " + other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
