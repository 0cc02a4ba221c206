package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.halite.bridge.store.ValidationCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostThatClosesTest {
  @TempDir Path folder;

  @Test
  void whatAHostWritesAtItsBeginningIsWrittenWhenItIsClosed() throws Exception {
    for (int i = 0; i < 20; i++) {
      Profile profile = new Profile(folder.resolve("data" + i), folder.resolve("cache" + i));
      new LocalModuleHost(
              LocalModuleHostTest.scripted(""),
              FetchLimits.USUAL,
              ValidationCache.none(),
              LibraryStore.of(profile, Quota.USUAL, false),
              4,
              FilePages.Access.RUN)
          .close();
      assertTrue(Files.exists(profile.data().resolve("validation.key")), "it comes after the end");
    }
  }
}
