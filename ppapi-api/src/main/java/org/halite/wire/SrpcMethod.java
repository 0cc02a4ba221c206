package org.halite.wire;

/**
 * A method of an SRPC service: {@code name:inputs:outputs}, a tag letter for each value
 * (spec/nacl.md 19.2, 19.3): b bool, i int, l long, d double, s string, C bytes, I int array.
 */
public record SrpcMethod(String name, String inputs, String outputs) {
  /** Reads a signature as service discovery writes it. */
  public static SrpcMethod parse(String signature) {
    String[] parts = signature.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not an SRPC signature: " + signature);
    }
    return new SrpcMethod(parts[0], parts[1], parts[2]);
  }

  public String signature() {
    return name + ":" + inputs + ":" + outputs;
  }
}
