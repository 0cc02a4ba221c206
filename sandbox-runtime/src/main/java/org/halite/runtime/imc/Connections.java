package org.halite.runtime.imc;

import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.SharedObject;

/** Makes descriptors of sockets and shared memory, by numbers of the table or -errno. */
public final class Connections {
  /** Where a module finds the socket that others connect to. */
  private static final int BOUND_SOCKET = 3;

  private final AddressSpace space;
  private final DescriptorTable descriptors;
  private final Exchange exchange;

  /** Null for a module that is not served; then its shared memory stays in this process. */
  private RemoteConnections remote;

  public Connections(Sandbox sandbox, DescriptorTable descriptors) {
    this.space = sandbox.space();
    this.descriptors = descriptors;
    this.exchange = new Exchange(sandbox);
  }

  /** A bound socket and its connection capability; or -errno in the first place. */
  public int[] boundSocket() {
    Listener listener = new Listener(exchange);
    return addBoth(new BoundSocket(listener), new ConnectionCapability(listener));
  }

  /**
   * A bound socket at descriptor 3 and its connection capability at 4, as the reference's service
   * runtime gave them to every module (spec/srpc-era.md ch. 2); the browser can connect, too.
   *
   * @param files makes descriptors of files that the browser gives
   */
  public RemoteConnections serve(Carrier carrier, LentFiles files) {
    Listener listener = new Listener(exchange);
    ConnectionCapability address = new ConnectionCapability(listener);
    int[] numbers = addBoth(new BoundSocket(listener), address);
    if (numbers[0] != BOUND_SOCKET || numbers[1] != BOUND_SOCKET + 1) {
      throw new IllegalStateException("descriptors 3 and 4 are taken");
    }
    remote = new RemoteConnections(space, exchange, address, carrier, files);
    return remote;
  }

  /** Two data-only sockets; or -errno in the first place. */
  public int[] socketPair() {
    Endpoint[] pair = exchange.pair();
    if (pair == null) {
      return new int[] {-Errno.EMFILE, -1};
    }
    return addBoth(new Socket(pair[0], true), new Socket(pair[1], true));
  }

  private int[] addBoth(Descriptor one, Descriptor other) {
    int[] numbers = {descriptors.add(one), descriptors.add(other)};
    if (numbers[1] < 0) {
      if (numbers[0] >= 0) {
        int unused = descriptors.close(numbers[0]);
        assert unused <= 0;
      }
      numbers[0] = numbers[1];
    }
    return numbers;
  }

  /** Waits for somebody to connect. */
  public int accept(int number) {
    Descriptor descriptor = descriptors.get(number);
    if (!(descriptor instanceof BoundSocket bound)) {
      return wrong(descriptor);
    }
    return addConnection(bound.accept());
  }

  /** Connects; the other side need not have accepted yet. */
  public int connect(int number) {
    Descriptor descriptor = descriptors.get(number);
    if (!(descriptor instanceof ConnectionCapability capability)) {
      return wrong(descriptor);
    }
    return addConnection(capability.connect());
  }

  private int addConnection(Endpoint endpoint) {
    return endpoint == null ? -Errno.EIO : descriptors.add(new Socket(endpoint, false));
  }

  /**
   * New shared memory, of zeroes.
   *
   * @param size a multiple of 64 KiB
   */
  public int sharedMemory(long size) {
    if (size == 0 || size % AddressSpace.PAGE != 0) {
      return -Errno.EINVAL;
    }
    if (remote != null) {
      SharedMemory memory = remote.newMemory(size);
      return memory == null ? -Errno.ENOMEM : descriptors.add(memory);
    }
    SharedObject object = space.createShared(size);
    return object == null ? -Errno.ENOMEM : descriptors.add(new LocalMemory(space, object));
  }

  private static int wrong(Descriptor descriptor) {
    return descriptor == null ? -Errno.EBADF : -Errno.EINVAL;
  }
}
