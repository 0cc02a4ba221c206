package org.halite.bridge.module;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.EventLoops;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ModuleSockets;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.imc.RuntimeService;
import org.halite.bridge.origin.UrlReference;
import org.halite.wire.ControlWire;
import org.halite.wire.Powers;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * A program that serves whoever connects to its bound socket, as modules that speak SRPC do
 * (spec/srpc-era.md 1.8): in a runtime process of its own, until it ends or is closed. Any thread
 * may call.
 */
public final class ServedProgram implements AutoCloseable {
  private static final int LINGER_MILLIS = 700;

  /**
   * What the program writes to its standard output (1) and error (2), on the wire's thread; must
   * return at once.
   */
  @FunctionalInterface
  public interface Output {
    void written(int descriptor, byte[] bytes);
  }

  private final EventLoopGroup loops = EventLoops.start();
  private final CompletableFuture<ExitReport> exit = new CompletableFuture<>();
  private final Output output;
  private final String name;
  private RuntimeProcess process;
  private volatile RuntimeConnection connection;
  private volatile ModuleSockets sockets;
  private volatile boolean started;

  private ServedProgram(String name, Output output) {
    this.name = name;
    this.output = output;
  }

  /**
   * Starts a program.
   *
   * @param memory limit in bytes, 0 for the usual one
   * @throws IOException with one sentence when it cannot be: no such file, refused code, no process
   */
  public static ServedProgram start(RuntimeCommand command, Path nexe, long memory, Output output)
      throws IOException, InterruptedException {
    String name = UrlReference.shown(String.valueOf(nexe.getFileName()));
    if (!Files.isRegularFile(nexe) || !Files.isReadable(nexe)) {
      throw new IOException(
          nexe + (Files.exists(nexe) ? ": it is not a file that can be read" : ": no such file"));
    }
    ServedProgram program = new ServedProgram(name, output);
    boolean runs = false;
    try (InputStream file = Files.newInputStream(nexe)) {
      program.load(command, file, memory);
      runs = true;
      return program;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException(name + " was not loaded: the runtime process does not answer", e);
    } finally {
      if (!runs) {
        program.close();
      }
    }
  }

  private void load(RuntimeCommand command, InputStream file, long memory)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    process = RuntimeProcess.start(command, null, loops, false, new Service());
    connection = process.ready().get(RuntimeProcess.HELLO_SECONDS + 1, TimeUnit.SECONDS);
    sockets = new ModuleSockets(connection, memory);
    NexeTransfer transfer = new NexeTransfer(null, null, (level, text) -> {});
    CompletableFuture<SrpcMessage> arrived =
        transfer.connect(
            connection,
            Powers.NONE.with(ControlWire.SERVED),
            ControlWire.strings(List.of(ProgramRun.NAME)),
            ControlWire.strings(List.of()),
            memory,
            "");
    String refusal = transfer.load(file, name, arrived);
    if (refusal != null) {
      throw new IOException(refusal);
    }
    started = true;
    connection.tell(ControlWire.START);
  }

  /** Where to connect to. A module may serve one connection only, and end when that is closed. */
  public ImcDescriptor.ConnectionCapability address() {
    return sockets.address();
  }

  /** How it ended; completes when it has. */
  public CompletableFuture<ExitReport> exit() {
    return exit.copy();
  }

  /** For sentences. */
  public String name() {
    return name;
  }

  /** Ends the program now. */
  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
    EventLoops.end(loops);
  }

  /** What the runtime process may ask. */
  private final class Service implements RuntimeService {
    @Override
    public void request(RuntimeRequest asked) {
      ModuleSockets module = sockets;
      try {
        if (module != null && module.request(asked)) {
          return; // answered when it is taken
        }
        SrpcMessage message = asked.message();
        switch (asked.method()) {
          case ControlWire.LOG -> {}
          case ControlWire.OUTPUT -> {
            int descriptor = message.integer(0);
            if (descriptor != 1 && descriptor != 2) {
              throw new WireException("output of descriptor " + descriptor);
            }
            output.written(descriptor, message.bytes(1));
          }
          case ControlWire.EXIT -> {
            ExitReport report = Exits.report(message);
            if (report == null) {
              throw new WireException("an exit out of range");
            }
            exit.complete(report);
          }
          default -> throw new WireException("a request that no served program needs");
        }
      } catch (WireException e) {
        connection.end("the runtime process broke the protocol: " + e.getMessage());
      }
      asked.reply();
    }

    @Override
    public void closed(String reason) {
      ExitReport said = exit.isDone() ? exit.join() : null;
      String why = said == null ? reason : Exits.sentence(name, said, true);
      if (sockets != null) {
        sockets.closed(why);
      }
      if (said == null && process != null) {
        var _ =
            process
                .ended()
                .completeOnTimeout(137, LINGER_MILLIS, TimeUnit.MILLISECONDS)
                .thenAccept(
                    status -> exit.complete(Exits.withoutReport(reason, status, "", started)));
      }
    }
  }
}
