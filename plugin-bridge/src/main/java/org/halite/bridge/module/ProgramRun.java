package org.halite.bridge.module;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
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
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.imc.RuntimeService;
import org.halite.bridge.origin.UrlReference;
import org.halite.wire.ControlWire;
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
 * @param exceptions whether it may handle its own faults
 */
public record ProgramRun(
    Path nexe,
    List<String> arguments,
    Map<String, String> environment,
    long memory,
    Duration timeout,
    boolean exceptions) {
  /**
   * argv[0] of a program that may open no files, as sel_ldr had it: by it programs tell whether
   * they may (spec/nacl.md ch. 9).
   */
  public static final String NAME = "NaClMain";

  /** The status of a program that ran out of time, as timeout(1) has it. */
  public static final int TIMED_OUT = 124;

  private static final int LOAD_SECONDS = 120;
  private static final int LINGER_MILLIS = 700;

  public ProgramRun {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Without exceptions. */
  public ProgramRun(
      Path nexe,
      List<String> arguments,
      Map<String, String> environment,
      long memory,
      Duration timeout) {
    this(nexe, arguments, environment, memory, timeout, false);
  }

  /**
   * Runs it to its end. The report's status is -1 when the program never ran, {@link #TIMED_OUT}
   * when its time was up.
   *
   * @param log gets the runtime's own words, on another thread
   */
  public ExitReport run(RuntimeCommand command, BiConsumer<ModuleEvents.Level, String> log)
      throws InterruptedException {
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().daemon().name("halite-imc").factory(),
            EpollIoHandler.newFactory());
    Service service = new Service(log);
    RuntimeProcess process = null;
    try (InputStream file = open()) {
      process = RuntimeProcess.start(command, loops, true, service);
      RuntimeConnection connection =
          process.ready().get(RuntimeProcess.HELLO_SECONDS + 1, TimeUnit.SECONDS);
      service.connection = connection;
      String refusal = load(connection, file);
      if (refusal != null) {
        return ExitReport.neverRan(refusal);
      }
      connection.tell(ControlWire.START);
      service.started = true;
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
      }
      var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
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

  /** Answers why the program was refused, or null. */
  private String load(RuntimeConnection connection, InputStream file)
      throws IOException, ExecutionException, TimeoutException, InterruptedException {
    List<String> argv = new ArrayList<>();
    argv.add(NAME);
    argv.addAll(arguments);
    List<String> variables = new ArrayList<>();
    environment.forEach((name, value) -> variables.add(name + "=" + value));
    CompletableFuture<SrpcMessage> last =
        connection.call(
            ControlWire.CONFIGURE,
            ControlWire.PROGRAM | (exceptions ? ControlWire.EXCEPTIONS : 0),
            ControlWire.strings(argv),
            ControlWire.strings(variables),
            memory);
    long total = 0;
    while (true) {
      byte[] piece = file.readNBytes(ControlWire.MAX_MODULE_PIECE);
      if (piece.length == 0) {
        break;
      }
      total += piece.length;
      if (total > ControlWire.MAX_MODULE) {
        return name() + " is too large: " + ControlWire.MAX_MODULE + " bytes are the limit";
      }
      last.get(LOAD_SECONDS, TimeUnit.SECONDS); // at most two pieces at a time are in memory
      last = connection.call(ControlWire.MODULE_DATA, (Object) piece);
    }
    SrpcMessage answer =
        connection.call(ControlWire.LOAD, total, name()).get(LOAD_SECONDS, TimeUnit.SECONDS);
    return answer.integer(0) == 0
        ? null
        : ModuleLoad.refusal(name(), answer.integer(0), answer.text(1));
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
