package org.halite.app.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.halite.sandbox.Limits;
import org.halite.sandbox.SandboxedModule;

/**
 * What it takes to call a module's method that does nothing, beside what a byte takes to {@code
 * cat} and back: both cross to another process twice.
 *
 * @param srpc microseconds of each call
 * @param cat microseconds of each byte
 */
record SrpcRoundTrips(Samples srpc, Samples cat) {
  private static final int WARM = 20_000;
  private static final int MEASURED = 5_000;
  private static final double NANOS = 1e3;

  private interface Trip {
    void make() throws IOException, InterruptedException;
  }

  static SrpcRoundTrips measure(Path module) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("cat").start();
    try (SandboxedModule serving = SandboxedModule.load(module, Limits.USUAL);
        OutputStream to = process.getOutputStream();
        InputStream from = process.getInputStream()) {
      Samples srpc = samples(() -> serving.callForAll("null"));
      Samples cat =
          samples(
              () -> {
                to.write(7);
                to.flush();
                if (from.read() != 7) {
                  throw new IOException("cat gives something else back");
                }
              });
      return new SrpcRoundTrips(srpc, cat);
    } finally {
      process.destroy();
    }
  }

  private static Samples samples(Trip trip) throws IOException, InterruptedException {
    for (int i = 0; i < WARM; i++) {
      trip.make();
    }
    double[] samples = new double[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      long begin = System.nanoTime();
      trip.make();
      samples[i] = (System.nanoTime() - begin) / NANOS;
    }
    return new Samples(samples);
  }
}
