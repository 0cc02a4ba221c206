package org.halite.app.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.halite.bridge.fetch.FetchException;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.fetch.FetchListener;
import org.halite.bridge.fetch.FetchRequest;
import org.halite.bridge.fetch.Fetcher;
import org.halite.bridge.fetch.Sha256;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.RequestTerms;
import org.halite.bridge.store.Intake;
import org.halite.bridge.store.KeptAnswer;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;

/**
 * What the library store spares: five libraries of 2 MiB from a server on this machine, pinned by
 * the manifests of two sites.
 *
 * @param checked milliseconds to find 10 MiB in a store and to check them in memory
 * @param hashed the yardstick: one SHA-256 of as much, that lies in memory
 * @param inMemory the same when somebody in this browser uses them
 * @param first milliseconds until a site that nobody visited before has its libraries
 * @param second the same for another site after it
 * @param shared the same in sharing mode
 * @param far those three from a server that is far away
 */
record StoredLibraries(
    Samples checked,
    Samples hashed,
    Samples inMemory,
    Samples first,
    Samples second,
    Samples shared,
    Far far) {
  private static final int RUNS = 20;

  /** Until the virtual machine has compiled what a look-up does. */
  private static final int WARM_UPS = 300;

  private static final int FAR_RUNS = 3;
  private static final int BYTES = 10 << 20;
  private static final int LIBRARIES = 5;
  private static final double NANOS = 1e6;
  private static final String SITE = "http://a.test http://a.test";
  private static final String URL = "http://a.test/lib.so";

  /**
   * What the same five libraries cost when each answer takes {@link #FAR} and then comes in pieces.
   *
   * @param bytes that the server sent to the second site, apart and sharing
   */
  record Far(Samples first, Samples second, Samples shared, long[] bytes) {}

  /**
   * How far away a server is.
   *
   * @param latencyMillis from a request to its answer's first byte
   * @param pieceMillis from each 64 KiB of an answer to the next
   */
  private record Distance(int latencyMillis, int pieceMillis) {
    /** Milliseconds are the sleeper's to keep; a busy machine sleeps longer. */
    void sleep(int millis) throws IOException {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private static final Distance NEAR = new Distance(0, 0);

  /** Another continent, at some 3 MB/s for each of the five. */
  private static final Distance FAR = new Distance(100, 20);

  private static final int PIECE = 64 << 10;

  /**
   * Measures.
   *
   * @param folder empty, for profiles; the caller's to delete
   */
  static StoredLibraries measure(Path folder) throws IOException, InterruptedException {
    double[] checked = new double[RUNS];
    double[] hashed = new double[RUNS];
    double[] inMemory = new double[RUNS];
    lookups(profile(folder, "lookups"), checked, hashed, inMemory);
    double[][] apart = new double[2][RUNS];
    double[][] shared = new double[2][RUNS];
    for (int run = -RUNS / 2; run < RUNS; run++) { // some before, that are not counted
      double[] each = twoSites(profile(folder, "apart" + run), false, NEAR);
      double[] both = twoSites(profile(folder, "shared" + run), true, NEAR);
      for (int site = 0; site < 2 && run >= 0; site++) {
        apart[site][run] = each[site];
        shared[site][run] = both[site];
      }
    }
    return new StoredLibraries(
        new Samples(checked),
        new Samples(hashed),
        new Samples(inMemory),
        new Samples(apart[0]),
        new Samples(apart[1]),
        new Samples(shared[1]),
        far(folder));
  }

  private static Far far(Path folder) throws IOException, InterruptedException {
    double[][] waited = new double[3][FAR_RUNS];
    long[] bytes = new long[2];
    for (int run = 0; run < FAR_RUNS; run++) {
      double[] each = twoSites(profile(folder, "far" + run), false, FAR);
      double[] both = twoSites(profile(folder, "far-shared" + run), true, FAR);
      waited[0][run] = each[0];
      waited[1][run] = each[1];
      waited[2][run] = both[1];
      bytes[0] = (long) each[2];
      bytes[1] = (long) both[2];
    }
    return new Far(new Samples(waited[0]), new Samples(waited[1]), new Samples(waited[2]), bytes);
  }

  private static Profile profile(Path folder, String name) throws IOException {
    return new Profile(
        Files.createDirectories(folder.resolve(name).resolve("data")),
        Files.createDirectories(folder.resolve(name).resolve("cache")));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static void lookups(Profile profile, double[] checked, double[] hashed, double[] inMemory)
      throws InterruptedException {
    byte[] library = bytes(BYTES);
    LibraryStore.Log log =
        sentence -> {
          throw new IllegalStateException(sentence);
        };
    try (LibraryStore store = LibraryStore.of(profile, Quota.USUAL, false)) {
      try (Intake intake = store.receive(log)) {
        intake.write(library);
        intake.keep(new Intake.Answer(SITE, URL, "", Map.of()), false);
      }
      store.settle();
    }
    for (int run = -WARM_UPS; run < RUNS; run++) {
      // What is mapped goes at once: a collector would unmap some of it while the next is measured.
      try (LibraryStore store = LibraryStore.of(profile, Quota.USUAL, false);
          Arena arena = Arena.ofConfined()) {
        store.warm();
        long begin = System.nanoTime();
        MemorySegment found = map(store, arena, log);
        long middle = System.nanoTime();
        MemorySegment again = map(store, arena, log);
        long end = System.nanoTime();
        if (found.byteSize() != BYTES || again.byteSize() != BYTES) {
          throw new IllegalStateException("the store did not find what it was told to keep");
        }
        if (run >= 0) {
          checked[run] = (middle - begin) / NANOS;
          Sha256 _ = hash(library);
          hashed[run] = (System.nanoTime() - end) / NANOS;
          inMemory[run] = (end - middle) / NANOS;
        }
      }
    }
  }

  /** Finds, checks and maps it. */
  private static MemorySegment map(LibraryStore store, Arena arena, LibraryStore.Log log) {
    KeptAnswer answer = store.find(SITE, URL, "", log);
    SharedDescriptor file = store.open(answer, log);
    try {
      return file.map(arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      file.release();
    }
  }

  /** How long the first site waits, and then the second, and the bytes sent to the second. */
  private static double[] twoSites(Profile profile, boolean shared, Distance distance)
      throws IOException, InterruptedException {
    byte[] library = bytes(BYTES / LIBRARIES);
    AtomicLong sent = new AtomicLong();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] own = library.clone();
            own[0] = (byte) exchange.getRequestURI().getPath().charAt(1);
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            if (distance.latencyMillis() > 0) {
              distance.sleep(distance.latencyMillis());
            }
            exchange.sendResponseHeaders(200, own.length);
            for (int from = 0; from < own.length; from += PIECE) {
              int length = Math.min(PIECE, own.length - from);
              if (distance.pieceMillis() > 0) {
                distance.sleep(distance.pieceMillis());
              }
              exchange.getResponseBody().write(own, from, length);
              sent.addAndGet(length);
            }
          }
        });
    double[] waited = new double[3];
    try (ExecutorService threads = Executors.newCachedThreadPool();
        LibraryStore store = LibraryStore.of(profile, Quota.USUAL, shared);
        Fetcher fetcher = new Fetcher(FetchLimits.USUAL, FilePages.Access.RUN, store)) {
      server.setExecutor(threads);
      server.start();
      fetcher.warm();
      store.warm();
      for (int site = 0; site < 2; site++) {
        String page = site == 0 ? "http://a.test/" : "http://b.test/";
        List<FetchRequest> requests = new ArrayList<>();
        for (int i = 0; i < LIBRARIES; i++) {
          library[0] = (byte) ('0' + i);
          URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + i);
          requests.add(
              new FetchRequest(
                  url,
                  RequestClient.of(URI.create(page)),
                  RequestTerms.GET,
                  FetchRequest.Use.FILE,
                  page,
                  BYTES,
                  hash(library)));
        }
        sent.set(0);
        long begin = System.nanoTime();
        List<Future<byte[]>> coming = new ArrayList<>();
        for (FetchRequest request : requests) {
          coming.add(threads.submit(() -> fetch(fetcher, request)));
        }
        for (Future<byte[]> one : coming) {
          byte[] _ = one.get();
        }
        waited[site] = (System.nanoTime() - begin) / NANOS;
        store.settle();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } finally {
      server.stop(0);
    }
    waited[2] = sent.get();
    return waited;
  }

  private static byte[] fetch(Fetcher fetcher, FetchRequest request)
      throws FetchException, InterruptedException {
    return fetcher
        .get(
            request,
            new FetchListener() {
              @Override
              public void progress(URI url, boolean computable, long loaded, long total) {}

              @Override
              public void fetched(
                  URI url, String initiator, Decision decision, int status, long bytes) {}
            })
        .bytes();
  }

  private static Sha256 hash(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return new Sha256(HexFormat.of().formatHex(digest.digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
