package org.halite.bridge.module;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.EventLoops;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.imc.RuntimeService;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;

/**
 * How long a page's module takes from the wish for a process to its first instruction, and from the
 * wish for its end to the end of its process. For {@code halite bench}; the fetching of files is
 * left out.
 *
 * @param cold milliseconds with a process that was started for it
 * @param spare milliseconds with one that waited
 * @param stop milliseconds to the end of a process whose module runs without end
 */
public record StartTimes(double[] cold, double[] spare, double[] stop) {
  private static final int SECONDS = 30;

  /** For a module to get going before it is stopped. */
  private static final int RUN_MILLIS = 100;

  /** For a spare to get ready and idle. */
  private static final int WAIT_MILLIS = 1500;

  /**
   * Starts modules {@code 3 * (runs + 1)} times; the first of each kind is not counted.
   *
   * @param nexe the module that is started
   * @param endless one that never ends by itself
   * @throws IOException when a process cannot be started, or refuses the module
   */
  public static StartTimes measure(RuntimeCommand command, Path nexe, Path endless, int runs)
      throws IOException, InterruptedException {
    byte[] module = read(nexe);
    byte[] runaway = read(endless);
    EventLoopGroup loops = EventLoops.start();
    try {
      double[] cold = new double[runs];
      double[] spare = new double[runs];
      double[] stop = new double[runs];
      for (int i = -1; i < runs; i++) {
        double coldMillis = start(command, loops, module, 0);
        double spareMillis = start(command, loops, module, WAIT_MILLIS);
        double stopMillis = stop(command, loops, runaway);
        if (i >= 0) {
          cold[i] = coldMillis;
          spare[i] = spareMillis;
          stop[i] = stopMillis;
        }
      }
      return new StartTimes(cold, spare, stop);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the module did not start: " + e.getMessage(), e);
    } finally {
      EventLoops.end(loops);
    }
  }

  private static byte[] read(Path nexe) throws IOException {
    byte[] module = Files.readAllBytes(nexe);
    if (module.length > ControlWire.MAX_MODULE_PIECE) {
      throw new IOException(nexe + " is too large for a benchmark of starts");
    }
    return module;
  }

  private static double start(
      RuntimeCommand command, EventLoopGroup loops, byte[] module, int waitMillis)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    long begin = System.nanoTime();
    RuntimeProcess process =
        waitMillis > 0
            ? RuntimeProcess.startSpare(command, null, loops, new Agreeable())
            : RuntimeProcess.start(command, null, loops, false, new Agreeable());
    try {
      RuntimeConnection connection = process.ready().get(SECONDS, TimeUnit.SECONDS);
      if (waitMillis > 0) {
        Thread.sleep(waitMillis);
        begin = System.nanoTime();
      }
      load(connection, module);
      return (System.nanoTime() - begin) / 1e6;
    } finally {
      process.kill();
    }
  }

  private static double stop(RuntimeCommand command, EventLoopGroup loops, byte[] module)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    RuntimeProcess process = RuntimeProcess.start(command, null, loops, false, new Agreeable());
    long begin;
    try {
      load(process.ready().get(SECONDS, TimeUnit.SECONDS), module);
      Thread.sleep(RUN_MILLIS);
    } finally {
      begin = System.nanoTime();
      process.kill();
    }
    int _ = process.ended().get(SECONDS, TimeUnit.SECONDS);
    return (System.nanoTime() - begin) / 1e6;
  }

  /** Returns when the module's first thread has been started. */
  private static void load(RuntimeConnection connection, byte[] module)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    byte[] none = ControlWire.strings(List.of());
    connection.tell(ControlWire.CONFIGURE, ControlWire.PAGE_MODULE, none, none, 0L, "");
    connection.tell(ControlWire.MODULE_DATA, (Object) module);
    SrpcMessage loaded =
        connection
            .call(ControlWire.LOAD, (long) module.length, "bench", ControlWire.VALIDATE)
            .get(SECONDS, TimeUnit.SECONDS);
    if (loaded.integer(0) != 0) {
      throw new IOException("the module was refused: " + loaded.text(1));
    }
    var _ = connection.call(ControlWire.START).get(SECONDS, TimeUnit.SECONDS);
  }

  /** Answers everything and wants nothing. */
  private static final class Agreeable implements RuntimeService {
    @Override
    public void request(RuntimeRequest asked) {
      asked.reply();
    }

    @Override
    public void closed(String reason) {
      // The answers that are waited for fail.
    }
  }
}
