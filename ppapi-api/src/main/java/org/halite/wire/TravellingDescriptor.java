package org.halite.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A descriptor in an {@code imc_message}: 16 bytes {@code u32 kind, u32 number, u64 size},
 * little-endian. One side keeps what it stands for; the other has its number.
 *
 * @param kind one of the constants here
 * @param number of a thing of the module's that it let out, or that was lent to it; 0 where there
 *     is none
 * @param size of shared memory or a file in bytes, else 0
 */
public record TravellingDescriptor(int kind, int number, long size) {
  /** Stands for nothing. */
  public static final int INVALID = 0;

  /** From the module: the right to connect. */
  public static final int CAPABILITY = 1;

  /** To the module: shared memory, lent; its descriptor comes over {@link DescriptorWire}. */
  public static final int MEMORY = 2;

  /** What the receiver let out, or lent, under this number comes back. */
  public static final int RETURNED = 3;

  /** To the module: the right to connect to somebody else, through the browser. */
  public static final int LENT = 4;

  /** To the module: a file to read, lent; its descriptor comes over {@link DescriptorWire}. */
  public static final int FILE = 5;

  /**
   * A data-only socket: of the module's, or lent to it. Whoever gets it connects to it at once, and
   * has it until that connection ends.
   */
  public static final int SOCKET = 6;

  public static final TravellingDescriptor NOTHING = new TravellingDescriptor(INVALID, 0, 0);

  /** In one message: spec/nacl.md ch. 18. */
  public static final int MAX = 8;

  /** Each. */
  public static final int BYTES = 16;

  /** All of one message. */
  public static byte[] encode(List<TravellingDescriptor> descriptors) {
    ByteBuffer out = ByteBuffer.allocate(descriptors.size() * BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (TravellingDescriptor each : descriptors) {
      out.putInt(each.kind).putInt(each.number).putLong(each.size);
    }
    return out.array();
  }

  /** The reverse; what the numbers mean is still to be checked. */
  public static List<TravellingDescriptor> decode(byte[] bytes) throws WireException {
    if (bytes.length % BYTES != 0 || bytes.length > MAX * BYTES) {
      throw new WireException("descriptors of a message in " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<TravellingDescriptor> descriptors = new ArrayList<>(bytes.length / BYTES);
    while (in.hasRemaining()) {
      descriptors.add(new TravellingDescriptor(in.getInt(), in.getInt(), in.getLong()));
    }
    return descriptors;
  }
}
