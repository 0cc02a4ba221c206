package org.halite.bridge.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The profile's key, read or made when it is first wanted. Any thread may call. */
final class KeyOnce {
  private final Path file;
  private final String without;
  private ProfileKey key;

  /** There is no key and can be none. */
  private boolean broken;

  /** What the log is to hear when there is one. */
  private final List<String> unheard = new ArrayList<>();

  /**
   * @param without what cannot be without the key, the beginning of a sentence
   */
  KeyOnce(Profile profile, String without) {
    this.file = profile.data().resolve("validation.key");
    this.without = without;
  }

  /** The key, null when none can be had; the log hears once what came of that. */
  synchronized ProfileKey get(Consumer<String> log) {
    load();
    unheard.forEach(log);
    unheard.clear();
    return key;
  }

  /** The same for who has no log; another's will hear. */
  synchronized ProfileKey load() {
    if (key == null && !broken) {
      try {
        key = ProfileKey.at(file, unheard::add);
      } catch (IOException e) {
        broken = true;
        unheard.add(without + ": " + e.getMessage());
      }
    }
    return key;
  }
}
