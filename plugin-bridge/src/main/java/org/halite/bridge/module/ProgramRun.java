package org.halite.bridge.module;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.halite.bridge.imc.EventLoops;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.imc.RuntimeService;
import org.halite.bridge.origin.UrlReference;
import org.halite.bridge.store.ValidationCache;
import org.halite.wire.ControlWire;
import org.halite.wire.Powers;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * One program without a page, what sel_ldr did: the same runtime process, with this process's
 * standard streams. Called by {@code halite run}.
 *
 * @param nexe the program's file
 * @param arguments after argv[0], which is {@link #NAME}
 * @param environment of the module; it gets no other
 * @param memory limit in bytes, 0 for the usual one
 * @param timeout from its first instruction; zero for none
 * @param powers what it may do beyond the usual
 * @param files the directory it may use, absolute; null where its powers do not say so
 */
public record ProgramRun(
    Path nexe,
    List<String> arguments,
    Map<String, String> environment,
    long memory,
    Duration timeout,
    Powers powers,
    Path files) {
  /**
   * argv[0] of a program that may open no files, as sel_ldr had it: by it programs tell whether
   * they may (spec/nacl.md ch. 9).
   */
  public static final String NAME = "NaClMain";

  /** The status of a program that ran out of time, as timeout(1) has it. */
  public static final int TIMED_OUT = 124;

  /** Programs are the person's own files: what is kept of them is of no page's concern. */
  private static final String SITE = "halite run";

  /** Pieces of the program that are read before the process is there. */
  private static final int PIECES_AHEAD = 8;

  private static final int LINGER_MILLIS = 700;

  public ProgramRun {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    if (powers.files() != (files != null) || files != null && !files.isAbsolute()) {
      throw new IllegalArgumentException("an absolute directory belongs to the right to use files");
    }
  }

  /** Without files. */
  public ProgramRun(
      Path nexe,
      List<String> arguments,
      Map<String, String> environment,
      long memory,
      Duration timeout,
      Powers powers) {
    this(nexe, arguments, environment, memory, timeout, powers, null);
  }

  /** Without further powers. */
  public ProgramRun(
      Path nexe,
      List<String> arguments,
      Map<String, String> environment,
      long memory,
      Duration timeout) {
    this(nexe, arguments, environment, memory, timeout, Powers.NONE);
  }

  /**
   * Runs it to its end with this process's standard streams. The report's status is -1 when the
   * program never ran, {@link #TIMED_OUT} when its time was up.
   *
   * @param cache the verdicts that are used and kept
   * @param log gets the runtime's own words and what is to be said of the verdicts, on any thread
   */
  public ExitReport run(
      RuntimeCommand command, ValidationCache cache, BiConsumer<ModuleEvents.Level, String> log)
      throws InterruptedException {
    return run(command, cache, log, null);
  }

  /**
   * The same with streams of its own.
   *
   * @param pipes its input, and what takes its output; null for this process's standard streams
   */
  public ExitReport run(
      RuntimeCommand command,
      ValidationCache cache,
      BiConsumer<ModuleEvents.Level, String> log,
      ProgramPipes pipes)
      throws InterruptedException {
    EventLoopGroup loops = EventLoops.start();
    Service service = new Service(log);
    RuntimeProcess process = null;
    try (InputStream file = open()) {
      RuntimeVersion version = new RuntimeVersion(command);
      NexeTransfer.Verdicts verdicts =
          cache.isNone() ? null : new NexeTransfer.Verdicts(cache, version, SITE);
      RuntimeVersion.Stamp stamp = verdicts == null ? null : version.stamp();
      process =
          pipes == null
              ? RuntimeProcess.start(command, stamp, loops, true, service)
              : RuntimeProcess.startPiped(command, stamp, loops, pipes, service);
      NexeTransfer transfer = new NexeTransfer(stamp, verdicts, log::accept);
      boolean whole = readAhead(file, transfer); // while the process starts
      RuntimeConnection connection =
          process.ready().get(RuntimeProcess.HELLO_SECONDS + 1, TimeUnit.SECONDS);
      service.connection = connection;
      CompletableFuture<SrpcMessage> arrived = configure(transfer, connection);
      String refusal = whole ? transfer.load(name()) : transfer.load(file, name(), arrived);
      if (refusal != null) {
        return ExitReport.neverRan(refusal);
      }
      connection.tell(ControlWire.START);
      service.started = true;
      transfer.keepVerdict();
      return outcome(service, process);
    } catch (IOException e) {
      return ExitReport.neverRan(e.getMessage());
    } catch (ExecutionException e) {
      return lost(e, service, process);
    } catch (TimeoutException e) {
      return ExitReport.neverRan(name() + " was not loaded: the runtime process does not answer");
    } finally {
      if (process != null) {
        process.kill();
        if (pipes != null) {
          pipes.finish();
        }
      }
      EventLoops.end(loops);
    }
  }

  private String name() {
    return UrlReference.shown(String.valueOf(nexe.getFileName()));
  }

  private InputStream open() throws IOException {
    if (!Files.exists(nexe)) {
      throw new IOException(nexe + ": there is no such file");
    }
    if (!Files.isRegularFile(nexe) || !Files.isReadable(nexe)) {
      throw new IOException(nexe + ": it is not a file that can be read");
    }
    return Files.newInputStream(nexe);
  }

  /** Reads and hashes the program's beginning; answers whether that was all of it. */
  private static boolean readAhead(InputStream file, NexeTransfer transfer) throws IOException {
    for (int i = 0; i < PIECES_AHEAD; i++) {
      byte[] piece = file.readNBytes(ControlWire.MAX_MODULE_PIECE);
      if (piece.length == 0) {
        return true;
      }
      CompletableFuture<SrpcMessage> _ = transfer.send(piece);
    }
    return false;
  }

  private CompletableFuture<SrpcMessage> configure(
      NexeTransfer transfer, RuntimeConnection connection) {
    List<String> argv = new ArrayList<>();
    argv.add(powers.sockets() || powers.files() ? nexe.toString() : NAME);
    argv.addAll(arguments);
    List<String> variables = new ArrayList<>();
    environment.forEach((name, value) -> variables.add(name + "=" + value));
    return transfer.connect(
        connection,
        powers.with(ControlWire.PROGRAM),
        ControlWire.strings(argv),
        ControlWire.strings(variables),
        memory,
        files == null ? "" : files.toString());
  }

  private ExitReport outcome(Service service, RuntimeProcess process)
      throws InterruptedException, ExecutionException {
    try {
      ExitReport report =
          timeout.isZero()
              ? service.exit.get()
              : service.exit.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      process.ended().completeOnTimeout(-1, LINGER_MILLIS, TimeUnit.MILLISECONDS).join();
      return report;
    } catch (TimeoutException e) {
      String why = name() + " ran longer than " + timeout.toMillis() / 1000.0 + " s and was killed";
      return new ExitReport(TIMED_OUT, 9, -1, -1, List.of(), why);
    }
  }

  /** The connection ended before the program did. */
  private static ExitReport lost(ExecutionException e, Service service, RuntimeProcess process) {
    ExitReport said = service.exit.isCompletedExceptionally() ? null : service.exit.getNow(null);
    if (said != null) {
      return said;
    }
    if (process == null || !(e.getCause() instanceof WireException)) {
      return ExitReport.neverRan(e.getCause().getMessage());
    }
    int status =
        process.ended().completeOnTimeout(137, LINGER_MILLIS, TimeUnit.MILLISECONDS).join();
    return Exits.withoutReport(e.getCause().getMessage(), status, "", service.started);
  }

  /** What a program's runtime may ask. */
  private static final class Service implements RuntimeService {
    private final BiConsumer<ModuleEvents.Level, String> log;
    private final CompletableFuture<ExitReport> exit = new CompletableFuture<>();
    private volatile RuntimeConnection connection;
    private volatile boolean started;

    Service(BiConsumer<ModuleEvents.Level, String> log) {
      this.log = log;
    }

    @Override
    public void request(RuntimeRequest asked) {
      SrpcMessage message = asked.message();
      ModuleEvents.Level[] levels = ModuleEvents.Level.values();
      ExitReport report = asked.method() == ControlWire.EXIT ? Exits.report(message) : null;
      if (report != null) {
        exit.complete(report);
      } else if (asked.method() == ControlWire.LOG
          && message.integer(0) >= 0
          && message.integer(0) < levels.length
          && message.text(1).length() <= ControlWire.MAX_TEXT) {
        log.accept(
            levels[message.integer(0)], UrlReference.shown(message.text(1), ControlWire.MAX_TEXT));
      } else if (connection != null) {
        connection.end("the runtime process broke the protocol: a request that no program needs");
      }
      asked.reply();
    }

    @Override
    public void closed(String reason) {
      exit.completeExceptionally(new WireException(reason));
    }
  }
}
