package org.halite.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.halite.bridge.srpc.SrpcSignature;
import org.halite.bridge.srpc.WireForm;

/**
 * A module that serves SRPC, in a process of its own until it is closed. Calls go one at a time,
 * from any thread. A module that breaks the protocol, or lets a call's time pass, is killed.
 */
public interface SandboxedModule extends AutoCloseable {
  /**
   * Starts a module and asks it what it serves.
   *
   * @throws IOException with one sentence, when it does not start or does not speak SRPC
   */
  static SandboxedModule load(Path nexe, Limits limits) throws IOException, InterruptedException {
    return LoadedModule.load(nexe, limits);
  }

  /** All methods it told of, SRPC's own included. */
  List<SrpcSignature> methods();

  /** In which of the three forms it speaks; modules of one of them take no capacities. */
  WireForm form();

  /**
   * Calls a method.
   *
   * @param arguments the inputs: Boolean, Integer, Long, Double, String, byte[], int[], long[],
   *     double[], or an ImcDescriptor out of an earlier result; then, unless {@link #form} is
   *     symmetric, an Integer for each array among the outputs: how many elements it may have
   * @return the outputs, as the same types
   * @throws org.halite.bridge.srpc.SrpcException with one sentence; its kind tells whether the
   *     caller, the method, or the module went wrong
   */
  List<Object> results(String method, Object... arguments) throws IOException, InterruptedException;

  /**
   * Calls a method with arguments as people write them: arrays as "1,2,3" or "[1,2,3]", strings as
   * they stand, capacities last.
   */
  List<Object> resultsOfText(String method, List<String> words)
      throws IOException, InterruptedException;

  /**
   * Calls a method for its one output; null when it has none.
   *
   * @param <T> the output's type, such as Integer for "i"; another one is a ClassCastException at
   *     the caller's
   * @throws IllegalArgumentException when the method has several outputs
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  default <T> T call(String method, Object... arguments) throws IOException, InterruptedException {
    List<Object> outputs = results(method, arguments);
    if (outputs.size() > 1) {
      throw new IllegalArgumentException(
          method + " has " + outputs.size() + " outputs; results() gives them all");
    }
    return outputs.isEmpty() ? null : (T) outputs.getFirst();
  }

  /** Ends the module; a call under way fails. */
  @Override
  void close();
}
