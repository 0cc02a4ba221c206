package org.halite.bridge.module;

import io.netty.channel.EventLoopGroup;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeListener;
import org.halite.bridge.imc.RuntimeService;
import org.halite.wire.RuntimeNamespaces;

/**
 * One runtime process and its connection. It never outlives this virtual machine, and leaves no
 * file behind.
 */
final class RuntimeProcess {
  /** From the start of the process to its hello. */
  static final int HELLO_SECONDS = 10;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final File NOTHING = new File("/dev/null");

  /** All that live, killed when this virtual machine ends. */
  private static final Set<RuntimeProcess> LIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> LIVE.forEach(RuntimeProcess::kill), "halite-kill"));
  }

  /** Where a process's standard streams lead. */
  private enum Streams {
    /** To this process's. */
    INHERITED,
    /** Nowhere; what it says at the last is kept. */
    NONE,
    /** To a {@link ProgramPipes}. */
    PIPES
  }

  private final Process process;
  private final RuntimeVersion.Stamp stamp;
  private final PrivateSocket socket;
  private final RuntimeListener listener;
  private final CompletableFuture<RuntimeConnection> ready = new CompletableFuture<>();
  private final CompletableFuture<String> lastWords;

  private RuntimeProcess(
      Process process,
      RuntimeVersion.Stamp stamp,
      PrivateSocket socket,
      RuntimeListener listener,
      CompletableFuture<String> lastWords) {
    this.process = process;
    this.stamp = stamp;
    this.socket = socket;
    this.listener = listener;
    this.lastWords = lastWords;
  }

  /**
   * Starts a process.
   *
   * @param stamp of the command's files as they are now, null when nobody wants to know
   * @param inheritIo whether it has this process's standard streams, else none
   */
  static RuntimeProcess start(
      RuntimeCommand command,
      RuntimeVersion.Stamp stamp,
      EventLoopGroup loops,
      boolean inheritIo,
      RuntimeService service)
      throws IOException {
    Streams streams = inheritIo ? Streams.INHERITED : Streams.NONE;
    return start(command, stamp, loops, streams, false, service);
  }

  /** Starts one whose standard streams lead to these pipes. */
  static RuntimeProcess startPiped(
      RuntimeCommand command,
      RuntimeVersion.Stamp stamp,
      EventLoopGroup loops,
      ProgramPipes pipes,
      RuntimeService service)
      throws IOException {
    RuntimeProcess started = start(command, stamp, loops, Streams.PIPES, false, service);
    pipes.attach(
        started.process.getOutputStream(),
        started.process.getInputStream(),
        started.process.getErrorStream(),
        started::kill);
    return started;
  }

  /** Starts one that will wait for its module. */
  static RuntimeProcess startSpare(
      RuntimeCommand command,
      RuntimeVersion.Stamp stamp,
      EventLoopGroup loops,
      RuntimeService service)
      throws IOException {
    return start(command, stamp, loops, Streams.NONE, true, service);
  }

  private static RuntimeProcess start(
      RuntimeCommand command,
      RuntimeVersion.Stamp stamp,
      EventLoopGroup loops,
      Streams streams,
      boolean spare,
      RuntimeService service)
      throws IOException {
    byte[] secret = new byte[32];
    RANDOM.nextBytes(secret);
    String token = HexFormat.of().formatHex(secret);
    PrivateSocket socket = PrivateSocket.create();
    RuntimeListener listener = null;
    try {
      listener = RuntimeListener.listen(loops, socket.path(), token, service, socket::delete);
      ProcessBuilder builder =
          new ProcessBuilder(command.line(socket.path(), spare)).directory(new File("/"));
      Map<String, String> environment = builder.environment();
      environment.clear();
      environment.put("HALITE_TOKEN", token);
      environment.put(RuntimeNamespaces.OUTSIDE, RuntimeNamespaces.outside());
      environment.put("LC_ALL", "C.UTF-8"); // names of files and sockets are UTF-8
      switch (streams) {
        case INHERITED -> builder.inheritIO();
        case NONE -> builder.redirectInput(NOTHING).redirectOutput(NOTHING);
        case PIPES -> {} // the builder's own choice
      }
      Process process = builder.start();
      CompletableFuture<String> lastWords =
          streams == Streams.NONE
              ? new LastWords(process.getErrorStream()).text()
              : CompletableFuture.completedFuture("");
      RuntimeProcess started = new RuntimeProcess(process, stamp, socket, listener, lastWords);
      LIVE.add(started);
      started.watch();
      return started;
    } catch (IOException e) {
      if (listener != null) {
        listener.close();
      }
      socket.delete();
      throw new IOException("the runtime process cannot be started: " + e.getMessage(), e);
    }
  }

  private void watch() {
    var _ =
        listener
            .ready()
            .orTimeout(HELLO_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (connection, failure) -> {
                  if (failure == null) {
                    ready.complete(connection);
                  } else {
                    ready.completeExceptionally(
                        new IOException(
                            failure instanceof TimeoutException
                                ? "the runtime process did not report within "
                                    + HELLO_SECONDS
                                    + " s"
                                : failure.getMessage(),
                            failure));
                    kill();
                  }
                });
    var _ =
        process
            .onExit()
            .thenRun(
                () -> {
                  LIVE.remove(this);
                  listener.close();
                  socket.delete();
                  var _ =
                      lastWords.thenAccept(
                          words ->
                              ready.completeExceptionally(
                                  new IOException(
                                      "the runtime process ended with status "
                                          + process.exitValue()
                                          + " before it reported"
                                          + (words.isEmpty() ? "" : ": " + words))));
                });
  }

  /** Completes after hello; fails with an {@link IOException} whose message is a sentence. */
  CompletableFuture<RuntimeConnection> ready() {
    return ready;
  }

  /** Completes with the exit status as a shell shows it once the process is gone. */
  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** What it wrote to standard error, once that is closed. */
  CompletableFuture<String> lastWords() {
    return lastWords;
  }

  /** Of what it runs; null when nobody asked. */
  RuntimeVersion.Stamp stamp() {
    return stamp;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Where it was to connect, for tests. */
  Path socketPath() {
    return socket.path();
  }

  /** Ends it and its children now; from any thread, any number of times. */
  void kill() {
    end(process);
    listener.close();
    socket.delete();
  }

  /**
   * Kills a process and its children. Not by {@code Process.destroyForcibly}, which closes the
   * streams as well: what the program wrote last would be lost to whoever has not read it yet.
   */
  static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }
}
