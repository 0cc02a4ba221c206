package org.halite.bridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halite.bridge.kernel.SharedDescriptor;

/** What must hold of a store at every moment, whatever happened to its writers. */
final class WholeStore {
  private WholeStore() {}

  /**
   * Each file is what its name says, each answer is authentic and its bytes are there.
   *
   * @return how many answers there are
   */
  static int check(Path folder) throws IOException {
    Path root = folder.resolve("cache/libraries");
    Path file = folder.resolve("data/validation.key");
    ProfileKey key = Files.exists(file) ? ProfileKey.at(file, log -> {}) : null;
    StoredFiles files = new StoredFiles(root.resolve("files"), new SealedLibraries(), () -> key);
    for (String name : files.names()) {
      byte[] bytes = Files.readAllBytes(files.path(name));
      assertEquals(
          name, StoredFiles.hex(StoredFiles.digest().digest(bytes)), "a file is not whole");
    }
    if (key == null) {
      return 0; // it was ended before it began
    }
    int answers = 0;
    for (SitePresence.Site site : new SitePresence(root.resolve("sites"), key).sites()) {
      for (SitePresence.Entry entry : site.entries()) {
        assertNotNull(entry.answer(), "an answer is not whole");
        String number = entry.answer().url().replaceAll("[^0-9]", "");
        SharedDescriptor opened = files.open("", entry.answer().sha256(), entry.answer().length());
        byte[] bytes = opened.read(0, (int) opened.size());
        opened.release();
        assertArrayEquals(WritingBrowser.bytes(Integer.parseInt(number)), bytes);
        answers++;
      }
    }
    files.close();
    return answers;
  }
}
