package org.halite.bridge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** A JVM that writes into a library store: until it is killed, or until the disk is full. */
final class WritingBrowser {
  static final Quota QUOTA = new Quota(8 << 20, 5 << 20, 3 << 20, 40, 8);
  private static final int SITES = 4;
  private static final int FILES = 60;

  private WritingBrowser() {}

  /**
   * Arguments: the profile's folder, a seed, and {@code killed} or {@code full}; prints a line when
   * it has begun, and with {@code full} what came of it.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    if (arguments[2].equals("full")) {
      fill(folder);
      return;
    }
    Random random = new Random(Long.parseLong(arguments[1]));
    LibraryStore store = LibraryStore.of(profile(folder), QUOTA, true);
    boolean fromTheStart = random.nextInt(4) == 0;
    if (!fromTheStart) {
      keep(store, 0, 0, new AtomicBoolean());
      store.settle();
    }
    System.out.println("writing");
    while (true) {
      keep(store, random.nextInt(SITES), random.nextInt(FILES), new AtomicBoolean());
      if (random.nextInt(10) == 0) {
        store.settle();
      }
    }
  }

  static Profile profile(Path folder) {
    return new Profile(folder.resolve("data"), folder.resolve("cache"));
  }

  static String site(int site) {
    return "site " + site;
  }

  static String url(int file) {
    return "http://lib.test/" + file + ".so";
  }

  /** What the file of this number has: up to 200 KiB, or so much that its pieces are hashed. */
  static byte[] bytes(int file) {
    Random random = new Random(file);
    int more = file % 20 == 7 ? (int) PieceHashes.WORTH : 0;
    byte[] bytes = new byte[1 + random.nextInt(200 << 10) + more];
    random.nextBytes(bytes);
    return bytes;
  }

  static void keep(LibraryStore store, int site, int file, AtomicBoolean failed) {
    byte[] bytes = bytes(file);
    try (Intake intake = store.receive(sentence -> failed.set(true))) {
      for (int from = 0; from < bytes.length; from += 32 << 10) {
        intake.write(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + (32 << 10))));
      }
      Map<String, String> headers = Map.of("etag", "\"" + file + "\"");
      intake.keep(new Intake.Answer(site(site), url(file), "", headers), true);
    }
  }

  /** On a disk that has less room than the quota. */
  private static void fill(Path folder) throws IOException, InterruptedException {
    AtomicBoolean failed = new AtomicBoolean();
    int kept = 0;
    LibraryStore store = LibraryStore.of(profile(folder), QUOTA, true);
    for (int file = 0; file < FILES && !failed.get(); file++) {
      keep(store, file % SITES, file, failed);
      store.settle();
      kept++;
    }
    System.out.println("full " + failed.get() + " after " + (kept > 1));
    System.out.println("whole " + (WholeStore.check(folder) > 0));
    Files.delete(folder.resolve("filler"));
    AtomicBoolean again = new AtomicBoolean();
    keep(store, 0, FILES, again);
    store.settle();
    KeptAnswer answer = store.find(site(0), url(FILES), "", System.out::println);
    byte[] found = store.open(answer, s -> {}).read(0, 1 << 20);
    System.out.println("again " + (!again.get() && Arrays.equals(bytes(FILES), found)));
    Files.writeString(folder.resolve("end"), "", StandardCharsets.UTF_8);
  }
}
