package org.halite.bridge.srpc;

import java.util.List;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.SrpcMethod;

/** How calls and answers look on the wire: spec/srpc-era.md 1.1 to 1.3. */
interface WireForm {
  /** NACL_SRPC_PROTOCOL_VERSION, the same in all forms. */
  int PROTOCOL = 0xc0da0002;

  int OK = 256;

  /** The method's own failure. */
  int APPLICATION_ERROR = 268;

  /** A descriptor that a form lets travel in one message. */
  int MAX_DESCRIPTORS = 8;

  /**
   * The packets of a request.
   *
   * @param number of the method in the service
   * @param inputs of the method's types
   * @param capacities of its array outputs, in elements
   * @throws IllegalArgumentException with a sentence when it is too large for the form
   */
  List<ImcMessage> request(
      long id, int number, SrpcMethod method, List<?> inputs, List<Integer> capacities);

  /**
   * Takes the next packet of an answer.
   *
   * @return null when more must come
   * @throws SrpcException when the module breaks the form
   */
  Answer accept(ImcMessage packet, SrpcMethod method) throws SrpcException;

  /** Whether the service is told how large array outputs may be. */
  boolean sendsCapacities();

  /**
   * What a module answered; nothing of it is believed yet but its form.
   *
   * @param values none when the result is not {@link #OK}
   */
  record Answer(long id, int number, int result, List<Object> values) {}
}
