package org.halite.bridge.module;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Standard streams of a program that lead to memory: all of its input, and up to a limit of its
 * output. Of one run.
 */
public final class ProgramPipes {
  /** For the rest of the output after the process's death. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final byte[] input;
  private final int limit;
  private final Collected output = new Collected();
  private final Collected error = new Collected();
  private Runnable kill;

  /** What a stream brought. */
  private static final class Collected {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean overflown;
    private Thread reader;
  }

  /**
   * @param input not copied; the program sees its end afterwards
   * @param limit bytes of each output; a program that writes more is killed
   */
  public ProgramPipes(byte[] input, int limit) {
    this.input = input;
    this.limit = limit;
  }

  /** Begins; {@code kill} ends the program. */
  void attach(OutputStream in, InputStream out, InputStream err, Runnable kill) {
    this.kill = kill;
    var _ = Thread.ofVirtual().start(() -> feed(in));
    output.reader = Thread.ofVirtual().start(() -> collect(out, output));
    error.reader = Thread.ofVirtual().start(() -> collect(err, error));
  }

  private void feed(OutputStream in) {
    try (in) {
      in.write(input);
    } catch (IOException e) {
      // The program has ended, or does not want to read more: both are its right.
    }
  }

  private void collect(InputStream from, Collected to) {
    byte[] piece = new byte[8192];
    try (from) {
      for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
        synchronized (to) {
          int room = limit - to.bytes.size();
          to.bytes.write(piece, 0, Math.min(room, read));
          to.overflown |= read > room;
        }
        if (read > 0 && overflown(to)) {
          kill.run();
          return;
        }
      }
    } catch (IOException e) {
      // The process was killed; what came until then counts.
    }
  }

  private static boolean overflown(Collected stream) {
    synchronized (stream) {
      return stream.overflown;
    }
  }

  private static byte[] bytes(Collected stream) {
    synchronized (stream) {
      return stream.bytes.toByteArray();
    }
  }

  /** Waits a little for what the dead process has left in its pipes. */
  void finish() throws InterruptedException {
    var _ = output.reader.join(DRAIN);
    var _ = error.reader.join(DRAIN);
  }

  /** What came on standard output. */
  public byte[] output() {
    return bytes(output);
  }

  /** What came on standard error, the runtime's own last words included. */
  public byte[] error() {
    return bytes(error);
  }

  /** Whether the program was killed for writing more than the limit. */
  public boolean overflown() {
    return overflown(output) || overflown(error);
  }
}
