package org.halite.runtime.imc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;

/**
 * imc_sendmsg and imc_recvmsg: between the module's memory and a socket. Header, vector and
 * descriptor numbers are each copied once; what is checked is what is used.
 */
public final class Messages {
  /** spec/nacl.md ch. 18. */
  private static final int MAX_VECTOR = 256;

  private static final int DONT_WAIT = 1;
  private static final int DESCRIPTORS_TRUNCATED = 2;

  /** NaClImcMsgHdr and NaClImcMsgIoVec: spec/nacl.md ch. 12. */
  private static final int HEADER_SIZE = 20;

  private static final int PIECE_SIZE = 8;
  private static final int COUNT_OFFSET = 12;
  private static final int NO_DESCRIPTOR = -1;

  private final ModuleMemory memory;
  private final DescriptorTable descriptors;

  /** The module's header, once read. */
  private record Header(long[] starts, long[] lengths, long bytes, long numbers, int count) {}

  public Messages(ModuleMemory memory, DescriptorTable descriptors) {
    this.memory = memory;
    this.descriptors = descriptors;
  }

  /**
   * Null when its counts are beyond the limits.
   *
   * @throws BadAddress when it, its vector or a buffer is not in the module's space
   */
  private Header header(long address) {
    ByteBuffer fields = read(address, HEADER_SIZE);
    int pieces = fields.getInt(4);
    int count = fields.getInt(COUNT_OFFSET);
    if (pieces < 0 || pieces > MAX_VECTOR || count < 0 || count > Message.MAX_DESCRIPTORS) {
      return null;
    }
    ByteBuffer vector = read(Integer.toUnsignedLong(fields.getInt(0)), pieces * PIECE_SIZE);
    long[] starts = new long[pieces];
    long[] lengths = new long[pieces];
    long bytes = 0;
    for (int i = 0; i < pieces; i++) {
      starts[i] = Integer.toUnsignedLong(vector.getInt());
      lengths[i] = Integer.toUnsignedLong(vector.getInt());
      if (starts[i] + lengths[i] > AddressSpace.SIZE) {
        throw new BadAddress(starts[i]);
      }
      bytes += lengths[i];
    }
    return new Header(starts, lengths, bytes, Integer.toUnsignedLong(fields.getInt(8)), count);
  }

  private ByteBuffer read(long address, int length) {
    return ByteBuffer.wrap(length == 0 ? new byte[0] : memory.read(address, length))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes sent, or -errno. */
  public long send(int number, long headerAddress, long flags) {
    Header header = header(headerAddress);
    if (header == null || header.bytes() > Message.MAX_BYTES) {
      return -Errno.EINVAL;
    }
    Descriptor descriptor = descriptors.get(number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    byte[] bytes = gather(header);
    List<Descriptor> travellers = new ArrayList<>(header.count());
    Message message = null;
    try {
      ByteBuffer numbers = read(header.numbers(), header.count() * Integer.BYTES);
      for (int i = 0; i < header.count(); i++) {
        int each = numbers.getInt();
        Descriptor traveller = each == NO_DESCRIPTOR ? Descriptor.INVALID : descriptors.hold(each);
        if (traveller == null) {
          return -Errno.EBADF;
        }
        travellers.add(traveller);
      }
      Message ready = new Message(bytes, travellers);
      // Every failure but "not now" is EIO: spec/nacl.md ch. 18.
      if (!(descriptor instanceof Socket socket) || !socket.carries(ready)) {
        return -Errno.EIO;
      }
      switch (socket.endpoint().send(ready, (flags & DONT_WAIT) == 0)) {
        case SENT -> message = ready;
        case WOULD_BLOCK -> {
          return -Errno.EAGAIN;
        }
        case PEER_GONE -> {
          return -Errno.EIO;
        }
      }
      return bytes.length;
    } finally {
      if (message == null) {
        for (Descriptor traveller : travellers) {
          traveller.release();
        }
      }
    }
  }

  private byte[] gather(Header header) {
    byte[] bytes = new byte[(int) header.bytes()];
    int at = 0;
    for (int i = 0; i < header.starts().length; i++) {
      int length = (int) header.lengths()[i];
      if (length > 0) {
        System.arraycopy(memory.read(header.starts()[i], length), 0, bytes, at, length);
        at += length;
      }
    }
    return bytes;
  }

  /** Bytes stored, or -errno. What does not fit is dropped. */
  public long receive(int number, long headerAddress, long flags) {
    Header header = header(headerAddress);
    if (header == null) {
      return -Errno.EINVAL;
    }
    Descriptor descriptor = descriptors.get(number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    if (!(descriptor instanceof Socket socket)) {
      return -Errno.EINVAL;
    }
    // A place for the answer is looked for before a message is taken out of the queue.
    memory.write(
        headerAddress + COUNT_OFFSET, memory.read(headerAddress + COUNT_OFFSET, PIECE_SIZE));
    Message message = socket.endpoint().receive((flags & DONT_WAIT) == 0);
    if (message == null) {
      return -Errno.EAGAIN;
    }
    if (message == Message.END) {
      return -Errno.EIO;
    }
    int stored;
    try {
      stored = scatter(message.bytes(), header);
    } catch (BadAddress bad) {
      message.drop();
      throw bad;
    }
    int[] numbers = install(message.descriptors(), header.count());
    ByteBuffer list =
        ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int each : numbers) {
      list.putInt(each);
    }
    // The reference never tells that bytes were cut off: spec/nacl.md ch. 18.
    int truncated = numbers.length < message.descriptors().size() ? DESCRIPTORS_TRUNCATED : 0;
    try {
      if (numbers.length > 0) {
        memory.write(header.numbers(), list.array());
      }
      memory.writeLong(headerAddress + COUNT_OFFSET, numbers.length | (long) truncated << 32);
    } catch (BadAddress bad) {
      for (int each : numbers) {
        int unused = descriptors.close(each);
        assert unused <= 0;
      }
      throw bad;
    }
    return stored;
  }

  private int scatter(byte[] bytes, Header header) {
    int at = 0;
    for (int i = 0; i < header.starts().length && at < bytes.length; i++) {
      int length = (int) Math.min(header.lengths()[i], bytes.length - at);
      if (length > 0) {
        memory.write(header.starts()[i], Arrays.copyOfRange(bytes, at, at + length));
        at += length;
      }
    }
    return at;
  }

  /** Numbers for as many as there is room for, in the module's array and in the table. */
  private int[] install(List<Descriptor> arrived, int room) {
    int[] numbers = new int[Math.min(arrived.size(), room)];
    int installed = 0;
    for (Descriptor descriptor : arrived) {
      if (installed == numbers.length) {
        descriptor.release();
        continue;
      }
      int number = descriptor == Descriptor.INVALID ? NO_DESCRIPTOR : descriptors.add(descriptor);
      descriptor.release();
      if (number >= NO_DESCRIPTOR) {
        numbers[installed++] = number;
      } else {
        numbers = Arrays.copyOf(numbers, installed); // the table is full: the rest is dropped
      }
    }
    return numbers;
  }
}
