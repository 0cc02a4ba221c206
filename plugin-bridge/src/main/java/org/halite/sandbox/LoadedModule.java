package org.halite.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.origin.UrlReference;
import org.halite.bridge.srpc.SrpcClient;
import org.halite.bridge.srpc.SrpcException;
import org.halite.bridge.srpc.SrpcSignature;
import org.halite.bridge.srpc.WireForm;

/** A module's process and the one connection that keeps it alive (spec/srpc-era.md 1.8). */
final class LoadedModule implements SandboxedModule {
  /** What this needs of a process with a module in it. */
  interface Served extends AutoCloseable {
    ImcConnection connect() throws IOException, InterruptedException;

    /** Why the module has ended, waiting a little for the report; null while it lives. */
    String ending() throws InterruptedException;

    @Override
    void close();
  }

  private final String name;
  private final Served process;
  private final SrpcClient client;
  private final Duration time;

  private LoadedModule(String name, Served process, SrpcClient client, Duration time) {
    this.name = name;
    this.process = process;
    this.client = client;
    this.time = time;
  }

  static LoadedModule load(Path nexe, Limits limits) throws IOException {
    throw new IOException(nexe + " cannot be started within " + limits.time());
  }

  /**
   * Speaks to a process just started, which it closes in the end.
   *
   * @param expected what the module's file shows, or null
   */
  static LoadedModule over(Path nexe, Served process, WireForm expected, Limits limits)
      throws IOException, InterruptedException {
    String name = UrlReference.shown(String.valueOf(nexe.getFileName()));
    boolean done = false;
    try {
      SrpcClient client = SrpcClient.open(process.connect(), expected, limits.time());
      done = true;
      return new LoadedModule(name, process, client, limits.time());
    } catch (SrpcException e) {
      throw named(e, name, process, " does not speak SRPC: ");
    } finally {
      if (!done) {
        process.close();
      }
    }
  }

  /** The same sentence about the module's own name, and with why it ended if it did. */
  private static SrpcException named(
      SrpcException e, String name, Served process, String whenItEnded)
      throws InterruptedException {
    String ending = e.kind() == SrpcException.Kind.GONE ? process.ending() : null;
    return new SrpcException(
        e.kind(), name + (ending == null ? ": " + e.getMessage() : whenItEnded + ending), e);
  }

  @Override
  public List<SrpcSignature> methods() {
    return client.methods();
  }

  @Override
  public WireForm form() {
    return client.form();
  }

  @Override
  public List<Object> results(String method, Object... arguments)
      throws SrpcException, InterruptedException {
    try {
      return client.call(time, method, arguments);
    } catch (SrpcException e) {
      switch (e.kind()) {
        case REFUSED, FAILED -> throw e;
        case TIMED_OUT, BROKEN, GONE -> {
          SrpcException named = named(e, name, process, " ended: ");
          process.close();
          throw named;
        }
      }
      throw e;
    }
  }

  @Override
  public List<Object> resultsOfText(String method, List<String> words)
      throws SrpcException, InterruptedException {
    return results(method, client.arguments(method, words));
  }

  @Override
  public void close() {
    client.close();
    process.close();
  }
}
