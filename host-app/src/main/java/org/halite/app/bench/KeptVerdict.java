package org.halite.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.halite.bridge.store.JudgedModule;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.ValidationCache;

/**
 * What a verdict costs that is in the cache: the key and the entry read from files each time. The
 * module's hash, which is made while its bytes arrive, is counted apart.
 *
 * @param found milliseconds until the cache knows the module
 * @param hashed milliseconds for the hash
 */
record KeptVerdict(Samples found, Samples hashed) {
  private static final int RUNS = 50;
  private static final double NANOS = 1e6;

  /**
   * Measures.
   *
   * @param folder empty, for a profile; the caller's to delete
   * @param bytes of the module
   */
  static KeptVerdict measure(Path folder, int bytes) throws IOException {
    Profile profile =
        new Profile(
            Files.createDirectory(folder.resolve("data")),
            Files.createDirectory(folder.resolve("cache")));
    byte[] nexe = new byte[bytes];
    Consumer<String> log =
        sentence -> {
          throw new IllegalStateException(sentence);
        };
    double[] found = new double[RUNS];
    double[] hashed = new double[RUNS];
    ValidationCache.of(profile).keep("bench", module(nexe), log);
    for (int run = -RUNS; run < RUNS; run++) { // as many before, that are not counted
      long begin = System.nanoTime();
      JudgedModule module = module(nexe);
      long known = System.nanoTime();
      if (!ValidationCache.of(profile).knows("bench", module, log)) {
        throw new IllegalStateException("the cache does not know what it was told to keep");
      }
      if (run >= 0) {
        found[run] = (System.nanoTime() - known) / NANOS;
        hashed[run] = (known - begin) / NANOS;
      }
    }
    return new KeptVerdict(new Samples(found), new Samples(hashed));
  }

  private static JudgedModule module(byte[] nexe) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(nexe);
      return new JudgedModule("validator", "features", nexe.length, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
