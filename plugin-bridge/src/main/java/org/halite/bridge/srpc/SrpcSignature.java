package org.halite.bridge.srpc;

import java.util.ArrayList;
import java.util.List;
import org.halite.wire.SrpcMessage;
import org.halite.wire.SrpcMethod;
import org.halite.wire.WireException;

/**
 * A method as service discovery tells of it.
 *
 * @param number its place in the list, by which it is called
 * @param method name and type letters
 */
public record SrpcSignature(int number, SrpcMethod method) {
  /** What a module answers without being told (spec/nacl.md 19.3). */
  static final SrpcSignature DISCOVERY =
      new SrpcSignature(0, new SrpcMethod("service_discovery", "", "C"));

  /** Room for the list of methods: what clients of the time asked for (spec/srpc-era.md 1.5). */
  static final int DISCOVERY_CAPACITY = 4000;

  /** The crash that listed itself as a method (spec/srpc-era.md 1.8). */
  static final String SHUTDOWN = "__shutdown";

  public String name() {
    return method.name();
  }

  public String inputs() {
    return method.inputs();
  }

  public String outputs() {
    return method.outputs();
  }

  /** As "fib:iii:i". */
  @Override
  public String toString() {
    return method.signature();
  }

  /** Whether a program has any use for it, which it has not for SRPC's own two. */
  public boolean isForCallers() {
    return number != 0 && !name().equals(SHUTDOWN);
  }

  /** How many outputs are arrays, whose capacity the caller gives. */
  int arrayOutputs() {
    return (int)
        outputs()
            .chars()
            .mapToObj(letter -> ValueType.of((char) letter))
            .filter(type -> type != null && type.isArray())
            .count();
  }

  /** Reads the answer to service discovery: a signature a line, and a NUL. */
  static List<SrpcSignature> list(byte[] text) throws WireException {
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    if (end == text.length) {
      throw new WireException("its list of methods does not end in NUL");
    }
    StringBuilder line = new StringBuilder();
    List<SrpcSignature> list = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      if (text[i] != '\n') {
        line.append((char) (text[i] & 0xff));
      }
      if (text[i] == '\n' || i == end - 1) {
        list.add(parse(list.size(), line.toString()));
        line.setLength(0);
      }
    }
    if (list.isEmpty() || !list.getFirst().equals(DISCOVERY)) {
      throw new WireException("its list of methods does not begin with service_discovery::C");
    }
    return List.copyOf(list);
  }

  private static SrpcSignature parse(int number, String line) throws WireException {
    String[] parts = line.split(":", -1);
    if (parts.length != 3
        || parts[0].isEmpty()
        || !line.chars().allMatch(c -> c > ' ' && c < 0x7f)
        || parts[1].length() > SrpcMessage.MAX_VALUES
        || parts[2].length() > SrpcMessage.MAX_VALUES) {
      throw new WireException(
          "line " + (number + 1) + " of its list of methods is no signature such as add:ii:i");
    }
    return new SrpcSignature(number, new SrpcMethod(parts[0], parts[1], parts[2]));
  }
}
