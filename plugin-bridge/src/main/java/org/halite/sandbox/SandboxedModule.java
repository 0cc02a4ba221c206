package org.halite.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halite.bridge.module.RuntimeCommand;
import org.halite.bridge.module.ServedProgram;
import org.halite.bridge.srpc.FormSigns;
import org.halite.bridge.srpc.SrpcClient;
import org.halite.bridge.srpc.SrpcText;
import org.halite.wire.SrpcMethod;

/**
 * A module that serves SRPC, in a sandboxed process of its own.
 *
 * <pre>{@code
 * try (SandboxedModule m = SandboxedModule.load(Path.of("fib_scalar.nexe"), Limits.USUAL)) {
 *   int r = m.call("fib", 1, 1, 10);
 * }
 * }</pre>
 *
 * <p>One call runs at a time; any thread may call.
 */
public final class SandboxedModule implements AutoCloseable {
  private final ServedProgram program;
  private final SrpcClient client;
  private final Limits limits;

  private SandboxedModule(ServedProgram program, SrpcClient client, Limits limits) {
    this.program = program;
    this.client = client;
    this.limits = limits;
  }

  /**
   * Starts a module and learns what it offers. What it prints is dropped.
   *
   * @throws IOException with one sentence: no such file, code that the validator refuses, a program
   *     that does not serve SRPC
   */
  public static SandboxedModule load(Path nexe, Limits limits)
      throws IOException, InterruptedException {
    return load(nexe, limits, (descriptor, bytes) -> {});
  }

  /** As {@link #load(Path, Limits)}; {@code output} gets what the module prints. */
  public static SandboxedModule load(Path nexe, Limits limits, ServedProgram.Output output)
      throws IOException, InterruptedException {
    ServedProgram program =
        ServedProgram.start(RuntimeCommand.installed(), nexe, limits.memory(), output);
    boolean loaded = false;
    try {
      SrpcClient client =
          SrpcClient.open(
              program.address().connect(), FormSigns.of(Files.readAllBytes(nexe)), limits.start());
      loaded = true;
      return new SandboxedModule(program, client, limits);
    } catch (IOException e) {
      throw new IOException(program.name() + " does not serve SRPC: " + e.getMessage(), e);
    } finally {
      if (!loaded) {
        program.close();
      }
    }
  }

  /** The signatures of what it offers, {@code name:inputs:outputs} (spec/nacl.md 19.2). */
  public List<String> methods() {
    return client.methods().stream().map(SrpcMethod::signature).toList();
  }

  /**
   * Calls a method with one result, or none, which gives null.
   *
   * @param arguments Boolean, Integer, Long, Double, String, byte[], int[], long[] or double[], as
   *     the signature says; then an Integer for each array that the method gives, how many elements
   *     there is room for (modules of the symmetric form take none)
   * @throws IllegalArgumentException with a sentence when the arguments are not the method's, or it
   *     has several results
   * @throws IOException with a sentence when the call failed
   */
  @SuppressWarnings("unchecked") // the caller knows the method it calls; a wrong guess is its own
  public <T> T call(String method, Object... arguments) throws IOException, InterruptedException {
    SrpcMethod called = client.method(method);
    if (called != null && called.outputs().length() > 1) {
      throw new IllegalArgumentException(
          called.signature() + " has several results: use callForAll");
    }
    List<Object> results = callForAll(method, arguments);
    return results.isEmpty() ? null : (T) results.getFirst();
  }

  /** Calls a method and gives all its results. */
  public List<Object> callForAll(String method, Object... arguments)
      throws IOException, InterruptedException {
    return client.call(method, List.of(arguments), limits.call());
  }

  /**
   * As {@link #callForAll}, with the arguments written as on {@code halite srpc}'s command line.
   */
  public List<Object> callWithText(String method, List<String> arguments)
      throws IOException, InterruptedException {
    SrpcMethod called = client.method(method);
    List<Object> values =
        called == null ? List.of() : SrpcText.arguments(called, List.copyOf(arguments));
    return client.call(method, values, limits.call());
  }

  /** Ends the module. */
  @Override
  public void close() {
    client.close();
    program.close();
  }
}
