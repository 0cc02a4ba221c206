package org.halite.bridge.srpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.halite.wire.SrpcMethod;

/** Reads what service discovery answers: a signature a line, the line's number the method's. */
final class ServiceList {
  /** Capacity of the answer that clients ask for: spec/srpc-era.md 1.5. */
  static final int CAPACITY = 4000;

  private static final int MAX_NAME = 128;
  private static final int MAX_VALUES = 127; // form P refuses more

  private ServiceList() {}

  /**
   * The methods.
   *
   * @throws SrpcException when the text is none of a service
   */
  static List<SrpcMethod> parse(byte[] answer) throws SrpcException {
    int end = 0;
    while (end < answer.length && answer[end] != 0) {
      end++;
    }
    if (end > CAPACITY) {
      throw new SrpcException("the module's list of methods is longer than was asked for");
    }
    List<SrpcMethod> methods = new ArrayList<>();
    for (String line : new String(answer, 0, end, StandardCharsets.ISO_8859_1).split("\n")) {
      methods.add(method(line));
    }
    return methods;
  }

  private static SrpcMethod method(String line) throws SrpcException {
    int colons = (int) line.chars().filter(c -> c == ':').count();
    if (colons == 2) {
      SrpcMethod method = SrpcMethod.parse(line);
      if (isName(method.name()) && areTypes(method.inputs()) && areTypes(method.outputs())) {
        return method;
      }
    }
    throw new SrpcException("the module's list of methods has a line that is no signature");
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static boolean areTypes(String types) {
    return types.length() <= MAX_VALUES
        && types.chars().allMatch(c -> SrpcTypes.ALL.indexOf(c) >= 0);
  }
}
